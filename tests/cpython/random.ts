import { makeRandom } from "../transcripts/random/programs.ts";
import type { Body, Program, Step } from "./interpreter.ts";

/** What tasks share, by kinds, from which each program takes one or two. */
const KINDS: readonly (readonly [name: string, words: string, kind: Kind])[] = [
  ["q", "Queue 1", "queue"],
  ["r", "Queue", "queue"],
  ["l", "LifoQueue 2", "queue"],
  ["p", "PriorityQueue", "queue"],
  ["s", "Semaphore 1", "semaphore"],
  ["t", "Semaphore 2", "semaphore"],
  ["c", "Condition", "condition"],
  ["c", "Condition", "condition"],
  ["b", "Barrier 2", "barrier"],
];
type Kind = "queue" | "semaphore" | "condition" | "barrier";

/** So many steps a program has at most, more or less. */
const MOST_STEPS = 80;

/**
 * A random program. Tasks await and cancel younger ones only: what happens in circles is known to
 * differ, as MicroPython's tasks do not cancel themselves.
 */
export function makeProgram(seed: number): Program {
  const random = makeRandom(seed);
  let count = 0;
  let groups = 0;
  let steps = 0;

  const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
  /** The name of a task that is younger than that of number `self`, if it comes to be. */
  const younger = (self: number) => `t${self + 1 + random(Math.max(count - self, 1))}`;
  const body = (self: number, depth: number, length = 1 + random(5)): Body =>
    Array.from({ length }, () => step(self, depth));

  /** Some of what can be done with a thing. */
  function use(name: string, kind: Kind): Step {
    const number = random(9);
    switch (kind) {
      case "queue":
        return pick([
          ...[`put ${name} ${number}`, `put ${name} ${number}`, `put_nowait ${name} ${number}`],
          ...[`get ${name}`, `get ${name}`, `get ${name}`, `get_nowait ${name}`],
          ...[`qsize ${name}`, `task_done ${name}`, `join ${name}`, `take_all ${name}`],
          ...(random(4) === 0 ? [`shutdown ${name} ${random(2)}`] : []),
        ]);
      case "semaphore":
        return pick([
          ...[`acquire ${name}`, `acquire ${name}`, `release ${name}`, `release ${name}`],
          `locked ${name}`,
        ]);
      case "condition":
        return pick([`notify ${name}`, `locked ${name}`, `wait ${name}`]);
      case "barrier":
        return pick([`wait ${name}`, `wait ${name}`, `reset ${name}`, `abort ${name}`]);
    }
  }

  function simpleStep(self: number): Step {
    const [name, , kind] = pick(things);
    switch (random(10)) {
      case 0:
      case 1:
        return `sleep ${pick([0, 0, 0, 10, 20])}`;
      case 2:
        return "sleep 0";
      case 3:
      case 4:
        return `cancel ${younger(self)}`;
      case 5:
        return random(3) > 0 ? "sleep 0" : pick([`raise f${random(9)}`, `return ${random(9)}`]);
      default:
        return use(name, kind);
    }
  }

  /** What is done with the lock of a condition. */
  function lockedBody(condition: string, self: number, depth: number): Body {
    return Array.from({ length: 1 + random(3) }, () =>
      pick<() => Step>([
        () => `wait ${condition}`,
        () => `wait_until ${condition} ${1 + random(2)}`,
        () => `add ${condition} 1`,
        () => `notify ${condition}`,
        () => `notify ${condition} 2`,
        () => `notify_all ${condition}`,
        () => step(self, depth),
      ])());
  }

  function step(self: number, depth: number): Step {
    steps++;
    if (depth <= 0 || steps > MOST_STEPS || random(2) === 0) return simpleStep(self);
    const [name, , kind] = pick(things);
    switch (random(9)) {
      case 0: {
        const number = ++count;
        return [`spawn t${number}`, body(number, depth - 1)];
      }
      case 1:
        return `await ${younger(self)}`;
      case 2:
      case 3:
      case 4:
        if (kind === "semaphore") return [`hold ${name}`, body(self, depth - 1)];
        if (kind === "condition") return [`hold ${name}`, lockedBody(name, self, depth - 1)];
        return use(name, kind);
      case 5:
        return [`try${pick(["", " swallow"])}`, body(self, depth - 1), body(self, 0, random(2))];
      case 6:
        return ["finally", body(self, depth - 1), body(self, 0, random(2))];
      default: {
        const group = `g${++groups}`;
        const children = Array.from({ length: random(4) }, (): Step => {
          const number = ++count;
          return [`child ${group} t${number}`, body(number, depth - 1)];
        });
        return [`group ${group}`, [...children, ...body(self, depth - 1, random(3))]];
      }
    }
  }

  const things = Array.from({ length: 1 + random(2) }, () => pick(KINDS));
  const objects = Object.fromEntries(things.map(([name, words]) => [name, words]));
  const top = 3 + random(4);
  count = top - 1;
  const tasks = Array.from({ length: top }, (_, i): [string, Body] => [`t${i}`, body(i, 3)]);
  return { objects, tasks: Object.fromEntries(tasks) };
}
