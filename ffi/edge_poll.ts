import { CTL_ADD, CTL_DEL, EpollEvents, tooManyFiles } from "./epoll_events.ts";
import { lastError, libc, O_CLOEXEC, refused } from "./libc.ts";
import { READABLE } from "./readiness.ts";

/** So many descriptors are told of at a time. The kernel takes turns among those that are ready. */
const MOST = 64;

/**
 * The descriptors of lines whose edges are awaited. It has a descriptor itself, which is ready
 * as long as one of them is, and says which those are without waiting.
 */
export class EdgePoll {
  /** Becomes readable when one of the descriptors does. */
  readonly fd: number;
  readonly #events = new EpollEvents(MOST);
  readonly #event = new EpollEvents(1);

  constructor() {
    this.fd = libc().epoll_create1(O_CLOEXEC);
    if (this.fd < 0) {
      throw tooManyFiles();
    }
  }

  /** Looks at a descriptor, too. */
  add(fd: number): void {
    this.#event.fill(READABLE, fd);
    if (libc().epoll_ctl(this.fd, CTL_ADD, fd, this.#event.bytes) < 0) {
      throw refused(lastError(), `wait for descriptor ${fd}`);
    }
  }

  /** Looks at a descriptor no more. */
  remove(fd: number): void {
    libc().epoll_ctl(this.fd, CTL_DEL, fd, this.#event.bytes);
  }

  /** The descriptors that are ready now, or have an error to tell; some of them, if they are many. */
  ready(): number[] {
    const count = libc().epoll_wait_now(this.fd, this.#events.bytes, MOST, 0);
    return Array.from({ length: Math.max(count, 0) }, (_, i) => this.#events.descriptor(i));
  }
}
