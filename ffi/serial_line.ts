import { Descriptor } from "./descriptor.ts";
import { type ErrorCode, lastError, libc, LOCK_EX, LOCK_NB } from "./libc.ts";

/** How a serial line is spoken on. */
export interface SerialSettings {
  /** Bits a second. */
  readonly baudrate: number;
  /** The bits of a character, 5 to 8. */
  readonly bits: number;
  /** The parity: null for none, 0 for even, 1 for odd. */
  readonly parity: 0 | 1 | null;
  /** How many stop bits. */
  readonly stop: 1 | 2;
  /** Whether the lines RTS and CTS hold the other side up. */
  readonly flow: boolean;
}

/** Requests of ioctl(2), see asm-generic/ioctls.h. */
const TCGETS2 = 0x802c542an;
const TCSETS2 = 0x402c542bn;
const TIOCOUTQ = 0x5411n;
const FIONREAD = 0x541bn;
const TIOCSBRK = 0x5427n;
const TIOCCBRK = 0x5428n;
const TIOCSERGETLSR = 0x5459n;
/** A bit of it: the transmitter is empty, too. */
const TIOCSER_TEMT = 1;

/** `struct termios2`: four flags, the line discipline, 19 characters, two speeds. */
const SIZE = 44;
const IFLAG = 0;
const OFLAG = 4;
const CFLAG = 8;
const LFLAG = 12;
const VTIME = 17 + 5;
const VMIN = 17 + 6;
const ISPEED = 36;
const OSPEED = 40;

const IGNBRK = 1;
const BOTHER = 0o10000;
const CS5_TO_8 = 0o60;
const CSTOPB = 0o100;
const CREAD = 0o200;
const PARENB = 0o400;
const PARODD = 0o1000;
const CLOCAL = 0o4000;
const CRTSCTS = 0x80000000;

/** A rate that is so near to the one asked for will do: the other side takes 5 % at most. */
const TOLERANCE = 0.03;

/** A serial port of Linux, or a terminal. */
export class SerialLine {
  /** Its bytes. */
  readonly stream: Descriptor;
  readonly #number = new Int32Array(1);

  private constructor(stream: Descriptor) {
    this.stream = stream;
  }

  /** Opens one for this process alone; or says why it cannot: `"EBUSY"` if another has it. */
  static open(path: string): SerialLine | ErrorCode {
    const stream = Descriptor.open(path);
    if (typeof stream === "string") return stream;
    const line = new SerialLine(stream);
    const refusal = line.#ioctl(TCGETS2, new DataView(new ArrayBuffer(SIZE))) ??
      (libc().flock(stream.fd, LOCK_EX | LOCK_NB) < 0 ? lastError() : null);
    if (refusal === null) return line;
    stream.close();
    return refusal === "EAGAIN" ? "EBUSY" : refusal;
  }

  /**
   * Sets how it is spoken on, raw: no byte means anything.
   *
   * @returns Null if the driver has taken it all; or what it has made of it; or an error.
   */
  configure(settings: SerialSettings): { code: ErrorCode } | { taken: SerialSettings } | null {
    const termios = new DataView(new ArrayBuffer(SIZE));
    let code = this.#ioctl(TCGETS2, termios);
    if (code !== null) return { code };
    const { baudrate, bits, parity, stop, flow } = settings;
    termios.setUint32(IFLAG, IGNBRK, true);
    termios.setUint32(OFLAG, 0, true);
    termios.setUint32(LFLAG, 0, true);
    termios.setUint32(
      CFLAG,
      (BOTHER | CREAD | CLOCAL | (bits - 5) << 4 | (stop === 2 ? CSTOPB : 0) |
        (parity === null ? 0 : PARENB) | (parity === 1 ? PARODD : 0) | (flow ? CRTSCTS : 0)) >>> 0,
      true,
    );
    termios.setUint8(VTIME, 0);
    termios.setUint8(VMIN, 1); // else nothing to read looks like the end
    termios.setUint32(ISPEED, baudrate, true);
    termios.setUint32(OSPEED, baudrate, true);
    code = this.#ioctl(TCSETS2, termios) ?? this.#ioctl(TCGETS2, termios);
    if (code !== null) return { code };
    // What the driver cannot do it leaves out, and says nothing.
    const flags = termios.getUint32(CFLAG, true);
    const taken: SerialSettings = {
      baudrate: termios.getUint32(OSPEED, true),
      bits: 5 + ((flags & CS5_TO_8) >> 4),
      parity: (flags & PARENB) === 0 ? null : (flags & PARODD) === 0 ? 0 : 1,
      stop: (flags & CSTOPB) === 0 ? 1 : 2,
      flow: (flags & CRTSCTS) !== 0,
    };
    const isTaken = Math.abs(taken.baudrate - baudrate) <= TOLERANCE * baudrate &&
      taken.bits === bits && taken.parity === parity && taken.stop === stop && taken.flow === flow;
    return isTaken ? null : { taken };
  }

  /** How many bytes have come. */
  waiting(): number | ErrorCode {
    return this.#ioctl(FIONREAD, this.#number) ?? this.#number[0]!;
  }

  /** Whether the last bit has been sent, as far as the driver knows. */
  isSent(): boolean | ErrorCode {
    const code = this.#ioctl(TIOCOUTQ, this.#number);
    if (code !== null) return code;
    if (this.#number[0]! > 0) return false;
    if (this.#ioctl(TIOCSERGETLSR, this.#number) !== null) return true; // a driver without
    return (this.#number[0]! & TIOCSER_TEMT) !== 0;
  }

  /** Begins or ends a break. */
  setBreak(isOn: boolean): ErrorCode | null {
    const result = libc().ioctl_number(this.stream.fd, isOn ? TIOCSBRK : TIOCCBRK, 0n);
    return result < 0 ? lastError() : null;
  }

  #ioctl(request: bigint, argument: DataView<ArrayBuffer> | Int32Array<ArrayBuffer>) {
    return libc().ioctl(this.stream.fd, request, argument) < 0 ? lastError() : null;
  }
}
