// A clock that remembers: prints the time of a battery-backed clock each second, and keeps in an
// EEPROM how often it has been started, and when the last time was. Ctrl-C ends it.
//
// A module with a DS1307 or DS1338 (0x68) and an EEPROM AT24C02 to AT24C16 (0x50), as they are sold
// together: VCC to 3.3 V (header pin 1; a DS1307 takes 5 V, and a level shifter), SDA to GPIO2
// (pin 3), SCL to GPIO3 (pin 5), GND to ground (pin 6). `sudo raspi-config nonint do_i2c 0` enables
// the bus.
//
//   deno run --allow-ffi examples/eeprom_clock.ts set
//   deno run --allow-ffi examples/eeprom_clock.ts
//   deno run --preload=examples/simulated/eeprom_clock.ts examples/eeprom_clock.ts
//
// The first one sets the clock by the computer's, in UTC. The last one takes no Raspberry Pi.

import { OSError, run, sleep_ms } from "@uasyncio/uasyncio";
import { I2C } from "@uasyncio/uasyncio/machine";

/** A clock DS1307 or DS1338. Its registers have two decimal digits each, four bits a digit. */
class Clock {
  static readonly #HALTED = 0x80; // a bit of the seconds: its battery has been empty
  readonly #i2c: I2C;
  readonly #address: number;

  constructor(i2c: I2C, address = 0x68) {
    this.#i2c = i2c;
    this.#address = address;
  }

  /** The time that it has; null if it has been lost. */
  read(): Date | null {
    const registers = this.#i2c.readfrom_mem(this.#address, 0, 7);
    if ((registers[0]! & Clock.#HALTED) !== 0) return null;
    const [seconds, minutes, hours, , day, month, year] = [...registers].map(fromDecimal);
    return new Date(Date.UTC(2000 + year!, month! - 1, day, hours, minutes, seconds));
  }

  set(time: Date) {
    const registers = [
      time.getUTCSeconds(),
      time.getUTCMinutes(),
      time.getUTCHours(),
      time.getUTCDay() + 1,
      time.getUTCDate(),
      time.getUTCMonth() + 1,
      time.getUTCFullYear() % 100,
    ];
    this.#i2c.writeto_mem(this.#address, 0, Uint8Array.from(registers, toDecimal));
  }
}

function fromDecimal(byte: number): number {
  return 10 * (byte >> 4) + (byte & 0xf);
}

function toDecimal(value: number): number {
  return Math.floor(value / 10) << 4 | value % 10;
}

/** An EEPROM, in which bytes stay without power. */
class Eeprom {
  static readonly #PAGE = 8;
  readonly #i2c: I2C;
  readonly #address: number;

  constructor(i2c: I2C, address = 0x50) {
    this.#i2c = i2c;
    this.#address = address;
  }

  read(at: number, count: number): Uint8Array<ArrayBuffer> {
    return this.#i2c.readfrom_mem(this.#address, at, count);
  }

  /** Writes page by page: what goes over the end of one would begin again at its start. */
  async write(at: number, bytes: Uint8Array) {
    while (bytes.length > 0) {
      const room = Eeprom.#PAGE - at % Eeprom.#PAGE;
      const part = bytes.subarray(0, room);
      this.#i2c.writeto_mem(this.#address, at, part);
      await this.#untilWritten();
      at += part.length;
      bytes = bytes.subarray(part.length);
    }
  }

  /** While it writes, up to 5 ms, it does not answer. */
  async #untilWritten() {
    for (let attempt = 1;; attempt++) {
      try {
        this.#i2c.readfrom(this.#address, 1);
        return;
      } catch (error) {
        if (!(error instanceof OSError) || attempt === 10) throw error;
        await sleep_ms(1);
      }
    }
  }
}

/** What is kept: two letters to know it by, how many starts there were, the time of the last. */
const MAGIC = 0x5541;
const PLACE = 4;
const SIZE = 12;

/** Remembers this start; how many there were until now, and the time of the one before. */
async function countStart(memory: Eeprom, now: Date) {
  const view = new DataView(memory.read(PLACE, SIZE).buffer);
  const isKnown = view.getUint16(0) === MAGIC;
  const count = isKnown ? view.getUint16(2) + 1 : 1;
  const before = isKnown ? new Date(view.getFloat64(4)) : null;
  view.setUint16(0, MAGIC);
  view.setUint16(2, count);
  view.setFloat64(4, now.getTime());
  await memory.write(PLACE, new Uint8Array(view.buffer));
  return { count, before };
}

function format(time: Date): string {
  return time.toISOString().slice(0, 19).replace("T", " ");
}

async function main(command?: string) {
  using i2c = new I2C(1);
  const clock = new Clock(i2c);
  if (command === "set") clock.set(new Date());
  let time = clock.read();
  if (time === null) {
    throw new Error("Cannot tell the time: the clock has lost it; `set` as an argument sets it");
  }

  const { count, before } = await countStart(new Eeprom(i2c), time);
  console.log(`Start ${count}${before === null ? "" : `, the one before at ${format(before)}`}`);
  let shown = "";
  while (true) {
    const text = time === null ? "The clock has stopped" : format(time);
    if (text !== shown) console.log(text);
    shown = text;
    await sleep_ms(100);
    time = clock.read();
  }
}

await run(() => main(Deno.args[0]), { signals: ["SIGINT", "SIGTERM"] });
