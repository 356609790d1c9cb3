import { codeOf, type ErrorCode } from "../src/core/errno.ts";
import { hold, letGo, type Resource } from "../src/core/keep_alive.ts";
import { outside } from "../src/core/scheduler.ts";

/** A call of the C library that takes its time. Its memory stays where it is meanwhile. */
export type SlowCall =
  & { readonly fd: number }
  & (
    | {
      /** ioctl(2): one of the device's requests. */
      readonly request: number;
      /** Its structure, or a number. */
      readonly argument: Uint8Array<ArrayBuffer> | number;
    }
    | {
      /** pread(2), from the beginning, to here. */
      readonly into: Uint8Array<ArrayBuffer>;
    }
    | {
      /** pwrite(2), at the beginning, of this. */
      readonly from: Uint8Array<ArrayBuffer>;
    }
  );

/** Called with the error, or null, and with what the function returned. */
export type Settle = (error: ErrorCode | null, result: number) => void;

/** How long a Worker without work lives on, in ms: to start one takes 20. */
const IDLE_MS = 500;

/**
 * Calls that block, one after the other in a thread of their own: a Worker, since `errno` is
 * wrong after what Deno calls in its own threads. It is there while there is something to do,
 * and keeps the process alive as long only.
 */
export class CallWorker implements Resource {
  #worker: Worker | null = null;
  #pending: { call: SlowCall; settle: Settle }[] = [];
  #idle: ReturnType<typeof setTimeout> | undefined = undefined;
  #isRunning = true;

  /** Makes a call after those that are under way. */
  call(call: SlowCall, settle: Settle): void {
    clearTimeout(this.#idle);
    this.#pending.push({ call, settle });
    outside(() => this.#worker ??= this.#start()); // its callbacks belong to no task
    this.#worker!.postMessage(messageOf(call));
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
    worker.onmessage = ({ data: [result, errno] }: MessageEvent<[number, number]>) => {
      const { settle } = this.#pending.shift()!;
      if (this.#pending.length === 0) this.#rest();
      settle(errno === 0 ? null : codeOf(errno) ?? "EIO", result);
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

/** The function's name and its arguments, as the Worker takes them. */
function messageOf(call: SlowCall): unknown[] {
  if ("request" in call) {
    const { fd, request, argument } = call;
    const address = typeof argument === "number" ? BigInt(argument) : addressOf(argument);
    return ["ioctl", fd, BigInt(request), address];
  }
  const [name, bytes] = "into" in call ? ["pread", call.into] : ["pwrite", call.from];
  return [name, call.fd, addressOf(bytes), BigInt(bytes.length), 0n];
}

/**
 * What runs in the Worker. It comes to it as text: it may use nothing of what is around it.
 * The text needs no permission, whereas a module in a file needs the one to read that file.
 */
function serve(): void {
  const functions = Deno.dlopen("libc.so.6", {
    // int ioctl(int fd, unsigned long op, void *argp)
    ioctl: { parameters: ["i32", "usize", "usize"], result: "i32" },
    // ssize_t pread(int fd, void *buf, size_t count, off_t offset)
    pread: { parameters: ["i32", "usize", "usize", "i64"], result: "isize" },
    // ssize_t pwrite(int fd, const void *buf, size_t count, off_t offset)
    pwrite: { parameters: ["i32", "usize", "usize", "i64"], result: "isize" },
    // int *__errno_location(void)
    __errno_location: { parameters: [], result: "pointer" },
  }).symbols;
  const main = globalThis as unknown as Worker; // as seen from here
  main.onmessage = ({ data: [name, ...args] }: MessageEvent) => {
    const call = functions[name as "ioctl"] as (...args: unknown[]) => number | bigint;
    const result = Number(call(...args));
    const errno = result >= 0
      ? 0
      : new Deno.UnsafePointerView(functions.__errno_location()!).getInt32();
    main.postMessage([result, errno]);
  };
}
