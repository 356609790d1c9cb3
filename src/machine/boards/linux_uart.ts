import { listDirectory, readLink } from "../../../ffi/directory.ts";
import type { Count } from "../../../ffi/descriptor.ts";
import { libc, refused } from "../../../ffi/libc.ts";
import { SerialLine } from "../../../ffi/serial_line.ts";
import { SysfsFile } from "../../../ffi/sysfs_file.ts";
import type { ErrorCode } from "../../core/errno.ts";
import { osError } from "../../core/os_error.ts";
import { pinsOf } from "./device_tree.ts";
import { openError } from "./open_error.ts";
import {
  goneError,
  noSuchUartPins,
  type SerialSettings,
  type UartAddress,
  type UartPort,
} from "./uart_port.ts";

const TERMINALS = "/sys/class/tty";
/** The port of the header, whichever the model has there. */
const HEADER_PORT = "/dev/serial0";
/** Where systemd has the login prompts of serial ports while they run. */
const LOGINS = "/sys/fs/cgroup/system.slice/system-serial\\x2dgetty.slice";
/** What the kernel says of a port whose device has been pulled out. */
const GONE = ["EIO", "ENXIO", "ENODEV"];

/** The ports that are in use, by their paths. */
const open = new Map<string, LinuxUart>();

/** Opens a port of Linux. One that is open already is opened once only. */
export function openLinuxUart({ id, pins }: UartAddress): UartPort {
  const path = pathOf(id, pins);
  const port = open.get(path) ?? new LinuxUart(path);
  open.set(path, port);
  port.users++;
  return port;
}

function pathOf(id: number | string | undefined, pins: readonly number[]): string {
  if (typeof id === "string") return id;
  if (pins.length > 0) {
    const has = (name: string) => {
      const own = pinsOf(`${TERMINALS}/${name}/device/of_node`);
      return own !== null && pins.every((pin) => own.includes(pin));
    };
    const name = listDirectory(TERMINALS).find(has);
    if (name === undefined) throw noSuchUartPins(pins);
    return `/dev/${name}`;
  }
  return id === undefined || id === 0 ? HEADER_PORT : `/dev/ttyAMA${id}`;
}

class LinuxUart implements UartPort {
  readonly name: string;
  /** How many objects use it. */
  users = 0;
  readonly #line: SerialLine;

  constructor(path: string) {
    refuseIfTaken(path);
    const line = SerialLine.open(path);
    if (typeof line === "string") throw cannotOpen(line, path);
    this.name = path;
    this.#line = line;
  }

  configure(settings: SerialSettings): void {
    const refusal = this.#line.configure(settings);
    if (refusal === null) return;
    const doing = `set up ${this.name}`;
    if ("code" in refusal) throw this.#error(refusal.code, "set up");
    const names = ["baudrate", "bits", "parity", "stop", "flow"] as const;
    const { taken } = refusal;
    const changed = names.filter((name) => taken[name] !== settings[name])
      .map((name) => `${name} ${settings[name]}, it has ${taken[name]}`);
    throw osError("EINVAL", `Cannot ${doing}: its driver does not take ${changed.join("; nor ")}`);
  }

  any(): number {
    const count = this.#line.waiting();
    if (typeof count === "string") throw this.#error(count, "read from");
    return count;
  }

  take(buffer: Uint8Array): number {
    if (buffer.length === 0) return 0;
    return this.#received(this.#line.stream.take(buffer));
  }

  put(bytes: Uint8Array): number {
    const count = this.#line.stream.put(bytes);
    if (count === "EAGAIN") return 0;
    if (typeof count === "string") throw this.#error(count, "write to");
    return count;
  }

  is_sent(): boolean {
    const answer = this.#line.isSent();
    if (typeof answer === "string") throw this.#error(answer, "write to");
    return answer;
  }

  wait(direction: "in" | "out", duration_ms: number): boolean {
    return this.#line.stream.wait(direction, duration_ms);
  }

  send_break(duration_ms: number): void {
    const begun = this.#line.setBreak(true);
    // TCSBRK would take 265 ms with some drivers.
    libc().poll(new Uint8Array(8), 0n, Math.ceil(duration_ms));
    const code = begun ?? this.#line.setBreak(false);
    if (code !== null) throw this.#error(code, "send a break to");
  }

  async read(buffer: Uint8Array): Promise<number> {
    try {
      return this.#received(await this.#line.stream.read(buffer));
    } catch (error) {
      throw typeof error === "string" ? this.#error(error as ErrorCode, "read from") : error;
    }
  }

  async write(bytes: Uint8Array): Promise<number> {
    try {
      return await this.#line.stream.write(bytes);
    } catch (error) {
      throw this.#error(error as ErrorCode, "write to");
    }
  }

  when_readable(callback: () => void): () => void {
    return this.#line.stream.whenReadable(callback);
  }

  close(): void {
    if (--this.users > 0) return;
    open.delete(this.name);
    this.#line.stream.close();
  }

  /** As the port does not wait for a byte, to read none means that there is no device. */
  #received(count: Count): number {
    if (count === "EAGAIN") return 0;
    if (count === 0) throw goneError("read from", this.name);
    if (typeof count === "string") throw this.#error(count, "read from");
    return count;
  }

  #error(code: ErrorCode, verb: string): Error {
    if (GONE.includes(code)) return goneError(verb, this.name);
    const doing = `${verb} ${this.name}`;
    return code === "EBADF" ? refused(code, doing, "it has been closed") : refused(code, doing);
  }
}

/** The kernel's own messages or a login prompt would come amid the program's bytes. */
function refuseIfTaken(path: string): void {
  const target = readLink(path) ?? path;
  const name = target.slice(target.lastIndexOf("/") + 1);
  using consoles = SysfsFile.open("/proc/consoles", "read /proc/consoles", "read");
  const isConsole = consoles?.read().split("\n").some((line) => line.startsWith(`${name} `));
  const hasLogin = listDirectory(`${LOGINS}/serial-getty@${name}.service`).length > 0;
  if (!isConsole && !hasLogin) return;
  throw refused(
    "EBUSY",
    `open ${path}`,
    `it is ${isConsole ? "the kernel's console" : "for logging in"}; ` +
      "`sudo raspi-config nonint do_serial_cons 1` ends that, from the next boot on",
  );
}

function cannotOpen(code: ErrorCode, path: string): Error {
  const doing = `open ${path}`;
  if (code === "ENOTTY") return refused(code, doing, "it is no serial port, nor a terminal");
  if (code === "EBUSY") return refused(code, doing, "another program uses it; end that first");
  if (GONE.includes(code)) return goneError("open", path);
  return openError(
    code,
    doing,
    path === HEADER_PORT
      ? "the serial port is not enabled; `sudo raspi-config nonint do_serial_hw 0` does that, or " +
        "the line enable_uart=1 in /boot/firmware/config.txt, from the next boot on"
      : "there is no such port; `ls /dev/tty*` shows those that are there",
    "dialout",
  );
}
