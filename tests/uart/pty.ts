import { Descriptor } from "../../ffi/descriptor.ts";
import { Stream } from "../../mod.ts";

const libc = Deno.dlopen("libc.so.6", {
  // int posix_openpt(int flags)
  posix_openpt: { parameters: ["i32"], result: "i32" },
  // int grantpt(int fd)
  grantpt: { parameters: ["i32"], result: "i32" },
  // int unlockpt(int fd)
  unlockpt: { parameters: ["i32"], result: "i32" },
  // char *ptsname(int fd)
  ptsname: { parameters: ["i32"], result: "pointer" },
}).symbols;

const O_RDWR_NOCTTY_NONBLOCK_CLOEXEC = 2 | 0o400 | 0o4000 | 0o2000000;

/** A terminal that is no hardware: a serial port for the program, its cable for the test. */
export class Pty implements Disposable {
  /** The path of the port. */
  readonly path: string;
  /** The other end. */
  readonly descriptor: Descriptor;
  #isOpen = true;

  constructor() {
    const fd = libc.posix_openpt(O_RDWR_NOCTTY_NONBLOCK_CLOEXEC);
    libc.grantpt(fd);
    libc.unlockpt(fd);
    this.path = new Deno.UnsafePointerView(libc.ptsname(fd)!).getCString();
    this.descriptor = new Descriptor(fd);
  }

  /** The other end, as a stream. */
  stream(): Stream {
    return new Stream({
      read: (buffer) => this.descriptor.read(buffer),
      write: (bytes) => this.descriptor.write(bytes),
    });
  }

  /** Writes as much as there is room for; how much. */
  put(text: string): number {
    return Number(this.descriptor.put(new TextEncoder().encode(text)));
  }

  /** What has been sent. */
  take(): string {
    const bytes = new Uint8Array(65536);
    const count = this.descriptor.take(bytes);
    return typeof count === "number" ? new TextDecoder().decode(bytes.subarray(0, count)) : count;
  }

  /** Pulls the device out. */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.descriptor.close();
  }
}
