/** One change that breaks the product, and the tests that must notice. */
export interface Mutant {
  /** What the change does. */
  name: string;
  file: string;
  /** What stands there, exactly and once. */
  find: string;
  replace: string;
  /** Why that is wrong. */
  why: string;
  /** Files or folders of tests, the likeliest to notice first. */
  tests: string[];
}

const scheduler = "tests/scheduler";
const transcripts = "tests/transcripts";

export const mutants: Mutant[] = [
  // --- Sleepers ---
  {
    name: "Sleepers: those who are due together wake in any order",
    file: "src/core/sleepers.ts",
    find: "(due === other && order < this.#orders[index]!)",
    replace: "(due === other && order > this.#orders[index]!)",
    why: "ties wake in order of falling asleep",
    tests: [`${scheduler}/sleepers_test.ts`],
  },
  {
    name: "Sleepers: a sleeper is due a moment too late",
    file: "src/core/sleepers.ts",
    find: "if (this.due > now) return null;",
    replace: "if (this.due >= now) return null;",
    why: "one whose time is now is due",
    tests: [`${scheduler}/sleepers_test.ts`],
  },
  {
    name: "Sleepers: an entry without a sleeper counts as one",
    file: "src/core/sleepers.ts",
    find: "return place === this && value === this.#orders[index];",
    replace: "return place === this && value !== undefined;",
    why: "a fiber that was woken and sleeps again would be woken by its old entry",
    tests: [`${scheduler}/sleepers_test.ts`],
  },
  {
    name: "Sleepers: another clock leaves the dues as they are",
    file: "src/core/sleepers.ts",
    find: "this.#dues[i]! += difference;",
    replace: "this.#dues[i]! += 0;",
    why: "sleepers keep the time that they have left",
    tests: [`${scheduler}/virtual_clock_test.ts`],
  },
  {
    name: "Sleepers: those who are due soon are counted without end",
    file: "src/core/sleepers.ts",
    find: "this.countUntil(time, most - left, 2 * index + 2)",
    replace: "this.countUntil(time, most, 2 * index + 2)",
    why: "it is asked for no more than a few, and would look at all",
    tests: [`${scheduler}/sleepers_test.ts`],
  },

  // --- ReadyQueue ---
  {
    name: "ReadyQueue: a full ring grows from its first place",
    file: "src/core/ready_queue.ts",
    find: "[...ring.slice(this.#start), ...ring.slice(0, this.#start)]",
    replace: "[...ring]",
    why: "the order in which fibers became ready would be lost",
    tests: [`${scheduler}/ready_queue_test.ts`],
  },
  {
    name: "ReadyQueue: a removed fiber stays",
    file: "src/core/ready_queue.ts",
    find: "if (index >= 0) this.#ring[index] = null;",
    replace: "if (index > 1e9) this.#ring[index] = null;",
    why: "it would be resumed where it does not wait",
    tests: [`${scheduler}/ready_queue_test.ts`],
  },

  // --- What tasks use ---
  {
    name: "Lock: a cancelled heir keeps the lock",
    file: "src/lock.ts",
    find: "if (this.#state === fiber) {",
    replace: "if (this.#state === null) {",
    why: "the next waiter would wait forever",
    tests: [`${scheduler}/lock_test.ts`],
  },
  {
    name: "Lock: one that has an heir is free for others",
    file: "src/lock.ts",
    find: 'this.#state = heir ?? "unlocked";',
    replace: 'this.#state = "unlocked";',
    why: "a task that comes by would take it before its heir runs",
    tests: [`${scheduler}/lock_test.ts`],
  },
  {
    name: "LockGuard: an old guard releases the lock of another holder",
    file: "src/lock.ts",
    find: "if (this.#guard === guard) this.release();",
    replace: "this.release();",
    why: "two tasks would hold the lock",
    tests: [`${scheduler}/lock_test.ts`],
  },
  {
    name: "gather: a failure does not end it before the others have ended",
    file: "src/gather.ts",
    find: "if (!failed && --left > 0) return;",
    replace: "if (--left > 0) return;",
    why: "the first exception is thrown when it happens",
    tests: [`${scheduler}/gather_test.ts`],
  },
  {
    name: "gather: it is woken by each failure",
    file: "src/gather.ts",
    find: "if (gatherer.place !== place) return;",
    replace: "",
    why: "a fiber that is ready already would be made ready twice",
    tests: [`${scheduler}/gather_test.ts`],
  },
  {
    name: "gather: it leaves its observers behind",
    file: "src/gather.ts",
    find: "listeners.observers?.filter((other) => other !== observe) ?? []",
    replace: "listeners.observers ?? []",
    why: "a task that is gathered again and again would keep all of them",
    tests: [`${scheduler}/gather_test.ts`],
  },
  {
    name: "gather: cancelled, it leaves the tasks running",
    file: "src/gather.ts",
    find: "for (const fiber of running) cancel(fiber);",
    replace: "",
    why: "it is cancelled with all that it gathers",
    tests: [transcripts],
  },
  {
    name: "wait_for: it throws before the awaitable has ended",
    file: "src/wait_for.ts",
    find: "await runner;",
    replace: "",
    why: "what the awaitable does at its end would come too late",
    tests: [`${scheduler}/wait_for_test.ts`, transcripts],
  },
  {
    name: "wait_for: a result ends later sleeps of the task",
    file: "src/wait_for.ts",
    find: "if (!isAsleep) return;",
    replace: "",
    why: "the runner would wake the task from a sleep that is not wait_for's",
    tests: [`${scheduler}/wait_for_test.ts`],
  },
  {
    name: "ThreadSafeFlag: set() in this thread waits for the notification",
    file: "src/thread_safe_flag.ts",
    find: "if (waiters.has(this.buffer)) atNextSwitch(this.#wake);",
    replace: "",
    why: "MicroPython wakes the task at the next switch",
    tests: [transcripts],
  },
  {
    name: "ThreadSafeFlag: one that was cleared meanwhile wakes its task",
    file: "src/thread_safe_flag.ts",
    find: "|| Atomics.load(this.#cell, 0) === CLEARED) return;",
    replace: ") return;",
    why: "the flag is not set",
    tests: [`${scheduler}/thread_safe_flag_test.ts`],
  },
  {
    name: "ThreadSafeFlag: it stays set when its task goes on",
    file: "src/thread_safe_flag.ts",
    find: "this.clear();\n          resolve();",
    replace: "resolve();",
    why: "wait() clears it",
    tests: [`${scheduler}/thread_safe_flag_test.ts`, transcripts],
  },
];
