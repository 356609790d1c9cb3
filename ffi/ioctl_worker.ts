import { hold, letGo, type Resource } from "../src/core/keep_alive.ts";
import { outside } from "../src/core/scheduler.ts";
import { codeOf, type ErrorCode } from "../src/core/errno.ts";

/** A call of ioctl(2) that takes its time. */
export interface SlowCall {
  readonly fd: number;
  /** Which of the device's requests. */
  readonly request: number;
  /** Its structure, whose memory stays where it is until the call has returned; or a number. */
  readonly argument: Uint8Array<ArrayBuffer> | number;
}

/** How long a Worker without work lives on, in ms: to start one takes 20. */
const IDLE_MS = 500;

/**
 * Calls that block, one after the other in a thread of their own: a Worker, since `errno` is
 * wrong after what Deno calls in its own threads. It is there while there is something to do,
 * and keeps the process alive as long only.
 */
export class IoctlWorker implements Resource {
  #worker: Worker | null = null;
  #pending: { call: SlowCall; settle: (error: ErrorCode | null) => void }[] = [];
  #idle: ReturnType<typeof setTimeout> | undefined = undefined;
  #isRunning = true;

  /**
   * Calls ioctl(2).
   *
   * @param settle Called with what it returned: the error; null if there was none.
   */
  call(call: SlowCall, settle: (error: ErrorCode | null) => void): void {
    clearTimeout(this.#idle);
    this.#pending.push({ call, settle });
    outside(() => this.#worker ??= this.#start()); // its callbacks belong to no task
    const { fd, request, argument } = call;
    const address = typeof argument === "number" ? BigInt(argument) : addressOf(argument);
    this.#worker!.postMessage([fd, request, address]);
  }

  /** The loop runs. */
  ref(): void {
    this.#isRunning = true;
  }

  /** The loop has stopped. What is under way is completed: the kernel has its memory. */
  unref(): void {
    this.#isRunning = false;
    if (this.#pending.length === 0) this.#end();
  }

  #start(): Worker {
    const url = `data:text/javascript,${encodeURIComponent(`(${serve})()`)}`;
    const worker = new Worker(url, { type: "module" });
    worker.onmessage = ({ data: errno }: MessageEvent<number>) => {
      const { settle } = this.#pending.shift()!;
      if (this.#pending.length === 0) this.#rest();
      settle(errno === 0 ? null : codeOf(errno) ?? "EIO");
    };
    hold(this);
    return worker;
  }

  #rest(): void {
    if (!this.#isRunning) return this.#end();
    this.#idle = setTimeout(() => this.#end(), IDLE_MS);
  }

  #end(): void {
    clearTimeout(this.#idle);
    this.#worker?.terminate();
    this.#worker = null;
    letGo(this);
  }
}

/** Where the bytes of an array are. */
export function addressOf(bytes: Uint8Array<ArrayBuffer>): bigint {
  return BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
}

/**
 * What runs in the Worker. It comes to it as text: it may use nothing of what is around it.
 * The text needs no permission, whereas a module in a file needs the one to read that file.
 */
function serve(): void {
  const { ioctl, __errno_location } = Deno.dlopen("libc.so.6", {
    // int ioctl(int fd, unsigned long op, void *argp)
    ioctl: { parameters: ["i32", "usize", "usize"], result: "i32" },
    // int *__errno_location(void)
    __errno_location: { parameters: [], result: "pointer" },
  }).symbols;
  const main = globalThis as unknown as Worker; // as seen from here
  main.onmessage = ({ data: [fd, request, argument] }: MessageEvent) => {
    const result = ioctl(fd, BigInt(request), argument);
    const errno = result >= 0 ? 0 : new Deno.UnsafePointerView(__errno_location()!).getInt32();
    main.postMessage(errno);
  };
}
