import { LastWill } from "../../../ffi/last_will.ts";
import { refused } from "../../../ffi/libc.ts";
import { SysfsFile } from "../../../ffi/sysfs_file.ts";
import { closedError, OSError, osError } from "../../core/os_error.ts";
import { block } from "../../core/scheduler.ts";
import { openError } from "./open_error.ts";
import type { PwmChannel, PwmSettings, PwmSignal } from "./pwm_channel.ts";

/** How long udev may take to give the files of a new channel to their group. */
const UDEV_MS = 1000;
const PAUSE_MS = 10;

/** What the files of a channel say. */
interface State {
  period: number;
  duty_cycle: number;
  polarity: string;
  enable: number;
}

type Files = Record<keyof State, SysfsFile>;

/** A channel of PWM, by its files in sysfs. */
export class LinuxPwm implements PwmChannel {
  readonly name: string;
  settings: PwmSettings | null = null;
  /** How many objects use it. */
  users = 0;
  readonly #chip: string;
  readonly #number: number;
  readonly #onEnd: () => void;
  /** Whether it had been made ready for this program; then it is left so. */
  readonly #wasExported: boolean;
  readonly #files: Files;
  readonly #now: State;
  /** Ends the output should the process end without. */
  #will: LastWill | null = null;
  #hasEnded = false;

  /** Takes the channel of a chip, which is a folder, for this program alone. */
  constructor(name: string, chip: string, number: number, onEnd: () => void) {
    this.name = name;
    this.#chip = chip;
    this.#number = number;
    this.#onEnd = onEnd;
    const known = this.#open();
    this.#wasExported = known !== null;
    this.#files = known ?? this.#export();
    const { period, duty_cycle, polarity, enable } = this.#files;
    if (!duty_cycle.lock()) {
      closeAll(this.#files);
      throw refused("EBUSY", `use PWM at ${name}`, "another program has it; end that first");
    }
    this.#now = {
      period: Number(period.read()),
      duty_cycle: Number(duty_cycle.read()),
      polarity: polarity.read(),
      enable: Number(enable.read()),
    };
  }

  output(signal: PwmSignal): void {
    if (this.#hasEnded) throw closedError("use", `PWM at ${this.name}`, "make another one");
    const before = { ...this.#now };
    this.#will ??= LastWill.make(`${this.#chip}/pwm${this.#number}/enable`, "0");
    try {
      this.#reach({
        period: signal.period_ns,
        duty_cycle: signal.duty_ns,
        polarity: signal.invert ? "inversed" : "normal",
        enable: 1,
      });
    } catch (error) {
      attempt(() => this.#reach(before));
      throw this.#refusal(error as OSError, signal);
    }
  }

  close(): void {
    if (--this.users === 0) this.end();
  }

  /** Ends the output. */
  end(): void {
    if (this.#hasEnded) return; // by an uncaught error, which the program has survived
    this.#hasEnded = true;
    this.#onEnd();
    attempt(() => this.#set("enable", 0));
    this.#will?.revoke();
    closeAll(this.#files);
    if (!this.#wasExported) attempt(() => this.#tell("unexport"));
  }

  #reach({ period, duty_cycle, polarity, enable }: State): void {
    // The polarity changes only while there is no output.
    if (enable === 0 || polarity !== this.#now.polarity) this.#set("enable", 0);
    // At no time may a pulse be longer than the cycle.
    if (period > this.#now.period) this.#set("period", period);
    this.#set("duty_cycle", duty_cycle);
    this.#set("period", period);
    this.#set("polarity", polarity);
    this.#set("enable", enable);
  }

  #set<K extends keyof State>(name: K, value: State[K]): void {
    if (value === this.#now[name]) return;
    this.#files[name].write(String(value));
    this.#now[name] = value;
  }

  #refusal(error: OSError, { period_ns, duty_ns, invert }: PwmSignal): OSError {
    if (error.code === "EBUSY") {
      return osError(
        "EBUSY",
        `Cannot output PWM at ${this.name}: another channel of its chip has another frequency, ` +
          "and there is one for all",
        error,
      );
    }
    if (error.code !== "EINVAL" && error.code !== "EOPNOTSUPP") return error;
    return osError(
      error.code,
      `Cannot output PWM at ${this.name}: its driver does not take a cycle of ${period_ns} ns with ` +
        `pulses of ${duty_ns} ns${invert ? ", inverted" : ""}`,
      error,
    );
  }

  /** Has the kernel make the files of the channel. */
  #export(): Files {
    try {
      this.#tell("export");
    } catch (error) {
      if (!(error instanceof OSError) || error.code !== "EBUSY") throw error;
      const reason = "a driver of the kernel has it, for a fan or a display";
      throw refused("EBUSY", `use PWM at ${this.name}`, reason);
    }
    // Until udev has given them to its group, they are root's.
    const deadline = performance.now() + UDEV_MS;
    while (true) {
      try {
        return this.#open()!;
      } catch (error) {
        if (!(error instanceof OSError) || error.code !== "EACCES") throw error;
        if (performance.now() > deadline) {
          attempt(() => this.#tell("unexport"));
          throw error;
        }
        block(PAUSE_MS);
      }
    }
  }

  #tell(verb: "export" | "unexport"): void {
    using file = openFile(`${this.#chip}/${verb}`, this.name, "write");
    file?.write(String(this.#number));
  }

  /** Its files; null if the kernel has not made them. */
  #open(): Files | null {
    const files: Partial<Files> = {};
    try {
      for (const name of ["duty_cycle", "period", "polarity", "enable"] as const) {
        const file = openFile(`${this.#chip}/pwm${this.#number}/${name}`, this.name);
        if (file === null) {
          closeAll(files);
          return null;
        }
        files[name] = file;
      }
    } catch (error) {
      closeAll(files);
      throw error;
    }
    return files as Files;
  }
}

function closeAll(files: Partial<Files>): void {
  for (const file of Object.values(files)) file.close();
}

function openFile(path: string, name: string, access?: "write"): SysfsFile | null {
  const doing = `use PWM at ${name}`;
  try {
    return SysfsFile.open(path, doing, access);
  } catch (error) {
    if (!(error instanceof OSError) || error.code !== "EACCES") throw error;
    throw openError("EACCES", doing, "", "gpio");
  }
}

/** Does something that fails if the chip has gone. */
function attempt(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
  }
}
