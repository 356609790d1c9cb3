/**
 * Random programs for the scheduler, as data that interpreter.py runs with
 * MicroPython and interpreter.ts with our module: both have to print the same.
 *
 * Left out is what is known to differ (see the README): a task is awaited by
 * elder ones only, so that no circle comes about, on which MicroPython hangs;
 * tasks are gathered or awaited, not both; and a task that has failed is awaited
 * once after its end.
 *
 * @module
 */

/** A step of a task. Names are those of tasks, numbers those of events and the like. */
export type Step =
  | ["log", number]
  | ["sleep", number]
  | ["busy", number]
  | ["return", number]
  | ["raise", string]
  | ["spawn", string, Body]
  | ["await", string]
  | ["cancel", string]
  | ["done", string]
  | ["current"]
  | ["set", number]
  | ["clear", number]
  | ["is_set", number]
  | ["wait", number]
  | ["locked", number]
  | ["acquire", number]
  | ["release", number]
  | ["with", number, Body]
  | ["flag set", number]
  | ["flag clear", number]
  | ["flag wait", number]
  | ["wait_for", number, string, Body | null]
  | ["gather", [string, Body | null][], boolean]
  | ["try", Body, Body, boolean]
  | ["finally", Body, Body];

/** The steps of a task, one after the other. */
export type Body = Step[];

/** The main tasks of a program, which are run one after the other. */
export type Program = Body[];

/** Before one step in so many the task keeps the loop busy. */
const BUSY_ONE_IN = 8;

/** A generator of random numbers that gives the same ones for the same seed. */
export function makeRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => { // mulberry32
    state = (state + 0x6D2B79F5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) % limit;
  };
}

/** A random program. Its main tasks end, whatever the others do. */
export function makeProgram(seed: number): Program {
  const random = makeRandom(seed);
  const randomBusy = makeRandom(~seed);
  const names: string[] = [];
  let steps = 0;

  const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
  const newName = () => {
    const name = `t${names.length}`;
    names.push(name);
    return name;
  };
  /** A task that is younger than the one of number `self`. */
  const younger = (self: number) => names[self + 1 + random(names.length - self)] ?? "t0";
  const anybody = () => names.length > 0 ? pick(names) : "t0";
  /** A step, before which the task may keep the loop busy. */
  const withBusyTime = (step: Step): Body =>
    randomBusy(BUSY_ONE_IN) > 0 ? [step] : [["busy", randomBusy(3) > 0 ? 10 : 20], step];
  const body = (self: number, depth: number, length = 1 + random(4)): Body =>
    Array.from({ length }, () => step(self, depth)).flatMap(withBusyTime);
  const newTask = (depth: number): [string, Body] => {
    const name = newName();
    return [name, body(names.length - 1, depth)];
  };

  function simpleStep(self: number): Step {
    const which = random(2);
    switch (random(16)) {
      case 0:
        return ["log", random(100)];
      case 1:
      case 2:
      case 3:
        return ["sleep", 10 * pick([0, 0, 0, 1, 1, 2, 3])];
      case 4:
        return ["cancel", anybody()];
      case 5:
        return ["set", which];
      case 6:
        return ["clear", which];
      case 7:
        return ["release", which];
      case 8:
        return ["locked", which];
      case 9:
        return ["flag set", which];
      case 10:
        return ["done", anybody()];
      case 11:
        return ["cancel", self + 1 < names.length ? younger(self) : anybody()];
      case 12:
        return ["is_set", which];
      case 13:
        return pick<Step>([["flag clear", which], ["current"]]);
      default:
        return ["sleep", 0];
    }
  }

  function step(self: number, depth: number): Step {
    steps++;
    if (depth <= 0 || steps > 60 || random(2) === 0) return simpleStep(self);
    const which = random(2);
    switch (random(14)) {
      case 0:
      case 1:
        return ["spawn", ...newTask(depth - 1)];
      case 2:
        return ["await", younger(self)];
      case 3:
        return ["wait", which];
      case 4:
        return ["acquire", which];
      case 5:
        return ["with", which, body(self, depth - 1)];
      case 6:
        return ["flag wait", which];
      case 7:
        return ["wait_for", 10 * random(4), ...newTask(depth - 1)];
      case 8:
        return ["wait_for", 10 * random(4), younger(self), null];
      case 9:
      case 10: {
        const parts = Array.from(
          { length: random(4) },
          (): [string, Body | null] => random(3) > 0 ? newTask(depth - 1) : [younger(self), null],
        );
        return ["gather", parts, random(2) === 0];
      }
      case 11:
        return ["try", body(self, depth - 1), body(self, depth - 1, random(2)), random(2) === 0];
      case 12:
        return ["finally", body(self, depth - 1), body(self, depth - 1, random(2))];
      default:
        return pick<Step>([["raise", `f${random(9)}`], ["return", random(9)]]);
    }
  }

  /** Main tasks do nothing that might wait without end. */
  function main(): Body {
    const steps: Body = [];
    for (let i = 3 + random(5); i > 0; i--) {
      const number = names.length;
      steps.push(random(2) === 0 ? ["spawn", ...newTask(3)] : simpleStep(number));
    }
    return [...steps.flatMap(withBusyTime), ["sleep", 30]];
  }
  return [main(), main()];
}
