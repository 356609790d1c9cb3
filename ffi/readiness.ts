import { hold, type Resource } from "../src/core/keep_alive.ts";
import { attempt, outside } from "../src/core/scheduler.ts";
import { CTL_ADD, CTL_DEL, CTL_MOD, EpollEvents } from "./epoll_events.ts";
import { lastError, libc, O_CLOEXEC, O_NONBLOCK, refused } from "./libc.ts";

const ONESHOT = 0x4000_0000;
const MOST_EVENTS = 64;

/** What a descriptor may be waited for. */
export const READABLE = 1;
/** What a descriptor may be waited for. */
export const WRITABLE = 4;

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
  readonly #callbacks = new Map<number, { interest: number; callback: () => void }>();
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
      throw refused(
        lastError(),
        "wait for sockets and pins",
        "the process has too many files open; close some, or allow more with `ulimit -n`",
      );
    }
    this.#control(CTL_ADD, this.#alarm, READABLE);
    hold(this);
  }

  /** Calls back once, when the descriptor is ready. */
  await(fd: number, interest: number, callback: () => void): void {
    this.#control(this.#known.has(fd) ? CTL_MOD : CTL_ADD, fd, interest | ONESHOT);
    this.#known.add(fd);
    this.#callbacks.set(fd, { interest, callback });
    this.#start();
  }

  /** The descriptor is not waited for any more. */
  abandon(fd: number): void {
    this.#callbacks.delete(fd);
    if (this.#callbacks.size === 0) this.#stop();
  }

  /** The descriptor is about to be closed. */
  forget(fd: number): void {
    if (!this.#known.delete(fd)) return;
    this.#control(CTL_DEL, fd, 0);
    this.abandon(fd);
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
    if (this.#isWaiting || !this.#isRunning || this.#callbacks.size === 0) return;
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
      attempt(() => this.#serve(this.#events.descriptor(i)));
    }
    this.#isWaiting = false; // not before: the next call overwrites the events
    // A task that has been woken often waits again, but not before its turn.
    queueMicrotask(() => this.#start());
  };

  #serve(fd: number): void {
    if (fd === this.#alarm) {
      this.#functions.eventfd_read(this.#alarm, new BigUint64Array(1));
      return;
    }
    const waiter = this.#callbacks.get(fd);
    if (waiter === undefined) return;
    if (!this.#isRunning) { // it was just before the alarm: once more, in the next run
      this.#control(CTL_MOD, fd, waiter.interest | ONESHOT);
      return;
    }
    this.#callbacks.delete(fd);
    waiter.callback();
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
