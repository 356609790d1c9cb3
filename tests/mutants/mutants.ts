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
  // --- The scheduler ---
  {
    name: "launch() does not look for sleepers that are due",
    file: "src/core/scheduler.ts",
    find: "admitDue();\n  ready.push(fiber);",
    replace: "ready.push(fiber);",
    why: "after a busy task the new one would go before a sleeper that is due",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/sleep_test.ts`],
  },
  {
    name: "wake() does not look for sleepers that are due",
    file: "src/core/scheduler.ts",
    find: "admitDue();\n  wakeUp(fiber, value, failing);\n  ensureProgress();",
    replace: "wakeUp(fiber, value, failing);\n  ensureProgress();",
    why: "after a busy task the fiber that it wakes would go before a sleeper that is due",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/sleep_test.ts`],
  },
  {
    name: "giveTurn() does not look for sleepers that are due",
    file: "src/core/scheduler.ts",
    find: 'admitDue();\n  fiber.state = "ready";',
    replace: 'fiber.state = "ready";',
    why: "a busy task that calls sleep_ms(0) would go before a sleeper that is due",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/sleep_test.ts`],
  },
  {
    name: "cancel() does not look for sleepers that are due",
    file: "src/core/scheduler.ts",
    find: "admitDue();\n  // Fibers that are cancelled",
    replace: "// Fibers that are cancelled",
    why: "after a busy task the fiber that it cancels would go before a sleeper that is due",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/sleep_test.ts`],
  },
  {
    name: "a sleeper that is due is admitted a second too late",
    file: "src/core/scheduler.ts",
    find: "due <= lookedAt + (Date.now() - lookedIn) + 1",
    replace: "due <= lookedAt + (Date.now() - lookedIn) - 1000",
    why: "the milliseconds of the host say when a real look at the clock is due",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/sleep_test.ts`],
  },
  {
    name: "ensureProgress() does nothing",
    file: "src/core/scheduler.ts",
    find: "if (!isSwitching && (current === null || !guard.isWatching)) ensureTurn();",
    replace: "",
    why: "a fiber that is woken from outside while no other is ready would never run",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/task_test.ts`],
  },
  {
    name: "a fiber that comes back stays in the ready queue",
    file: "src/core/scheduler.ts",
    find: 'if (fiber.state === "recalled") ready.remove(fiber);\n}',
    replace: "}",
    why: "it would be given up although it has come back",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/foreign_promise_test.ts`],
  },
  {
    name: "a fiber that is refused stays in the ready queue",
    file: "src/core/scheduler.ts",
    find: 'ready.remove(fiber);\n      fiber.state = "away";',
    replace: 'fiber.state = "away";',
    why:
      "it would be resumed a second time, or given up, although it has heard of its cancellation",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/foreign_promise_test.ts`],
  },
  {
    name: "a ready fiber that waits twice stays in the ready queue",
    file: "src/core/scheduler.ts",
    find: 'if (fiber.state === "ready") ready.remove(fiber);\n  else place',
    replace: 'if (fiber.state !== "ready") place',
    why: "it would be resumed a second time",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/task_test.ts`],
  },
  {
    name: "the fibers that were given up are not counted",
    file: "src/core/scheduler.ts",
    find: "lost++;",
    replace: "",
    why: "a fiber that comes back would be taken for the one that holds the loop",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/foreign_promise_test.ts`],
  },
  {
    name: "the error of a cancellation is never renewed",
    file: "src/core/scheduler.ts",
    find: "cancellation = null;\n  if (fiber.state",
    replace: "if (fiber.state",
    why: "cancellations at different times would share one error, and its stack",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/task_test.ts`],
  },
  {
    name: "rest() does not look at the polls",
    file: "src/core/scheduler.ts",
    find: "if (polls.length > 0) return ensureTurn();",
    replace: "",
    why: "what a poll asks for would wait for the next macrotask of others",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/thread_safe_flag_test.ts`],
  },
  {
    name: "the loop is handed on without being marked",
    file: "src/core/scheduler.ts",
    find: "isSwitching = true;\n  while (goal",
    replace: "while (goal",
    why: "what is delivered by a poll would hand the loop on twice",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/invariants_test.ts`],
  },
  {
    name: "the signal of an outer task is not aborted",
    file: "src/core/scheduler.ts",
    find: "listeners.controller?.abort(error);\n    fiber = fiber",
    replace: "fiber = fiber",
    why: "the signal that was handed out before cancel() would never tell",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/task_test.ts`],
  },
  {
    name: "what a body throws at once goes astray",
    file: "src/core/scheduler.ts",
    find: "result = Promise.reject(error);",
    replace: "return;",
    why: "the task would never end",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/task_test.ts`],
  },
  {
    name: "an ended task waits as if it ran",
    file: "src/core/scheduler.ts",
    find: "if (fiber.hasEnded) {\n    const isCancelled",
    replace: "if (fiber.hasEnded && fiber === current) {\n    const isCancelled",
    why: "what it left unawaited would wait in a task that has ended",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/foreign_promise_test.ts`],
  },
  {
    name: "a cancelled task that has ended is told of its end",
    file: "src/core/scheduler.ts",
    find: "isCancelled ? fiber.value : new RuntimeError(",
    replace: "isCancelled === null ? fiber.value : new RuntimeError(",
    why: "a function that comes back to a cancelled task gets its CancelledError",
    tests: [`${scheduler}/scheduler_test.ts`, `${scheduler}/foreign_promise_test.ts`],
  },
  {
    name: "a slice of many steps looks at the clock every 4,096 of them",
    file: "src/core/slice.ts",
    find: "const LONGEST_STRIDE = 32;",
    replace: "const LONGEST_STRIDE = 4096;",
    why: "a slice of long steps would hold up the host for seconds",
    tests: [`${scheduler}/slice_test.ts`],
  },

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
