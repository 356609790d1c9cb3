import {
  Barrier,
  BoundedSemaphore,
  BrokenBarrierError,
  CancelledError,
  Condition,
  create_task,
  Event,
  get_event_loop,
  LifoQueue,
  Lock,
  new_event_loop,
  PriorityQueue,
  Queue,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  run,
  RuntimeError,
  Semaphore,
  sleep_ms,
  type Task,
  TaskGroup,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";

/** A step of a task: words, and for some the bodies that they are about. */
export type Step = string | readonly [words: string, ...bodies: Body[]];
/** The steps of a task, one after the other. */
export type Body = readonly Step[];

/** A program, as data. */
export interface Program {
  /** What the tasks share: by its name, its class and the numbers that it is made with. */
  readonly objects: { readonly [name: string]: string };
  /** The tasks, in the order in which they are created. */
  readonly tasks: { readonly [name: string]: Body };
}

/** A program, and perhaps a task that is cancelled at some place. */
export interface Job {
  readonly program: Program;
  readonly victim: string | null;
  /** After so many turns; from 100 on, after so many ms less 100. */
  readonly place: number;
  /** Whether CPython is to run it without the README's differences, see compare.ts. */
  readonly isKnown?: boolean;
}

const classes = {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  LifoQueue,
  Lock,
  PriorityQueue,
  Queue,
  Semaphore,
};

class Failure extends Error {
  override name = "Failure";
}

/**
 * Runs a program with our module, step by step as interpreter.py does with CPython's.
 *
 * @returns What the program prints.
 */
export async function interpret({ program, victim, place }: Job): Promise<string> {
  using _clock = new VirtualClock();
  new_event_loop();
  get_event_loop().set_exception_handler(() => {});
  const interpreter = new Interpreter(program);
  try {
    await run(() => interpreter.main(program, victim, place));
  } finally {
    get_event_loop().set_exception_handler(null);
    new_event_loop();
  }
  return interpreter.lines.map((line) => line + "\n").join("");
}

class Interpreter {
  readonly lines: string[] = [];
  readonly #tasks = new Map<string, Task>();
  readonly #status = new Map<string, string>();
  readonly #groups = new Map<string, TaskGroup>();
  readonly #counters = new Map<string, number>();
  readonly #objects = new Map<string, unknown>();

  constructor(program: Program) {
    for (const [name, words] of Object.entries(program.objects)) {
      const [kind = "", ...args] = words.split(" ");
      // deno-lint-ignore no-explicit-any -- each takes other numbers
      const Class = classes[kind as keyof typeof classes] as any;
      this.#objects.set(name, new Class(...args.map(Number)));
    }
  }

  #log(name: string, ...words: unknown[]): void {
    this.lines.push(`${name}: ${words.map(show).join(" ")}`);
  }

  async main(program: Program, victim: string | null, place: number): Promise<void> {
    for (const [name, body] of Object.entries(program.tasks)) this.#spawn(name, body);
    if (victim !== null) {
      if (place < 100) { for (let i = 0; i < place; i++) await sleep_ms(0); }
      else await sleep_ms(place - 100);
      this.#log("main", "cancels", victim, this.#tasks.get(victim)!.cancel());
    }
    await sleep_ms(400);
    for (const [name, task] of this.#tasks) {
      const status = task.done() ? this.#status.get(name) ?? "cancelled" : "pending";
      this.#log("main", name, status);
    }
    for (const [name, thing] of this.#objects) {
      this.#log("main", name, ...await this.#state(thing));
    }
  }

  async #state(thing: unknown): Promise<unknown[]> {
    if (thing instanceof Queue) {
      return ["items", thing.qsize(), "full", thing.full(), "empty", thing.empty()];
    }
    if (thing instanceof Semaphore) {
      let permits = 0;
      for (; !thing.locked(); permits++) await thing.acquire();
      return ["permits", permits];
    }
    if (thing instanceof Barrier) return ["waiting", thing.n_waiting, "broken", thing.broken];
    if (thing instanceof Event) return ["set", thing.is_set()];
    return ["locked", (thing as Condition).locked()];
  }

  #spawn(name: string, body: Body): void {
    this.#tasks.set(name, create_task(() => this.#task(name, body)));
  }

  async #task(name: string, body: Body): Promise<unknown> {
    try {
      this.#log(name, "begins");
      const result = await this.#block(name, body);
      this.#status.set(name, `returned ${show(result)}`);
      return result;
    } catch (error) {
      this.#status.set(name, `threw ${nameOf(error)}`);
      throw error;
    } finally {
      this.#log(name, "ends");
    }
  }

  async #block(name: string, body: Body): Promise<unknown> {
    for (const step of body) {
      const result = await this.#step(name, step);
      if (result !== undefined) return result;
    }
    return undefined;
  }

  async #step(name: string, step: Step): Promise<unknown> {
    const [words, ...bodies] = typeof step === "string" ? [step] : step;
    const [op, what = "", number = ""] = words.split(" ");
    const [first = [], second = []] = bodies as Body[];
    switch (op) {
      case "log":
        return this.#log(name, what);
      case "sleep":
        await sleep_ms(Number(what));
        return this.#log(name, "slept", what);
      case "return":
        return Number(what);
      case "raise":
        throw new Failure(what);
      case "spawn":
        return this.#spawn(what, first);
      case "await":
        if (!this.#tasks.has(what)) return;
        return this.#log(name, "awaited", what, await this.#tasks.get(what));
      case "cancel": {
        const task = this.#tasks.get(what);
        if (task === undefined || name === what) return;
        return this.#log(name, "cancels", what, task.cancel());
      }
      case "add":
        this.#counters.set(what, (this.#counters.get(what) ?? 0) + Number(number));
        return;
      case "try":
        try {
          return await this.#block(name, first);
        } catch (error) {
          this.#log(name, "caught", nameOf(error));
          const result = await this.#block(name, second);
          if (what !== "swallow") throw error;
          return result;
        }
      case "finally":
        try {
          return await this.#block(name, first);
        } finally {
          this.#log(name, "finally");
          await this.#block(name, second);
        }
      case "within":
        try {
          return await wait_for_ms(() => this.#block(name, first), Number(what));
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
          return this.#log(name, "timed out");
        }
      case "group":
        return await TaskGroup.run((group) => {
          this.#groups.set(what, group);
          return this.#block(name, first);
        });
      case "child":
        try {
          const task = this.#groups.get(what)!.create_task(() => this.#task(number, first));
          this.#tasks.set(number, task);
        } catch (error) {
          if (!(error instanceof RuntimeError)) throw error;
          this.#log(name, "cannot create", number);
        }
        return;
      case "with": {
        const thing = this.#objects.get(what);
        if (thing instanceof Barrier) {
          await thing.wait();
          this.#log(name, "inside", what);
          return await this.#block(name, first);
        }
        using _guard = await (thing as Lock).acquire();
        this.#log(name, "inside", what);
        return await this.#block(name, first);
      }
      case "hold": {
        // As Python does it, also if others release what is held; `using` minds that.
        const thing = this.#objects.get(what) as Lock;
        await thing.acquire();
        try {
          this.#log(name, "inside", what);
          return await this.#block(name, first);
        } finally {
          thing.release();
        }
      }
      default:
        try {
          return await this.#use(name, op!, what, number);
        } catch (error) {
          const isExpected = error instanceof QueueEmpty || error instanceof QueueFull ||
            error instanceof QueueShutDown || error instanceof BrokenBarrierError ||
            error instanceof RuntimeError;
          if (!isExpected) throw error;
          return this.#log(name, op, what, "throws", nameOf(error));
        }
    }
  }

  async #use(name: string, op: string, what: string, number: string): Promise<void> {
    // deno-lint-ignore no-explicit-any -- of one of the classes, which has what is used of it
    const thing = this.#objects.get(what) as any;
    let result: unknown;
    switch (op) {
      case "put":
        await thing.put(Number(number));
        break;
      case "put_nowait":
        thing.put_nowait(Number(number));
        break;
      case "get":
        result = await thing.get();
        break;
      case "get_nowait":
        result = thing.get_nowait();
        break;
      case "take_all":
        for await (const item of thing) this.#log(name, "took", item);
        break;
      case "task_done":
        thing.task_done();
        break;
      case "join":
        await thing.join();
        break;
      case "shutdown":
        thing.shutdown(number === "1");
        break;
      case "qsize":
        result = thing.qsize();
        break;
      case "acquire":
        await thing.acquire();
        break;
      case "release":
        thing.release();
        break;
      case "locked":
        result = thing.locked();
        break;
      case "wait":
        result = await thing.wait();
        break;
      case "wait_until":
        await thing.wait_for(() => (this.#counters.get(what) ?? 0) >= Number(number));
        break;
      case "notify":
        thing.notify(number === "" ? 1 : Number(number));
        break;
      case "notify_all":
        thing.notify_all();
        break;
      case "reset":
        await thing.reset();
        break;
      case "abort":
        await thing.abort();
        break;
      case "set":
        thing.set();
        break;
      case "clear":
        thing.clear();
        break;
      default:
        throw new TypeError(`Cannot run the program: unknown step ${op}`);
    }
    this.#log(name, op, what, ...(result === undefined ? [] : [result]));
  }
}

function nameOf(error: unknown): string {
  if (error instanceof AggregateError) {
    return `AggregateError ${error.errors.map(nameOf).join(", ")}`;
  }
  if (error instanceof Failure) return `Failure ${error.message}`;
  if (error instanceof CancelledError) return "CancelledError";
  return (error as Error).name;
}

/** A value as Python prints it. */
function show(value: unknown): string {
  if (value === undefined || value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  return String(value);
}
