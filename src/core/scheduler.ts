/**
 * Which fiber runs next: MicroPython's scheduling on JavaScript's promises.
 *
 * The loop, from a callback of the host to a fiber's body and back:
 *
 *     callback of the host             a macrotask of ours, the clock's alarm, I/O that completed
 *       -> switchToNext()              polls; is the slice over? the next fiber that is ready
 *       -> resume(fiber)               settles what the fiber awaits: it holds the loop
 *       -> the fiber's body            runs, in microtasks, until it waits or ends
 *       -> wait() or onBodyEnd()       it gives up the loop
 *       -> switchToNext()              and so on, until no fiber is ready or the slice is over
 *
 * A fiber waits by awaiting a thenable of ours, whose `then` calls {@linkcode wait}. It may also
 * await a promise of other origin, of which the scheduler hears nothing. But a macrotask begins
 * only when no microtask is left: a fiber that still holds the loop then waits elsewhere, and
 * the loop goes on without it. So a macrotask of ours is due, a few microtasks after a fiber
 * has got the loop, see `guard.ts`.
 *
 * Invariants, between any two entries into this module; {@linkcode checkInvariants} checks them:
 *
 * 1. The fiber that holds the loop is "running", and no other is. While it holds the loop a turn
 *    is pending, or the guard watches.
 * 2. While `run()` is under way, no fiber holds the loop, and one is ready or a poll waits, a turn
 *    is pending.
 * 3. `away` has the fibers that are "away" or "recalled", and no others.
 * 4. A fiber is "parked" if and only if it is in a place; it is in the ready queue if and only if
 *    it is "ready", "recalled", "new" and launched, or has failed and is to be reported.
 * 5. Standing still means no turn and no alarm.
 * 6. At rest on a real clock, the alarm is no later than the earliest due time.
 *
 * @module
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { clearImmediate, setImmediate } from "node:timers";
import { type Clock, SystemClock, TURNS_UNTIL_IO } from "./clock.ts";
import { CancelledError, RuntimeError } from "./errors.ts";
import {
  type Continuation,
  type Entrance,
  Fiber,
  type Listeners,
  type WaitingPlace,
} from "./fiber.ts";
import { nameOf } from "./fiber_name.ts";
import { Guard } from "./guard.ts";
import { refAll, unrefAll } from "./keep_alive.ts";
import { ReadyQueue } from "./ready_queue.ts";
import { Sleepers } from "./sleepers.ts";
import { Slice } from "./slice.ts";

/** What is soon, in ms, and how many sleepers make a crowd, when the clock asks. */
const SOON = 5;
const CROWD = 32;
/** With so many ready there will be more switches than a guard has patience for. */
const CROWD_READY = 5;
/** Between two questions to `AsyncLocalStorage` so many waits are taken at their word. */
const TRUSTED_WAITS = 16;
/** Under a clock that jumps, tasks may use up so many slices without one of them sleeping. */
const MOST_SLICES_AT_A_TIME = 2000;

/** Which fiber the code that is executing belongs to, after any `await`. */
const fibers = new AsyncLocalStorage<Fiber>();

let ready = new ReadyQueue();
let sleepers = new Sleepers();
let clock: Clock = new SystemClock();

/** What `run()` is waiting for; null while the loop stands still. */
let goal: { main: Fiber; continuation: Continuation } | null = null;
/** The fiber that holds the loop. */
let current: Fiber | null = null;
/** The fibers that await promises of other origin and have lost the loop. */
const away = new Set<Fiber>();
/** The fibers whose signal tells them of a cancellation, and which have not come back since. */
const toldBySignal = new WeakSet<Fiber>();
/** How many have been given up while they were away, and have not come back so far. */
let lost = 0;
/** Whether the loop is being handed on right now: what becomes ready then is not overlooked. */
let isSwitching = false;

/** Called at the next switch, which is when MicroPython polls. */
let polls: (() => void)[] = [];
/** Called when no fiber is ready any more, or the slice is over. */
let batch: (() => void)[] = [];
/** The fibers that have been cancelled since this was asked for, see {@linkcode recordCancelled}. */
let cancelled: Set<Fiber> | null = null;
/** What `cancel()` throws into tasks, until the next one runs. */
let cancellation: CancelledError | null = null;
/** The macrotask that is due to go on with the loop. */
let turn: ReturnType<typeof setImmediate> | undefined;
/** So many turns are to go by before that, for Deno to look for I/O in. */
let emptyTurns = 0;
/** When the clock will ring. */
let alarm = Infinity;
/** The time of the last look at the clock, and the host's millisecond in which that was. */
let lookedAt = -Infinity;
let lookedIn = 0;
/** So many waits are taken at their word from now on, see {@linkcode callingFiber}. */
let trust = 0;
/** How many slices have been used up since a clock that jumps has last moved on. */
let slicesAtATime = 0;

const slice = new Slice();
const guard = new Guard(
  () => current !== null && ready.length < CROWD_READY,
  () => {
    if (current !== null) ensureTurn();
    afterEntry?.();
  },
);

/** Called after every entry into this module, by tests that check the invariants. */
let afterEntry: ((fiber?: Fiber | null) => void) | null = null;

let reportUnretrieved: (fiber: Fiber, exception: unknown) => void = () => {};
let forget: (fiber: Fiber) => void = () => {};

// --- The life of a fiber ---

/** The fiber that the calling code belongs to. */
export function runningFiber(): Fiber | undefined {
  return fibers.getStore();
}

/** The fiber that holds the loop, if one does; it may await what is not ours. */
export function holder(): Fiber | null {
  return current;
}

/**
 * Whether a task calls: one holds the loop, or the code belongs to one that is not known to wait.
 * Callbacks of timers and their like inherit the context of the task that made them.
 */
export function isInsideTask(): boolean {
  if (current !== null) return true;
  const fiber = fibers.getStore();
  return fiber !== undefined && fiber.state !== "parked" && fiber.state !== "ready";
}

/** Makes a new fiber ready to begin. */
export function launch(fiber: Fiber): void {
  admitDue();
  ready.push(fiber);
  ensureProgress();
  afterEntry?.(fiber);
}

/** Makes a new fiber ready to begin before all that are ready; for one that is being parked. */
export function launchFirst(fiber: Fiber): void {
  ready.unshift(fiber);
  ensureProgress();
}

/** A new fiber, ready to run `entry`: a function, or something to await. */
export function spawn(entry: unknown, origin = entry): Fiber {
  const fiber = new Fiber(entry, origin);
  launch(fiber);
  return fiber;
}

/** Lets {@linkcode beginFibers} begin a fiber. */
let begin: (fiber: Fiber) => void;

/**
 * All fibers begin in here, and so in the async context in which this module was loaded. In
 * that of the fiber that happens to run before, they would inherit what other users of
 * `AsyncLocalStorage` keep there, and 80 bytes each.
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
  onBodyEnd(fibers.getStore()!, false, value);
}

function onThrow(reason: unknown): void {
  onBodyEnd(fibers.getStore()!, true, reason);
}

/** The body of a fiber has returned or thrown. */
function onBodyEnd(fiber: Fiber, failing: boolean, value: unknown): void {
  if (fiber.hasEnded) return onLateEnd(fiber, failing, value);
  step();
  if (fiber === current) {
    isSwitching = true;
    current = null;
    finish(fiber, failing, value);
    isSwitching = false;
    switchToNext();
    return afterEntry?.(fiber);
  }
  if (fiber.state === "away" || fiber.state === "recalled") {
    comeBack(fiber);
  } else {
    const { continuation } = fiber;
    withdraw(fiber);
    continuation!.reject(hasEndedError());
  }
  finish(fiber, failing, value);
  afterEntry?.(fiber);
}

/** The body of a fiber that was given up while it was away has returned or thrown. */
function onLateEnd(fiber: Fiber, failing: boolean, value: unknown): void {
  lost--;
  if (failing && !(value instanceof CancelledError)) report(fiber, value);
}

/** Ends a fiber with a result and tells those that listen. */
function finish(fiber: Fiber, failing: boolean, value: unknown): void {
  fiber.state = "done";
  fiber.continuation = null;
  fiber.failing = failing;
  fiber.value = value;
  forget(fiber);
  if (goal !== null && fiber === goal.main) {
    const { continuation } = goal;
    standStill();
    fiber.state = "retrieved";
    // As in MicroPython, an exception goes to run() alone.
    if (failing) return continuation.reject(value);
    continuation.resolve(value);
  }
  if (fiber.listeners !== null) tellListeners(fiber, fiber.listeners);
  if (fiber.state === "done" && failing && !(value instanceof CancelledError)) {
    // It is reported when its turn comes, unless another task awaits it until then.
    admitDue();
    ready.push(fiber);
    ensureProgress();
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

function hasEndedError(): RuntimeError {
  return new RuntimeError(
    "Cannot wait: the task has ended; await each async call in it, or use create_task()",
  );
}

/** The exception of a fiber was not retrieved in time. */
function report(fiber: Fiber, exception: unknown): void {
  try {
    fibers.run(fiber, reportUnretrieved, fiber, exception);
  } catch (error) { // the handler itself failed, which ends run() as in MicroPython
    if (goal === null) throw error;
    const { continuation } = goal;
    standStill();
    continuation.reject(error);
  }
}

// --- Holding the loop ---

/** A fiber gets the loop. */
function takeLoop(fiber: Fiber): void {
  fiber.state = "running";
  current = fiber;
}

/** The fiber that holds the loop awaits a promise of other origin, and loses it. */
function loseLoop(fiber: Fiber): void {
  current = null;
  fiber.state = "away";
  away.add(fiber);
  if (fiber.failing) callBack(fiber);
}

/** A fiber that is away waits or ends, so it is away no longer. */
function comeBack(fiber: Fiber): void {
  away.delete(fiber);
  if (fiber.state === "recalled") ready.remove(fiber);
}

// --- Waiting ---

/**
 * The one way to wait. Parks the calling fiber, lets it enter what it waits for, and hands the
 * loop on. From then on {@linkcode wake} or {@linkcode deliver} resume it by the continuation, or
 * `cancel()` does, which has it leave.
 *
 * @param continuation How the fiber goes on. It is rejected where the caller cannot wait.
 * @param maker The {@linkcode holder} at the time when that was made which is awaited now.
 * @returns The fiber; null where the caller cannot wait.
 */
export function wait(
  entrance: Entrance,
  continuation: Continuation,
  maker: Fiber | null = null,
): Fiber | null {
  const fiber = park(continuation, maker);
  if (fiber === null) return null;
  const isHolder = fiber === current;
  if (!enter(entrance, fiber, isHolder, continuation)) return null;
  handOver(isHolder);
  afterEntry?.(fiber);
  return fiber;
}

/** Lets a parked fiber enter what it waits for; false if that throws: the fiber goes on then. */
function enter(
  entrance: Entrance,
  fiber: Fiber,
  isHolder: boolean,
  continuation: Continuation,
): boolean {
  const wasSwitching = isSwitching;
  isSwitching = true; // a fiber that is woken in here is seen to when the loop is handed on
  try {
    const place = entrance.enter(fiber);
    if (fiber.state === "parked") fiber.place = place;
    return true;
  } catch (error) {
    unpark(fiber, isHolder);
    continuation.reject(error);
    return false;
  } finally {
    isSwitching = wasSwitching;
  }
}

/** Lets the other fibers that are ready have their turn first. */
export function giveTurn(continuation: Continuation, maker: Fiber | null): Fiber | null {
  const fiber = park(continuation, maker);
  if (fiber === null) return null;
  admitDue();
  fiber.state = "ready";
  ready.push(fiber);
  handOver(fiber === current);
  afterEntry?.(fiber);
  return fiber;
}

/** Parks the calling fiber for a time in milliseconds; 0 lets the others run. */
export function waitFor(
  duration: number,
  continuation: Continuation,
  maker: Fiber | null,
): void {
  if (duration <= 0) {
    giveTurn(continuation, maker);
    return;
  }
  const fiber = park(continuation, maker);
  if (fiber === null) return;
  // A clock that jumps knows the time without the host's, a look at which takes 0.1 us.
  sleepers.push(fiber, (clock.jump === null ? readClock() : clock.at(0)) + duration);
  handOver(fiber === current);
  afterEntry?.(fiber);
}

/**
 * Waits further, with the continuation that the fiber has: for a fiber that has been resumed,
 * holds the loop, and whose code has not run since.
 */
export function waitAgain(entrance: Entrance, fiber: Fiber): void {
  const continuation = fiber.continuation!;
  if (fiber.failing || fiber !== current) return refuse(fiber, continuation);
  fiber.state = "parked";
  if (!enter(entrance, fiber, true, continuation)) return;
  handOver(true);
  afterEntry?.(fiber);
}

/** Parks the calling fiber; null where it cannot wait, and the continuation says why. */
function park(continuation: Continuation, maker: Fiber | null): Fiber | null {
  const fiber = callingFiber(maker);
  step();
  if (fiber !== current || fiber === null || fiber.failing) {
    if (!mayWait(fiber, continuation)) return null;
    if (fiber !== current) comeBack(fiber);
  }
  fiber.state = "parked";
  fiber.value = undefined;
  if (fiber.continuation === null) fiber.origin = nameOf(fiber); // it waits for the first time
  fiber.continuation = continuation;
  return fiber;
}

/** The fiber did not find in what it wanted to wait for: it goes on at once. */
function unpark(fiber: Fiber, isHolder: boolean): void {
  if (isHolder) return takeLoop(fiber);
  fiber.state = "away";
  away.add(fiber);
}

/**
 * The fiber that calls. To ask `AsyncLocalStorage` takes a tenth of a switch and more. So for a
 * number of waits it is taken for granted that a fiber that held the loop when it made what it
 * awaits, and holds it now, is the one that calls; not while code of others may run beside it.
 */
function callingFiber(maker: Fiber | null): Fiber | undefined {
  if (maker !== null && maker === current && trust > 0 && away.size + lost === 0) {
    trust--;
    return maker;
  }
  trust = TRUSTED_WAITS;
  return fibers.getStore();
}

/** Whether the caller may wait, which does not simply hold the loop. Else it is told why not. */
function mayWait(
  fiber: Fiber | null | undefined,
  continuation: Continuation,
): fiber is Fiber {
  if (!fiber) {
    continuation.reject(
      new RuntimeError(
        "Cannot wait: not inside a task; give the async function to run() or create_task()",
      ),
    );
    return false;
  }
  const isElsewhere = fiber === current || fiber.state === "away";
  // If it has heard of its cancellation by its signal, and come back, this is its cleanup.
  if (isElsewhere && fiber.failing && toldBySignal.delete(fiber)) fiber.failing = false;
  if (isElsewhere && !fiber.failing) return true;
  refuse(fiber, continuation);
  return false;
}

/** Tells a fiber that may not wait why, and settles what becomes of it. */
function refuse(fiber: Fiber, continuation: Continuation): void {
  if (fiber.hasEnded) {
    const isCancelled = fiber.value instanceof CancelledError;
    return continuation.reject(isCancelled ? fiber.value : hasEndedError());
  }
  if (fiber === current) {
    // It was cancelled when it had a result already: it hears of that in its turn.
    fiber.state = "ready";
    fiber.continuation = continuation;
    ready.push(fiber);
    return handOver(true);
  }
  if (fiber.state === "away" || fiber.state === "recalled") {
    // It was cancelled while it awaited a promise of other origin.
    if (fiber.state === "recalled") {
      ready.remove(fiber);
      fiber.state = "away";
    }
    fiber.failing = false;
    return continuation.reject(fiber.value);
  }
  // Which of the two waits was meant cannot be known. Both get the error, so that the body,
  // whichever it awaits, runs on.
  const error = new RuntimeError(
    "Cannot wait twice at once in one task: an async call was not awaited, " +
      "or several were given to Promise.all(); use create_task() or gather()",
  );
  const first = fiber.continuation;
  withdraw(fiber);
  fiber.state = "away";
  fiber.failing = false;
  away.add(fiber);
  first?.reject(error);
  continuation.reject(error);
}

/** Takes a fiber that is parked or ready out of where it is. */
function withdraw(fiber: Fiber): void {
  const { place } = fiber;
  fiber.place = null;
  if (fiber.state === "ready") ready.remove(fiber);
  else place?.leave(fiber);
}

/** A fiber has been parked: the loop goes on without it. */
function handOver(isHolder: boolean): void {
  if (isHolder) {
    current = null;
    if (!isSwitching) switchToNext(); // else it goes on there, without ever deeper calls
  } else { // it has come back from a promise of other origin
    ensureProgress();
  }
}

// --- Waking ---

/** Makes a fiber ready that waits, or that has been taken out of where it waited. */
export function wake(fiber: Fiber, value: unknown, failing = false): void {
  admitDue();
  wakeUp(fiber, value, failing);
  ensureProgress();
  afterEntry?.(fiber);
}

function wakeUp(fiber: Fiber, value: unknown, failing: boolean): void {
  fiber.place = null;
  fiber.value = value;
  fiber.failing = failing;
  fiber.state = "ready";
  ready.push(fiber);
}

/**
 * Wakes a fiber from a callback of the host: I/O has completed. Where no fiber holds the loop it
 * goes on right away; a macrotask would cost it 2 us.
 */
export function deliver(fiber: Fiber, value: unknown, failing = false): void {
  if (goal === null || current !== null || turn !== undefined || isSwitching) {
    return wake(fiber, value, failing);
  }
  slice.beginByIo();
  admitDue();
  wakeUp(fiber, value, failing);
  goOn();
  afterEntry?.(fiber);
}

/** Makes a fiber ready before all that are ready; otherwise as {@linkcode wake}. */
export function wakeFirst(fiber: Fiber): void {
  fiber.place = null;
  fiber.value = undefined;
  fiber.failing = false;
  fiber.state = "ready";
  ready.unshift(fiber);
  ensureProgress();
  afterEntry?.(fiber);
}

/** Ends the sleep of a fiber before its time. */
export function rouse(fiber: Fiber): void {
  admitDue();
  if (fiber.place !== sleepers) return;
  sleepers.leave(fiber);
  wakeUp(fiber, undefined, false);
  ensureProgress();
  afterEntry?.(fiber);
}

/** Calls a function at the next switch from task to task. */
export function atNextSwitch(poll: () => void): void {
  if (!polls.includes(poll)) polls.push(poll);
  ensureTurn();
}

/**
 * Calls a function when no fiber is ready any more, or the slice is over. What goes through the
 * kernel is done together at that time: a system call leaves the processor's caches cold for
 * the fibers that run next.
 */
export function atBatchEnd(work: () => void): void {
  batch.push(work);
  if (goal === null) endBatch();
  else if (current === null) ensureProgress();
}

/** Calls now what waits for the end of the batch. */
export function endBatch(): void {
  if (batch.length === 0) return;
  const works = batch;
  batch = [];
  for (const work of works) attempt(work);
}

/**
 * Calls a function of which no task waits for the end: what it throws goes to the exception
 * handler, as of a task that has failed, and what calls it goes on.
 */
export function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    spawn(() => {
      throw error;
    });
  }
}

/** Calls a function that belongs to no task, wherever the caller is. */
export function outside(work: () => void): void {
  if (fibers.getStore() === undefined) work();
  else fibers.run(undefined!, work); // after exit(), awaiting a thenable would be inside again
}

// --- Cancellation ---

/** Injects a {@linkcode CancelledError}; false if the fiber has ended. */
export function cancel(target: Fiber): boolean {
  if (target.hasEnded) return false;
  if (target === current && isCalling(target)) throw new RuntimeError("can't cancel self");
  admitDue();
  // Fibers that are cancelled at a stroke share the error: making one takes 2 us.
  const error = cancellation ??= new CancelledError("Task was cancelled");
  // A fiber that awaits another one is cancelled by way of that one.
  let fiber = target;
  while (fiber.place?.owner) {
    const listeners = fiber.listen();
    listeners.cancelled = error;
    listeners.controller?.abort(error);
    fiber = fiber.place.owner;
  }
  // As in MicroPython, a fiber that cancels those that await it goes on.
  if (fiber === current && isCalling(fiber)) return true;
  if (fiber.state === "parked") {
    withdraw(fiber);
    fiber.state = "ready";
    ready.push(fiber);
  }
  cancelled?.add(target).add(fiber);
  const wasCancelled = fiber.failing;
  fiber.value = error;
  fiber.failing = true;
  const isElsewhere = fiber.state === "away" || fiber.state === "running";
  const controller = fiber.listeners?.controller;
  if (controller && isElsewhere) toldBySignal.add(fiber);
  controller?.abort(error);
  if (fiber.state === "away" && !wasCancelled) callBack(fiber);
  ensureProgress();
  afterEntry?.(fiber);
  return true;
}

/**
 * A fiber that is away has been cancelled. If it has handed out its signal, what it awaits ends by
 * that, most likely, and the body comes back by itself: an ordinary cancellation. Else, and if
 * it does not, the fiber is given up.
 */
function callBack(fiber: Fiber): void {
  if (!toldBySignal.has(fiber)) return recall(fiber);
  const error = fiber.value;
  let turnsLeft = TURNS_UNTIL_IO;
  const look = () => {
    if (fiber.state !== "away" || !fiber.failing || fiber.value !== error) return; // it is back
    if (turnsLeft-- > 0) return void setImmediate(look);
    recall(fiber);
    ensureProgress();
  };
  setImmediate(look);
}

/** A fiber that is away is given up when its turn comes, unless it comes back before that. */
function recall(fiber: Fiber): void {
  fiber.state = "recalled";
  ready.push(fiber);
}

/**
 * Has the calling fiber's next wait throw a cancellation that has just been thrown into it: it
 * came when there was a result already, which the fiber is to use first.
 */
export function postponeCancellation(fiber: Fiber, error: CancelledError): void {
  fiber.value = error;
  fiber.failing = true;
}

/** Where a fiber waits for a cancellation that is under way, and for nothing else. */
const NOWHERE: WaitingPlace = { leave() {}, describe: () => "is being cancelled" };

/**
 * Keeps a fiber from getting anything until a cancellation reaches it that is on its way, turn by
 * turn. One that awaits a task is left there: the task keeps its result.
 */
export function isolate(fiber: Fiber, error: CancelledError): void {
  const { state } = fiber;
  if (state === "parked" && !fiber.place?.owner) {
    withdraw(fiber);
    fiber.place = NOWHERE;
  } else if (state === "ready" || state === "new") {
    fiber.value = error;
    fiber.failing = true;
  }
}

/** From now on, adds the fibers that are cancelled to a set; null ends that. */
export function recordCancelled(fibers: Set<Fiber> | null): void {
  cancelled = fibers;
}

/** Whether the code that calls is that of a fiber. */
function isCalling(fiber: Fiber): boolean {
  return fibers.getStore() === fiber;
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
    ensureTurn();
    afterEntry?.(main);
  });
}

/** Whether a `run()` is under way. */
export function isRunning(): boolean {
  return goal !== null;
}

/** Whether the loop runs, and no fiber does, nor will by itself. */
export function isAtRest(): boolean {
  const isIdle = current === null && ready.isEmpty && sleepers.due === Infinity;
  return goal !== null && isIdle && turn === undefined && away.size === 0;
}

/** Forgets every task that is ready or asleep. */
export function reset(): void {
  for (const fiber of [...ready.toArray(), ...sleepers.toArray()]) forget(fiber);
  ready = new ReadyQueue();
  sleepers = new Sleepers();
  polls = [];
  alarm = Infinity;
  clock.disarm();
  afterEntry?.(null);
}

/** Tells the scheduler what to call with a fiber that has ended, or will never go on. */
export function onForgotten(callback: (fiber: Fiber) => void): void {
  forget = callback;
}

/** Tells the scheduler what to call with an exception that no task has retrieved. */
export function onUnretrieved(report: (fiber: Fiber, exception: unknown) => void): void {
  reportUnretrieved = report;
}

/** Replaces the clock, forgets every task that is ready or asleep, and returns the clock before. */
export function setClock(replacement: Clock): Clock {
  if (goal !== null) {
    throw new RuntimeError("Cannot change the clock while the loop runs: do it before run()");
  }
  const before = clock;
  reset();
  clock = replacement;
  return before;
}

/** The time in milliseconds; its zero has no meaning. */
export function time(): number {
  return clock.at(clock.jump === null ? performance.now() : 0);
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
  if (goal !== null) readClock();
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

/** Sees to it that the loop goes on; the fiber that holds it does so by itself. */
function ensureProgress(): void {
  if (!isSwitching && (current === null || !guard.isWatching)) ensureTurn();
}

/** Sees to it that a macrotask goes on with the loop. */
function ensureTurn(): void {
  if (turn === undefined && goal !== null) turn = setImmediate(onTurn);
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
    ensureTurn();
  } else {
    takeTurn();
  }
  afterEntry?.();
}

function onAlarm(): void {
  alarm = Infinity;
  takeTurn();
  afterEntry?.();
}

/** A macrotask of ours: a slice begins. */
function takeTurn(): void {
  if (goal === null) return;
  if (current !== null) loseLoop(current);
  const host = performance.now();
  slice.begin(host);
  wakeSleepers(clock.at(host));
  goOn();
}

/** No fiber holds the loop, in a macrotask: goes on with it. */
function goOn(): void {
  switchToNext();
  // A clock that can jump has waited for this macrotask, see rest().
  if (away.size > 0 && clock.jump !== null) jump();
}

/** The loop. No fiber holds it: gives it to the next one that is ready. */
function switchToNext(): void {
  isSwitching = true;
  while (goal !== null) {
    if (polls.length > 0) { for (const poll of polls.splice(0)) attempt(poll); }
    if (slice.isOver) {
      yieldToHost();
      break;
    }
    const fiber = ready.shift();
    if (fiber === null) {
      rest();
      break;
    }
    if (resume(fiber)) {
      // Should it await a promise of other origin, a macrotask takes the loop back.
      guard.watch(turn !== undefined);
      break;
    }
  }
  isSwitching = false;
}

/** Lets a ready fiber go on; false if it does not take the loop. */
function resume(fiber: Fiber): boolean {
  cancellation = null;
  if (fiber.state === "ready") {
    takeLoop(fiber);
    const continuation = fiber.continuation!;
    if (fiber.failing) {
      fiber.failing = false;
      continuation.reject(fiber.value);
      return current !== null;
    }
    try {
      continuation.resolve(fiber.value);
    } catch (error) { // what it has waited for cannot be had: the fiber is told, the loop goes on
      continuation.reject(error);
    }
    return current !== null; // it may wait again
  }
  if (fiber.hasEnded) { // its exception was not retrieved in time
    if (fiber.state !== "retrieved") report(fiber, fiber.value);
    return false;
  }
  if (!fiber.failing) {
    takeLoop(fiber);
    begin(fiber);
    return true;
  }
  // Cancelled before its first step, or recalled from a promise of other origin.
  if (fiber.state === "recalled") {
    away.delete(fiber);
    lost++;
  }
  finish(fiber, true, fiber.value);
  return false;
}

/** The slice is over: lets the host serve its timers, and now and then its I/O. */
function yieldToHost(): void {
  endBatch();
  if (clock.jump !== null && ++slicesAtATime > MOST_SLICES_AT_A_TIME) return stopStandingTime();
  if (slice.end()) emptyTurns = TURNS_UNTIL_IO;
  ensureTurn();
}

/** Under a clock that jumps, tasks that only yield keep it from ever moving on. */
function stopStandingTime(): void {
  slicesAtATime = 0;
  const { continuation } = goal!;
  standStill();
  continuation.reject(
    new RuntimeError(
      "Cannot go on under the VirtualClock: time stands still, as the tasks only yield; use " +
        "sleep_ms(1) instead of sleep_ms(0)",
    ),
  );
}

/** No fiber is ready: until one is woken, there is the alarm for the next sleeper. */
function rest(): void {
  if (polls.length > 0) return ensureTurn(); // a poll has asked for another one just now
  endBatch();
  if (!ready.isEmpty) return ensureTurn(); // what has been sent has woken one at once
  slice.rest();
  if (sleepers.due !== Infinity && clock.jump !== null) {
    // Only after the microtasks that are due: one of them may wait, too. And the fibers that
    // are away get a macrotask before the clock moves on.
    if (away.size === 0) queueMicrotask(jumpUnlessAway);
    else ensureTurn();
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
  if (away.size === 0) jump();
}

/** Lets the clock move on by itself if no fiber has anything to do. */
function jump(): void {
  if (goal === null || current !== null || !ready.isEmpty || sleepers.due === Infinity) return;
  slicesAtATime = 0;
  clock.jump?.(sleepers.due);
  wakeSleepers(sleepers.due);
  step(); // at the host's clock, which goes on meanwhile
  switchToNext();
}

// --- Time ---

/** A step of a fiber: now and then the clock is read. */
function step(): void {
  if (slice.step()) readClock();
}

/**
 * Before a fiber becomes ready: a sleeper that is due by now goes first, however long the task
 * that calls has kept the loop busy. The host's milliseconds, which cost half of a look at the
 * clock, tell how much time can have passed since the last one at most.
 */
function admitDue(): void {
  const { due } = sleepers;
  if (due !== Infinity && due <= lookedAt + (Date.now() - lookedIn) + 1) readClock();
}

/** Reads the clock, makes ready the sleepers that are due, and gives the time. */
function readClock(): number {
  // Before the time, so that no more than a millisecond is missing in what admitDue() reckons.
  lookedIn = sleepers.due === Infinity ? -Infinity : Date.now();
  const host = performance.now();
  slice.look(host);
  lookedAt = clock.at(host);
  wakeSleepers(lookedAt);
  return lookedAt;
}

function wakeSleepers(now: number): void {
  for (let fiber = sleepers.shift(now); fiber !== null; fiber = sleepers.shift(now)) {
    fiber.state = "ready";
    ready.push(fiber);
  }
}

/** How many fibers are to be woken within a few ms; see {@linkcode Clock.arm}. */
function demand(): number {
  if (slice.expectsIo()) return Infinity;
  return ready.isEmpty ? sleepers.countUntil(sleepers.due + SOON, CROWD) : Infinity;
}

// --- The invariants ---

/**
 * Makes sure that the invariants hold that the head of this file states.
 *
 * @param others Further fibers to look at: those that are not in a queue here cannot be found.
 * @returns How many fibers have been looked at.
 * @throws {Error} That says which invariant does not hold, and how.
 */
export function checkInvariants(others: Iterable<Fiber> = []): number {
  if (isSwitching) return 0; // in the middle of something
  const inOrder = ready.toArray();
  const queued = new Set(inOrder);
  const asleep = new Set(sleepers.toArray());
  const all = new Set([...others, ...queued, ...asleep, ...away]);
  demandThat(4, queued.size === inOrder.length, "a fiber is in the ready queue twice");
  if (current !== null) all.add(current);
  const isDue = turn !== undefined;

  demandThat(1, current === null || isDue || guard.isWatching, "neither a turn nor the guard");
  const isIdle = goal === null || current !== null || (ready.isEmpty && polls.length === 0);
  demandThat(2, isIdle || isDue, "something is to be done, and no turn is pending");
  const toReport = (fiber: Fiber) => fiber.hasEnded && fiber.failing;
  for (const fiber of all) {
    const { state, place } = fiber;
    demandThat(1, (state === "running") === (fiber === current), `${state}, not the holder`);
    const isElsewhere = state === "away" || state === "recalled";
    demandThat(3, isElsewhere === away.has(fiber), `${state}, and not in or out of \`away\``);
    demandThat(4, (state === "parked") === (place !== null), `${state}, place: ${place}`);
    const isQueued = queued.has(fiber);
    const mayBeQueued = state === "new" || toReport(fiber);
    const mustBeQueued = state === "ready" || state === "recalled";
    demandThat(4, mayBeQueued || mustBeQueued === isQueued, `${state}, queued: ${isQueued}`);
    demandThat(4, asleep.has(fiber) === (place === sleepers), `${state}, place: ${place}`);
  }
  demandThat(5, goal !== null || (!isDue && alarm === Infinity), "a turn or an alarm is pending");
  const isAtRest = goal !== null && current === null && !isDue && clock.jump === null;
  demandThat(6, !isAtRest || alarm <= sleepers.due, `alarm ${alarm}, due ${sleepers.due}`);
  return all.size;
}

function demandThat(invariant: number, holds: boolean, what: string): void {
  if (!holds) throw new Error(`Cannot go on: invariant ${invariant} is broken: ${what}`);
}

/**
 * Calls a function after every entry into this module, for tests: with the fiber that it was
 * about, if there is one, and with null when fibers have been forgotten.
 */
export function watchEntries(watcher: ((fiber?: Fiber | null) => void) | null): void {
  afterEntry = watcher;
}
