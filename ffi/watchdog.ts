import { cString, lastError, libc, O_CLOEXEC, O_WRONLY, refused } from "./libc.ts";

/** Requests of ioctl(2), see linux/watchdog.h. */
const WDIOC_SETTIMEOUT = 0xc0045706n;
/** Written before it is closed, it stops the device. */
const STOP = "V";
const FOOD = "\0";

/** A watchdog of Linux, which runs. It restarts the machine also when the process has ended. */
export class Watchdog {
  readonly #fd: number;
  readonly #path: string;

  private constructor(fd: number, path: string) {
    this.#fd = fd;
    this.#path = path;
  }

  /** Opens it, which starts it. */
  static start(path: string, seconds: number): Watchdog {
    const doing = `start the watchdog ${path}`;
    const fd = libc().open(cString(path), O_WRONLY | O_CLOEXEC);
    if (fd < 0) {
      const code = lastError();
      if (code === "ENOENT") {
        throw refused(code, doing, "there is none; `sudo modprobe softdog` makes one of software");
      }
      if (code === "EBUSY") {
        throw refused(code, doing, "another program has it; systemd if RuntimeWatchdogSec is set");
      }
      if (code === "EACCES") {
        throw refused(code, doing, "it takes root's rights; the service has to run with User=root");
      }
      throw refused(code, doing);
    }
    const watchdog = new Watchdog(fd, path);
    const timeout = Int32Array.of(seconds);
    if (libc().ioctl(fd, WDIOC_SETTIMEOUT, timeout) >= 0 && timeout[0] === seconds) return watchdog;
    watchdog.disarm();
    throw refused(
      "EINVAL",
      doing,
      `it does not count to ${seconds} s; a Raspberry Pi's goes up to 15 s`,
    );
  }

  feed(): void {
    this.#write(FOOD);
  }

  /** Stops it, and closes it. */
  disarm(): void {
    try {
      this.#write(STOP);
    } finally {
      libc().close(this.#fd);
    }
  }

  #write(text: string): void {
    const written = libc().write(this.#fd, new TextEncoder().encode(text), 1n);
    if (written < 0) throw refused(lastError(), `reach the watchdog ${this.#path}`);
  }
}
