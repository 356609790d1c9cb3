import {
  CancelledError,
  create_task,
  current_task,
  Event,
  gather,
  get_event_loop,
  Lock,
  new_event_loop,
  run,
  RuntimeError,
  sleep_ms,
  type Task,
  ThreadSafeFlag,
  TimeoutError,
  wait_for_ms,
} from "../../../mod.ts";
import type { Body, Program, Step } from "./programs.ts";

class Failure extends Error {}

/** The time that a program has, see interpreter.py. */
export interface Time {
  /** In ms. */
  now(): number;
  /** How many ms there are until so many units have gone by. */
  until(units: number): number;
  /** Holds up the loop for so many units, and half a step. */
  keepBusy(units: number): void;
}

/**
 * Runs a random program with our module, step by step as interpreter.py does
 * with MicroPython's.
 *
 * @param time What the loop's clock shows.
 * @param onStep Called when a task comes to a step.
 * @returns What the program prints, and how much of it MicroPython prints, too, see `noteResult`.
 */
export async function interpret(
  program: Program,
  time: Time,
  onStep: () => void = () => {},
): Promise<{ all: string; comparable: string }> {
  new_event_loop();
  const interpreter = new Interpreter(time, onStep);
  get_event_loop().set_exception_handler((_loop, { exception }) => {
    interpreter.lines.push(`unretrieved: ${show(exception)}`);
  });
  for (const [number, body] of program.entries()) {
    try {
      await run(() => interpreter.task(`main${number}`, body));
    } catch (error) {
      if (!(error instanceof Failure || error instanceof CancelledError)) throw error;
      interpreter.lines.push(`run: ${show(error)}`);
    }
  }
  const { lines, comparable } = interpreter;
  return {
    all: lines.join("\n") + "\n",
    comparable: lines.slice(0, comparable).join("\n") + "\n",
  };
}

class Interpreter {
  readonly lines: string[] = [];
  /** So many lines are to be MicroPython's, too. */
  comparable = Infinity;
  readonly #tasks = new Map<string, Task>();
  readonly #events = [new Event(), new Event()];
  readonly #locks = [new Lock(), new Lock()];
  readonly #flags = [new ThreadSafeFlag(), new ThreadSafeFlag()];
  readonly #flagWaiters: (string | null)[] = [null, null];
  readonly #awaited = new Set<string>();
  readonly #gathered = new Set<string>();
  readonly #time: Time;
  readonly #onStep: () => void;

  constructor(time: Time, onStep: () => void) {
    this.#time = time;
    this.#onStep = onStep;
  }

  #until(units: number): number {
    return units > 0 ? this.#time.until(units) : 0;
  }

  #log(name: string, ...values: unknown[]): void {
    this.lines.push(`${name}: ${values.map(show).join(" ")}`);
  }

  async task(name: string, body: Body): Promise<unknown> {
    try {
      this.#log(name, "begins");
      return await this.#block(name, body) ?? null;
    } finally {
      this.#log(name, "ends");
    }
  }

  async #block(name: string, body: Body): Promise<unknown> {
    for (const step of body) {
      this.#onStep();
      const result = await this.#step(name, step);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  async #step(name: string, step: Step): Promise<unknown> {
    switch (step[0]) {
      case "log":
        return this.#log(name, step[1]);
      case "sleep":
        await sleep_ms(this.#until(step[1]));
        return this.#log(name, "slept", step[1]);
      case "busy":
        this.#time.keepBusy(step[1]);
        return this.#log(name, "was busy", step[1]);
      case "return":
        return step[1];
      case "raise":
        throw new Failure(step[1]);
      case "spawn":
        return this.#spawn(step[1], step[2]);
      case "await":
        return await this.#await(name, step[1]);
      case "cancel": {
        const task = this.#tasks.get(step[1]);
        if (task === undefined) return;
        try {
          return this.#log(name, "cancels", step[1], task.cancel());
        } catch (error) {
          if (!(error instanceof RuntimeError)) throw error;
          return this.#log(name, "cannot cancel", step[1], error.message);
        }
      }
      case "done":
        return this.#log(name, step[1], "done", this.#tasks.get(step[1])?.done() ?? false);
      case "current":
        return this.#log(name, "is current", current_task() === this.#tasks.get(name));
      case "set":
        this.#events[step[1]]!.set();
        return this.#log(name, "set event", step[1]);
      case "clear":
        return this.#events[step[1]]!.clear();
      case "is_set":
        return this.#log(name, "is set", step[1], this.#events[step[1]]!.is_set());
      case "wait":
        return this.#log(name, "waited", step[1], await this.#events[step[1]]!.wait());
      case "locked":
        return this.#log(name, "locked", step[1], this.#locks[step[1]]!.locked());
      case "acquire":
        await this.#locks[step[1]]!.acquire();
        return this.#log(name, "acquired", step[1]);
      case "release":
        try {
          this.#locks[step[1]]!.release();
          return this.#log(name, "released", step[1]);
        } catch (error) {
          if (!(error instanceof RuntimeError)) throw error;
          return this.#log(name, "cannot release", step[1], error.message);
        }
      case "with": {
        // As `async with` does it; `using` minds a release by somebody else.
        const lock = this.#locks[step[1]]!;
        await lock.acquire();
        try {
          this.#log(name, "inside", step[1]);
          return await this.#block(name, step[2]);
        } finally {
          lock.release();
        }
      }
      case "flag set":
        this.#flags[step[1]]!.set();
        return this.#log(name, "set flag", step[1]);
      case "flag clear":
        return this.#flags[step[1]]!.clear();
      case "flag wait":
        if (this.#flagWaiters[step[1]] !== null) return;
        this.#flagWaiters[step[1]] = name;
        try {
          await this.#flags[step[1]]!.wait();
          return this.#log(name, "got flag", step[1]);
        } finally {
          this.#flagWaiters[step[1]] = null;
        }
      case "wait_for":
        return await this.#waitFor(name, step[1], step[2], step[3]);
      case "gather":
        return await this.#gather(name, step[1], step[2]);
      case "try":
        return await this.#attempt(name, step[1], step[2], step[3]);
      case "finally":
        try {
          return await this.#block(name, step[1]);
        } finally {
          this.#log(name, "finally");
          await this.#block(name, step[2]);
        }
    }
  }

  #spawn(name: string, body: Body): void {
    this.#tasks.set(name, create_task(() => this.task(name, body)));
  }

  /** Whether a task may be awaited: see programs.ts. */
  #mayAwait(name: string, other: string): boolean {
    const task = this.#tasks.get(other);
    if (task === undefined || this.#gathered.has(other)) return false;
    if (name.startsWith("t") && Number(other.slice(1)) <= Number(name.slice(1))) return false;
    return !(task.done() && this.#awaited.has(other));
  }

  async #await(name: string, other: string): Promise<void> {
    if (!this.#mayAwait(name, other)) return;
    this.#awaited.add(other);
    this.#log(name, "awaited", other, await this.#tasks.get(other));
  }

  async #waitFor(name: string, timeout: number, other: string, body: Body | null): Promise<void> {
    if (body !== null) this.#spawn(other, body);
    if (!this.#mayAwait(name, other)) return;
    this.#awaited.add(other);
    const now = this.#time.now();
    const duration = this.#until(timeout);
    try {
      const result = await wait_for_ms(this.#tasks.get(other)!, duration);
      this.#noteResult(now + duration);
      this.#log(name, "waited for", other, result);
    } catch (error) {
      if (!(error instanceof TimeoutError)) {
        this.#noteResult(now + duration);
        throw error;
      }
      this.#log(name, "timed out", other);
    }
  }

  /** A result that is there goes before a timeout of the same moment; MicroPython drops it. */
  #noteResult(due: number): void {
    if (this.#time.now() > due) this.comparable = Math.min(this.comparable, this.lines.length);
  }

  async #gather(
    name: string,
    parts: [string, Body | null][],
    return_exceptions: boolean,
  ): Promise<void> {
    const tasks: Task[] = [];
    for (const [other, body] of parts) {
      if (body !== null) this.#spawn(other, body);
      else if (!this.#mayAwait(name, other) || this.#awaited.has(other)) continue;
      this.#gathered.add(other);
      tasks.push(this.#tasks.get(other)!);
    }
    const results = await gather(...tasks, { return_exceptions });
    this.#log(name, "gathered", results);
  }

  async #attempt(name: string, body: Body, handler: Body, swallows: boolean): Promise<unknown> {
    try {
      return await this.#block(name, body);
    } catch (error) {
      if (error instanceof CancelledError) {
        this.#log(name, "caught CancelledError");
        const result = await this.#block(name, handler);
        if (!swallows) throw error;
        return result;
      }
      if (!(error instanceof Failure)) throw error;
      this.#log(name, "caught", error);
      return await this.#block(name, handler);
    }
  }
}

/** A value as Python prints it. */
function show(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value instanceof Failure) return `Failure ${value.message}`;
  if (value instanceof CancelledError) return "CancelledError";
  if (Array.isArray(value)) {
    const items = value.map((item) => item instanceof Error ? `'${show(item)}'` : show(item));
    return `[${items.join(", ")}]`;
  }
  if (value instanceof RuntimeError) return value.message;
  return String(value);
}
