import { hold, type Resource } from "../src/core/keep_alive.ts";
import { attempt, outside } from "../src/core/scheduler.ts";
import { CTL_ADD, CTL_DEL, CTL_MOD, EpollEvents, tooManyFiles } from "./epoll_events.ts";
import { lastError, libc, O_CLOEXEC, O_NONBLOCK, refused } from "./libc.ts";

const ONESHOT = 0x4000_0000;
/** EPOLLERR and EPOLLHUP, which the kernel tells of without being asked. */
const FAILED = 0x18;
const MOST_EVENTS = 64;

/** What a descriptor may be waited for. */
export const READABLE = 1;
/** What a descriptor may be waited for. */
export const WRITABLE = 4;

/** A callback that waits for a descriptor to be ready. */
export interface Waiter {
  readonly fd: number;
  readonly interest: number;
  readonly callback: () => void;
}

/**
 * Waits until descriptors are ready, all of them by one thread: a call of `epoll_wait`
 * in Deno's pool of blocking calls. It is under way only while the loop runs and a
 * descriptor is waited for; a descriptor of its own ends it.
 *
 * What a callback throws harms none of the others: it goes to the exception handler.
 */
class Readiness implements Resource {
  readonly #functions = libc();
  readonly #epoll: number;
  readonly #alarm: number;
  /** Any number for a descriptor: several tasks may read from it, or write to it. */
  readonly #waiters = new Map<number, Waiter[]>();
  /** Which descriptors epoll knows, armed or not. */
  readonly #known = new Set<number>();
  readonly #events = new EpollEvents(MOST_EVENTS);
  readonly #event = new EpollEvents(1);
  #isWaiting = false;
  #isRunning = true;

  constructor() {
    this.#epoll = this.#functions.epoll_create1(O_CLOEXEC);
    this.#alarm = this.#functions.eventfd(0, O_CLOEXEC | O_NONBLOCK);
    if (this.#epoll < 0 || this.#alarm < 0) {
      throw tooManyFiles();
    }
    this.#control(CTL_ADD, this.#alarm, READABLE);
    hold(this);
  }

  /** Calls back once, when the descriptor is ready; {@linkcode abandon} takes what this returns. */
  await(fd: number, interest: number, callback: () => void): Waiter {
    const waiter = { fd, interest, callback };
    const waiters = this.#waiters.get(fd) ?? [];
    this.#arm(fd, [...waiters, waiter]);
    waiters.push(waiter);
    this.#waiters.set(fd, waiters);
    this.#start();
    return waiter;
  }

  /** The descriptor is not waited for any more in this way. */
  abandon(waiter: Waiter): void {
    if (this.#remove(waiter) && this.#waiters.size === 0) this.#stop();
  }

  /** The descriptor is about to be closed. */
  forget(fd: number): void {
    if (!this.#known.delete(fd)) return;
    this.#control(CTL_DEL, fd, 0);
    this.#waiters.delete(fd);
    if (this.#waiters.size === 0) this.#stop();
  }

  /** Without a waiter it wakes no task. */
  get isPassive(): boolean {
    return this.#waiters.size === 0;
  }

  /** The loop runs. */
  ref(): void {
    this.#isRunning = true;
    this.#start();
  }

  /** The loop has stopped; the pending call would keep the process alive. */
  unref(): void {
    this.#isRunning = false;
    this.#stop();
  }

  #start(): void {
    if (this.#isWaiting || !this.#isRunning || this.#waiters.size === 0) return;
    this.#isWaiting = true;
    // Handlers belong to no task; to see to that now costs no time when there is an edge.
    outside(() => {
      const { bytes } = this.#events;
      this.#functions.epoll_wait(this.#epoll, bytes, MOST_EVENTS, -1).then(this.#onEvents);
    });
  }

  #stop(): void {
    if (this.#isWaiting) this.#functions.eventfd_write(this.#alarm, 1n);
  }

  readonly #onEvents = (count: number): void => {
    for (let i = 0; i < count; i++) { // -1 if a signal has interrupted it: once more
      // If one throws, the other descriptors are waited for all the same.
      attempt(() => this.#serve(this.#events.descriptor(i), this.#events.events(i)));
    }
    this.#isWaiting = false; // not before: the next call overwrites the events
    // A task that has been woken often waits again, but not before its turn.
    queueMicrotask(() => this.#start());
  };

  #serve(fd: number, events: number): void {
    if (fd === this.#alarm) {
      this.#functions.eventfd_read(this.#alarm, new BigUint64Array(1));
      return;
    }
    const waiters = [...this.#waiters.get(fd) ?? []];
    // The loop has stopped just before the alarm: once more, in the next run.
    const isMeant = ({ interest }: Waiter) =>
      this.#isRunning && (events & (interest | FAILED)) !== 0;
    // The kernel tells of a descriptor once. The others wait on, and before a callback adds to them.
    const others = waiters.filter((waiter) => !isMeant(waiter));
    if (others.length > 0) this.#arm(fd, others);
    for (const waiter of waiters) {
      if (isMeant(waiter) && this.#remove(waiter)) attempt(waiter.callback);
    }
  }

  /** Takes one out; false if it is out already. */
  #remove(waiter: Waiter): boolean {
    const waiters = this.#waiters.get(waiter.fd) ?? [];
    const index = waiters.indexOf(waiter);
    if (index < 0) return false;
    if (waiters.length === 1) this.#waiters.delete(waiter.fd);
    else waiters.splice(index, 1);
    return true;
  }

  /** Has the kernel tell, once, when one of these has what it waits for. */
  #arm(fd: number, waiters: Waiter[]): void {
    const interests = waiters.reduce((all, { interest }) => all | interest, ONESHOT);
    this.#control(this.#known.has(fd) ? CTL_MOD : CTL_ADD, fd, interests);
    this.#known.add(fd);
  }

  #control(operation: number, fd: number, events: number): void {
    this.#event.fill(events, fd);
    if (this.#functions.epoll_ctl(this.#epoll, operation, fd, this.#event.bytes) < 0) {
      throw refused(lastError(), `wait for descriptor ${fd}`);
    }
  }
}

let readiness: Readiness | null = null;

/** The one waiter of the process; made, and the C library opened, at first use. */
export function getReadiness(): Readiness {
  return readiness ??= new Readiness();
}

export type { Readiness };
