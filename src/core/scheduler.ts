/**
 * Who runs next: MicroPython's scheduling on JavaScript's promises.
 *
 * A fiber waits by awaiting a thenable of ours: the thenable's `then` parks the
 * fiber and hands the loop on. One fiber at a time holds the loop, from the
 * moment it is resumed until it parks again or ends.
 *
 * A fiber may also await a promise that is not ours, and nobody tells us. But a
 * macrotask begins only when no microtask is left: a fiber that still holds the
 * loop then waits elsewhere, and the loop goes on without it. So a macrotask of
 * ours is due, a few microtasks after a fiber has got the loop.
 *
 * @module
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { clearImmediate, setImmediate } from "node:timers";
import { type Clock, SystemClock, TURNS_UNTIL_IO } from "./clock.ts";
import { CancelledError, RuntimeError } from "./errors.ts";
import { type Continuation, Fiber, type FiberQueue, type Listeners } from "./fiber.ts";
import { refAll, unrefAll } from "./keep_alive.ts";
import { ReadyQueue } from "./ready_queue.ts";
import { Sleepers } from "./sleepers.ts";

/** For how long, in ms, fibers run before timers and I/O of the host get a turn. */
const SLICE = 1;
/** After so many full slices, Deno gets the turns in which it looks for I/O. */
const SLICES_UNTIL_IO = 3;
/**
 * A look at the clock costs two thirds of a switch, and to ask `AsyncLocalStorage` who
 * waits a fifth. So between two looks there are the more steps the more a slice has had
 * already, up to so many: a slice of long steps is not much longer for it.
 */
const LONGEST_STRIDE = 32;
/** So many steps of a slice that I/O has begun go by before the first look. */
const IO_STEPS = 2;

/** What is soon, in ms, and how many sleepers make a crowd, when the clock asks. */
const SOON = 5;
const CROWD = 32;
/** So many microtasks may go by before a macrotask is due, from a switch and in all. */
const PATIENCE = 10;
const LONGEST_GUARD = 40;
/** With so many ready there will be more than that, so the macrotask is due at once. */
const CROWD_READY = 5;
/** For so long, in ms, after I/O has completed, more of it is expected: no naps. */
const IO_EXPECTED = 5;

/** Which fiber the code that is executing belongs to, after any `await`. */
const fibers = new AsyncLocalStorage<Fiber>();

let ready = new ReadyQueue();
let sleepers = new Sleepers();
let clock: Clock = new SystemClock();

/** What `run()` is waiting for; null while the loop stands still. */
let goal: { main: Fiber; continuation: Continuation } | null = null;
/** The fiber that holds the loop. */
let current: Fiber | null = null;
/** How many fibers await promises that are not ours and have lost the loop. */
let away = 0;
/** How many have been given up while they were away, and not come back so far. */
let lost = 0;
/** Called at the next switch, which is when MicroPython polls. */
let polls: (() => void)[] = [];
let isPolling = false;
/** Called when nobody is ready any more, or the slice is over. */
let batch: (() => void)[] = [];
/** What `cancel()` throws into tasks, until the next one runs. */
let cancellation: CancelledError | null = null;
/** The macrotask that is due to go on with the loop. */
let turn: ReturnType<typeof setImmediate> | undefined;
/** When the clock will ring. */
let alarm = Infinity;

/** Whether microtasks of ours watch the fiber that holds the loop, see {@linkcode guard}. */
let isGuarding = false;
let patience = 0;
let guardedFor = 0;

/** In ms of the host; Infinity if I/O has begun the slice and nobody has looked since. */
let sliceStart = 0;
/** Whether I/O has completed since the clock asked last; and when it was told so. */
let hasDelivered = false;
let lastDelivery = -Infinity;
let sliceIsOver = false;
let fullSlices = 0;
let emptyTurns = 0;
/** The steps until the next look, and from that one to the one after it. */
let stepsLeft = 0;
let stride = 0;

let reportUnretrieved: (fiber: Fiber) => void = () => {};

// --- Fibers ---

/** The fiber that the calling code belongs to. */
export function runningFiber(): Fiber | undefined {
  return fibers.getStore();
}

/** Makes a new fiber ready to begin. */
export function launch(fiber: Fiber): void {
  if (sleepers.due !== Infinity) look(); // who is due by now goes first
  ready.push(fiber);
  nudge();
}

/** A new fiber, ready to run `entry`: a function, or something to await. */
export function spawn(entry: unknown): Fiber {
  const fiber = new Fiber(entry);
  launch(fiber);
  return fiber;
}

/** The fiber that holds the loop, if one does; it may await what is not ours. */
export function holder(): Fiber | null {
  return current;
}

/** Lets {@linkcode beginFibers} begin a fiber. */
let begin: (fiber: Fiber) => void;

/**
 * All fibers begin in here, and so in the async context in which this module was
 * loaded. In that of whoever happens to run before, they would inherit what other
 * users of `AsyncLocalStorage` keep there, and 80 bytes each.
 */
async function beginFibers(): Promise<never> {
  while (true) {
    const fiber = await new Promise<Fiber>((resolve) => begin = resolve);
    fibers.run(fiber, enterBody, fiber);
  }
}

beginFibers();

function enterBody(fiber: Fiber): void {
  let result: unknown;
  try {
    const entry = fiber.value;
    if (fiber.failing) throw entry; // cancelled a moment ago
    fiber.value = undefined;
    result = typeof entry === "function" ? entry() : entry;
  } catch (error) {
    result = Promise.reject(error);
  }
  Promise.resolve(result).then(onReturn, onThrow);
}

function onReturn(value: unknown): void {
  leave(fibers.getStore()!, false, value);
}

function onThrow(reason: unknown): void {
  leave(fibers.getStore()!, true, reason);
}

/** The body of a fiber has returned or thrown. */
function leave(fiber: Fiber, failing: boolean, value: unknown): void {
  if (fiber.hasEnded) { // it was given up while it was away
    lost--;
    return;
  }
  look();
  const holdsLoop = fiber === current;
  if (fiber.state !== "running") {
    withdraw(fiber);
    fiber.continuation!.reject(
      new RuntimeError(
        "Cannot wait: the task has ended meanwhile; await each async call in it, or use create_task()",
      ),
    );
  } else if (!holdsLoop) {
    away--;
    if (fiber.failing) ready.remove(fiber);
  }
  if (holdsLoop) current = null;
  finish(fiber, failing, value);
  if (holdsLoop) switchOver();
}

/** Takes a fiber that is parked or ready out of where it is. */
function withdraw(fiber: Fiber): void {
  if (fiber.state === "ready") ready.remove(fiber);
  else fiber.place?.remove(fiber);
}

/** The fiber goes on after those who are ready already. */
export function makeReady(fiber: Fiber): void {
  fiber.state = "ready";
  ready.push(fiber);
}

/** Ends a fiber with a result and tells everybody whom it concerns. */
function finish(fiber: Fiber, failing: boolean, value: unknown): void {
  fiber.state = "done";
  fiber.continuation = null;
  fiber.failing = failing;
  fiber.value = value;
  const isGoal = goal !== null && fiber === goal.main;
  if (isGoal) {
    const { continuation } = goal!;
    standStill();
    fiber.state = "retrieved";
    // As in MicroPython, an exception goes to run() alone.
    if (failing) return continuation.reject(value);
    continuation.resolve(value);
  }
  if (fiber.listeners !== null) tellListeners(fiber, fiber.listeners);
  if (fiber.state === "done" && failing && !(value instanceof CancelledError)) {
    // It is reported when its turn comes, unless somebody awaits it until then.
    ready.push(fiber);
    kick();
  }
}

function tellListeners(fiber: Fiber, { observers, waiters }: Listeners): void {
  if (observers !== null || waiters !== null) fiber.state = "retrieved";
  for (const observe of observers ?? []) observe(fiber);
  if (waiters === null) return;
  for (let waiter = waiters.shift(); waiter !== null; waiter = waiters.shift()) {
    wake(waiter, fiber.value, fiber.failing);
  }
}

// --- Waiting and waking ---

/**
 * Parks the calling fiber: from here on, `continuation` resumes it. Whoever gets
 * the fiber puts it somewhere and calls {@linkcode handOver}. Null where it
 * cannot wait: it has been told why by `continuation.reject` then.
 *
 * `maker` is the {@linkcode holder} at the time when that was made which is awaited now.
 * If he still holds the loop, he is the one who waits, and between two looks nobody asks.
 */
export function park(continuation: Continuation, maker: Fiber | null = null): Fiber | null {
  const isSure = maker === current && stepsLeft > 0 && away + lost === 0;
  const fiber = (isSure ? current : null) ?? fibers.getStore();
  look();
  if (fiber === undefined || fiber.state !== "running" || fiber.failing) {
    continuation.reject(refusal(fiber));
    return null;
  }
  fiber.state = "parked";
  fiber.value = undefined;
  fiber.continuation = continuation;
  return fiber;
}

/** Why the calling fiber may not wait. */
function refusal(fiber: Fiber | undefined): unknown {
  if (fiber === undefined) {
    return new RuntimeError(
      "Cannot wait: not inside a task; give the async function to run() or create_task()",
    );
  }
  if (fiber.hasEnded) {
    return fiber.value instanceof CancelledError ? fiber.value : new RuntimeError(
      "Cannot wait: the task has ended; await each async call in it, or use create_task()",
    );
  }
  if (fiber.state === "running") { // cancelled while it awaited what is not ours
    if (fiber !== current) ready.remove(fiber);
    fiber.failing = false;
    return fiber.value;
  }
  // Which of the two waits the caller meant nobody knows. The first one is given
  // up, and the body, which is about to get this error, runs on.
  withdraw(fiber);
  fiber.state = "running";
  fiber.failing = false;
  away++;
  return new RuntimeError(
    "Cannot wait twice at once in one task: an async call was not awaited, " +
      "or several were given to Promise.all(); use create_task() or gather()",
  );
}

/**
 * Parks a fiber again that has been resumed and whose code has not run since, and gives
 * up the loop. `place` is told to take it; not if the fiber has been cancelled meanwhile.
 */
export function parkAgain(fiber: Fiber, place: { enter(fiber: Fiber): void }): void {
  if (fiber.failing) {
    fiber.failing = false;
    return fiber.continuation!.reject(fiber.value);
  }
  fiber.state = "parked";
  place.enter(fiber);
  handOver(fiber);
}

/** The parked fiber gives up the loop. */
export function handOver(fiber: Fiber): void {
  if (fiber === current) {
    current = null;
    switchOver();
  } else { // it comes back from a promise that is not ours
    away--;
    kick();
  }
}

/** Parks the calling fiber in a queue until somebody takes it out and wakes it. */
export function waitIn(
  queue: FiberQueue,
  continuation: Continuation,
  maker: Fiber | null = null,
): void {
  const fiber = park(continuation, maker);
  if (fiber === null) return;
  queue.push(fiber);
  handOver(fiber);
}

/** Parks the calling fiber for a time in milliseconds; 0 lets the others run. */
export function waitFor(
  duration: number,
  continuation: Continuation,
  maker: Fiber | null,
): void {
  const fiber = park(continuation, maker);
  if (fiber === null) return;
  if (duration <= 0) makeReady(fiber);
  else sleepers.push(fiber, time() + duration);
  handOver(fiber);
}

/** Makes a fiber ready that has been taken out of where it waited. */
export function wake(fiber: Fiber, value: unknown, failing = false): void {
  if (sleepers.due !== Infinity) look(); // who is due by now goes first
  wakeUp(fiber, value, failing);
  nudge();
}

function wakeUp(fiber: Fiber, value: unknown, failing: boolean): void {
  fiber.value = value;
  fiber.failing = failing;
  makeReady(fiber);
}

/**
 * Wakes a fiber from a callback of the host: I/O has completed. Where nobody holds
 * the loop the fiber goes on right away; a macrotask would cost it 2 us. The sleepers
 * who are due by now have their alarm.
 */
export function deliver(fiber: Fiber, value: unknown, failing = false): void {
  if (goal === null || current !== null || turn !== undefined || isPolling) {
    return wake(fiber, value, failing);
  }
  hasDelivered = true;
  beginSlice(Infinity);
  wakeUp(fiber, value, failing);
  goOn();
}

/** Ends the sleep of a fiber before its time. */
export function rouse(fiber: Fiber): void {
  look();
  if (fiber.place !== sleepers) return;
  sleepers.remove(fiber);
  wake(fiber, undefined);
}

/**
 * Calls a function when nobody is ready any more, or the slice is over. What goes
 * through the kernel is done together at that time: a system call leaves the
 * processor's caches cold for the fibers that run next.
 */
export function atBatchEnd(work: () => void): void {
  batch.push(work);
  if (goal === null) endBatch();
  else if (current === null) kick();
}

/** Calls now what waits for the end of the batch. */
export function endBatch(): void {
  if (batch.length === 0) return;
  const works = batch;
  batch = [];
  for (const work of works) work();
}

/** Calls a function at the next switch from task to task. */
export function atNextSwitch(poll: () => void): void {
  if (!polls.includes(poll)) polls.push(poll);
  kick();
}

/** Calls a function that belongs to no task, whoever calls. */
export function outside(work: () => void): void {
  if (fibers.getStore() === undefined) work();
  else fibers.exit(work);
}

/** Injects a {@linkcode CancelledError}; false if the fiber has ended. */
export function cancel(target: Fiber): boolean {
  if (target.hasEnded) return false;
  const caller = fibers.getStore();
  if (target === caller && target.state === "running") throw new RuntimeError("can't cancel self");
  look();
  // Those who are cancelled at a stroke share the error: making one takes 2 us.
  const error = cancellation ??= new CancelledError("Task was cancelled");
  // A task that awaits another one is cancelled by way of that one.
  let fiber = target;
  while (fiber.place?.owner) {
    const listeners = fiber.listen();
    listeners.cancelled = error;
    listeners.controller?.abort(error);
    fiber = fiber.place.owner;
  }
  if (fiber.state === "running") {
    // As in MicroPython, one who cancels those who await himself goes on.
    if (fiber === caller) return true;
    if (fiber !== current && !fiber.failing) ready.push(fiber);
  } else if (fiber.state === "parked") {
    fiber.place?.remove(fiber);
    makeReady(fiber);
  }
  fiber.value = error;
  fiber.failing = true;
  kick();
  fiber.listeners?.controller?.abort(error);
  return true;
}

// --- The loop ---

/** Makes sure that the loop may be run. */
export function checkStandstill(): void {
  if (goal === null) return;
  throw new RuntimeError(
    fibers.getStore() === undefined
      ? "Cannot run: the loop is running already; await the first run() before the next one"
      : "Cannot run inside a task: await the coroutine, or use create_task()",
  );
}

/** Runs the loop until `main` has ended; its result or exception. */
export function runUntil(main: Fiber): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (main.hasEnded) {
      main.state = "retrieved";
      if (main.failing) reject(main.value);
      else resolve(main.value);
      return;
    }
    goal = { main, continuation: { resolve, reject } };
    refAll();
    kick();
  });
}

/** Whether a `run()` is under way. */
export function isRunning(): boolean {
  return goal !== null;
}

/** Forgets every task that is ready or asleep. */
export function reset(): void {
  ready = new ReadyQueue();
  sleepers = new Sleepers();
  polls = [];
  alarm = Infinity;
  clock.disarm();
}

/** Tells the scheduler whom to tell of an exception that nobody retrieved. */
export function onUnretrieved(report: (fiber: Fiber) => void): void {
  reportUnretrieved = report;
}

/** Replaces the clock and returns the one before. Sleepers keep the time they have left. */
export function setClock(replacement: Clock): Clock {
  if (goal !== null) {
    throw new RuntimeError("Cannot change the clock while the loop runs: do it before run()");
  }
  const before = clock;
  const host = performance.now();
  sleepers.shiftDues(replacement.at(host) - before.at(host));
  clock = replacement;
  return before;
}

/** The time in milliseconds; its zero has no meaning. */
export function time(): number {
  return timeAt(performance.now());
}

/** The same time when the host's `performance.now()` is `host`. */
export function timeAt(host: number): number {
  return clock.at(host);
}

/** The time of day: ms since the beginning of 1970, UTC. */
export function date(): number {
  return clock.date();
}

/** Holds up everything for a time in ms. */
export function block(duration: number): void {
  clock.sleep(duration);
  if (goal !== null) lookAtClock();
}

/** Stops the loop: nothing of ours keeps the process alive after this. */
function standStill(): void {
  goal = null;
  alarm = Infinity;
  clock.disarm();
  clearTurn();
  endBatch();
  unrefAll();
}

/** Sees to it that a macrotask goes on with the loop. */
function kick(): void {
  if (turn === undefined && goal !== null) turn = setImmediate(onTurn);
}

/**
 * Sees to it that a macrotask is due soon, now that a fiber holds the loop. To set an
 * immediate and to clear it takes 2 us, and a fiber that has been woken by I/O soon
 * waits again: so it is given a few microtasks for that.
 */
function guard(): void {
  patience = PATIENCE;
  if (turn !== undefined || isGuarding) return;
  isGuarding = true;
  guardedFor = 0;
  queueMicrotask(onGuard);
}

function onGuard(): void {
  const isForAMoment = --patience > 0 && ++guardedFor < LONGEST_GUARD;
  if (current !== null && isForAMoment && ready.length < CROWD_READY) {
    queueMicrotask(onGuard);
  } else {
    isGuarding = false;
    if (current !== null) kick();
  }
}

/** Sees to it that the loop goes on; who holds it does so by itself. */
function nudge(): void {
  if (current === null || !isGuarding) kick();
}

function clearTurn(): void {
  if (turn !== undefined) clearImmediate(turn);
  turn = undefined;
  emptyTurns = 0;
}

function onTurn(): void {
  turn = undefined;
  if (emptyTurns > 0) {
    emptyTurns--;
    kick();
  } else {
    takeTurn();
  }
}

function onAlarm(): void {
  alarm = Infinity;
  takeTurn();
}

function takeTurn(): void {
  if (goal === null) return;
  if (current !== null) { // it awaits a promise that is not ours
    away++;
    if (current.failing) ready.push(current);
    current = null;
  }
  const host = performance.now();
  beginSlice(host);
  wakeSleepers(clock.at(host));
  goOn();
}

/** A slice begins; Infinity leaves it to the first look at the clock to say when. */
function beginSlice(start: number): void {
  sliceStart = start;
  sliceIsOver = false;
  stride = 0;
  stepsLeft = start === Infinity ? IO_STEPS : 0;
}

/** Nobody holds the loop, in a macrotask: goes on with it. */
function goOn(): void {
  switchOver();
  // A clock that can jump has waited for this macrotask, see rest().
  if (away > 0 && clock.jump !== null) jump();
}

/** Now and then lets those who are due become ready, and sees whether the slice is over. */
function look(): void {
  if (--stepsLeft < 0) lookAtClock();
}

function lookAtClock(): void {
  stepsLeft = stride;
  stride = Math.min(stride + (stride >> 1) + 1, LONGEST_STRIDE);
  const host = performance.now();
  if (sliceStart === Infinity) sliceStart = host;
  sliceIsOver = host - sliceStart >= SLICE;
  wakeSleepers(clock.at(host));
}

function wakeSleepers(now: number): void {
  for (let fiber = sleepers.shift(now); fiber !== null; fiber = sleepers.shift(now)) {
    makeReady(fiber);
  }
}

/** How many are to be woken within a few ms; see {@linkcode Clock.arm}. */
function demand(): number {
  const now = performance.now();
  if (hasDelivered) lastDelivery = now;
  hasDelivered = false;
  if (now - lastDelivery < IO_EXPECTED) return Infinity;
  return ready.isEmpty ? sleepers.countUntil(sleepers.due + SOON, CROWD) : Infinity;
}

/** Lets the host serve its timers, and now and then its I/O. */
function yieldToHost(): void {
  endBatch();
  if (++fullSlices >= SLICES_UNTIL_IO) {
    fullSlices = 0;
    emptyTurns = TURNS_UNTIL_IO;
  }
  kick();
}

/** Nobody holds the loop: gives it to the next one. */
function switchOver(): void {
  while (goal !== null) {
    if (polls.length > 0) {
      isPolling = true;
      for (const poll of polls.splice(0)) poll();
      isPolling = false;
    }
    if (sliceIsOver) return yieldToHost();
    const fiber = ready.shift();
    if (fiber === null) return rest();
    // Should it await a promise that is not ours, a macrotask takes the loop back.
    if (resume(fiber)) return guard();
  }
}

/** Nobody is ready. */
function rest(): void {
  if (polls.length > 0) return kick(); // one that was called just now has asked for another one
  endBatch();
  fullSlices = 0; // the host has nothing to wait for
  if (sleepers.due !== Infinity && clock.jump !== null) {
    // Only after the microtasks that are due: one of them may wait, too. And those
    // who are away get a macrotask before the clock moves on.
    if (away === 0) queueMicrotask(jumpUnlessAway);
    else kick();
    return;
  }
  clearTurn();
  if (sleepers.due === Infinity) {
    if (alarm !== Infinity) clock.disarm();
    alarm = Infinity;
  } else if (sleepers.due < alarm) {
    alarm = sleepers.due;
    clock.arm(alarm, onAlarm, demand);
  }
}

function jumpUnlessAway(): void {
  if (away === 0) jump();
}

/** Lets the clock move on by itself if nobody has anything to do. */
function jump(): void {
  if (goal === null || current !== null || !ready.isEmpty || sleepers.due === Infinity) return;
  clock.jump?.(sleepers.due);
  wakeSleepers(sleepers.due);
  look(); // at the host's clock, which goes on meanwhile
  switchOver();
}

/** Lets a ready fiber go on; false if it does not take the loop. */
function resume(fiber: Fiber): boolean {
  cancellation = null;
  if (fiber.hasEnded) {
    report(fiber);
    return false;
  }
  if (fiber.failing && (fiber.state === "new" || fiber.state === "running")) {
    // Cancelled before its first step, or while it awaits what is not ours.
    if (fiber.state === "running") {
      away--;
      lost++;
    }
    finish(fiber, true, fiber.value);
    return false;
  }
  const { continuation } = fiber;
  fiber.state = "running";
  current = fiber;
  if (continuation === null) {
    begin(fiber);
  } else if (fiber.failing) {
    fiber.failing = false;
    continuation.reject(fiber.value);
  } else {
    continuation.resolve(fiber.value);
  }
  return true;
}

/** Its exception was not retrieved in time. */
function report(fiber: Fiber): void {
  if (fiber.state === "retrieved") return;
  try {
    fibers.run(fiber, reportUnretrieved, fiber);
  } catch (error) { // the handler itself failed, which ends run() as in MicroPython
    const { continuation } = goal!;
    standStill();
    continuation.reject(error);
  }
}
