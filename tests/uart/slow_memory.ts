const libc = Deno.dlopen("libc.so.6", {
  // void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
  mmap: { parameters: ["pointer", "usize", "i32", "i32", "i32", "i64"], result: "pointer" },
  // long syscall(long number, ...); userfaultfd(int flags)
  syscall: { parameters: ["i64", "i32"], result: "i64" },
  // int ioctl(int fd, unsigned long op, void *argp)
  ioctl: { parameters: ["i32", "usize", "buffer"], result: "i32" },
  // int close(int fd)
  close: { parameters: ["i32"], result: "i32" },
}).symbols;

const SIZE = 4096n;
const READ_WRITE = 3;
const PRIVATE_ANONYMOUS = 0x22;
const USERFAULTFD: Record<string, bigint> = { x86_64: 323n, aarch64: 282n };
const CLOEXEC = 0o2000000;
// Requests of <linux/userfaultfd.h>.
const API = 0xc018aa3fn;
const REGISTER = 0xc020aa00n;
const ZEROPAGE = 0xc020aa04n;
const VERSION = 0xaan;
const MISSING = 1n;

/**
 * Memory that is not there until it is said so: a call of the kernel's that writes to it sleeps
 * until then, as one sleeps that waits for a slow device.
 */
export class SlowMemory implements Disposable {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #fd: number;
  readonly #address: bigint;

  /** Null where the kernel does not let this process make such memory. */
  static make(): SlowMemory | null {
    const fd = Number(libc.syscall(USERFAULTFD[Deno.build.arch]!, CLOEXEC));
    if (fd < 0) return null;
    const place = libc.mmap(null, SIZE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0n)!;
    const address = BigInt(Deno.UnsafePointer.value(place));
    const isMade = libc.ioctl(fd, API, BigUint64Array.of(VERSION, 0n, 0n)) === 0 &&
      libc.ioctl(fd, REGISTER, BigUint64Array.of(address, SIZE, MISSING, 0n)) === 0;
    if (isMade) return new SlowMemory(fd, place, address);
    libc.close(fd);
    return null;
  }

  private constructor(fd: number, place: Deno.PointerObject, address: bigint) {
    this.bytes = new Uint8Array(Deno.UnsafePointerView.getArrayBuffer(place, Number(SIZE)));
    this.#fd = fd;
    this.#address = address;
  }

  /** Now it is there. */
  provide(): void {
    libc.ioctl(this.#fd, ZEROPAGE, BigUint64Array.of(this.#address, SIZE, 0n, 0n));
  }

  [Symbol.dispose](): void {
    libc.close(this.#fd);
  }
}
