// A driver for Bosch's BME280, which measures temperature, pressure and humidity, by I2C. The
// registers and the formulas are those of the data sheet (BST-BME280-DS002, chapters 4 and 5).

import { sleep_ms } from "@uasyncio/uasyncio";
import type { I2C } from "@uasyncio/uasyncio/machine";

/** What has been measured. */
export interface Weather {
  /** In °C. */
  temperature: number;
  /** In hPa. */
  pressure: number;
  /** In % of what air of that temperature holds. */
  humidity: number;
}

const REGISTERS = {
  calibration: 0x88,
  id: 0xd0,
  calibration_of_humidity: 0xe1,
  control_of_humidity: 0xf2,
  status: 0xf3,
  control: 0xf4,
  data: 0xf7,
};
const ID = 0x60;
const ONCE = 1; // oversampling
const MEASURE = ONCE << 5 | ONCE << 2 | 1; // temperature and pressure once, now
const IS_MEASURING = 8;
/** A measurement takes 9.3 ms at most, and is looked for so often, in ms. */
const DURATION = 10;
const ATTEMPTS = 10;

/** The factory's constants of one device. */
interface Calibration {
  t: number[];
  p: number[];
  h: number[];
}

export class BME280 {
  readonly #i2c: I2C;
  readonly #address: number;
  readonly #calibration: Calibration;

  /** Its address is 0x76, or 0x77 if SDO is connected to 3.3 V. */
  constructor(i2c: I2C, address = 0x76) {
    this.#i2c = i2c;
    this.#address = address;
    const [id] = this.#read(REGISTERS.id, 1);
    if (id !== ID) {
      throw new Error(
        `Cannot use the BME280: the id at ${address} is ${id}, and not ${ID}; a BMP280 has 88`,
      );
    }
    this.#calibration = parse_calibration(
      this.#read(REGISTERS.calibration, 26),
      this.#read(REGISTERS.calibration_of_humidity, 7),
    );
  }

  /** Measures once. */
  async measure(): Promise<Weather> {
    this.#write(REGISTERS.control_of_humidity, ONCE);
    this.#write(REGISTERS.control, MEASURE);
    for (let attempt = 1;; attempt++) {
      await sleep_ms(DURATION);
      if ((this.#read(REGISTERS.status, 1)[0]! & IS_MEASURING) === 0) break;
      if (attempt === ATTEMPTS) {
        throw new Error("Cannot measure: the BME280 does not come to an end");
      }
    }
    return compensate(this.#read(REGISTERS.data, 8), this.#calibration);
  }

  #read(register: number, count: number): Uint8Array {
    return this.#i2c.readfrom_mem(this.#address, register, count);
  }

  #write(register: number, value: number): void {
    this.#i2c.writeto_mem(this.#address, register, Uint8Array.of(value));
  }
}

function parse_calibration(first: Uint8Array, second: Uint8Array): Calibration {
  const view = new DataView(first.buffer, first.byteOffset, first.byteLength);
  const more = new DataView(second.buffer, second.byteOffset, second.byteLength);
  const words = Array.from({ length: 12 }, (_, i) => view.getInt16(2 * i, true));
  words[0] = view.getUint16(0, true); // the first of temperature and of pressure have no sign
  words[3] = view.getUint16(6, true);
  const shared = more.getUint8(4); // the low halves of two numbers of 12 bits
  return {
    t: words.slice(0, 3),
    p: words.slice(3),
    h: [
      view.getUint8(25),
      more.getInt16(0, true),
      more.getUint8(2),
      more.getInt8(3) << 4 | shared & 0xf,
      more.getInt8(5) << 4 | shared >> 4,
      more.getInt8(6),
    ],
  };
}

/** The temperature is part of both other formulas, in a finer unit of its own. */
function compensate(data: Uint8Array, calibration: Calibration): Weather {
  const at = (i: number) => data[i]!;
  const raw_p = at(0) << 12 | at(1) << 4 | at(2) >> 4;
  const raw_t = at(3) << 12 | at(4) << 4 | at(5) >> 4;
  const raw_h = at(6) << 8 | at(7);
  const fine = fine_temperature(raw_t, calibration.t);
  return {
    temperature: fine / 5120,
    pressure: pressure(raw_p, fine, calibration.p) / 100,
    humidity: humidity(raw_h, fine, calibration.h),
  };
}

function fine_temperature(raw: number, t: number[]): number {
  const [t1 = 0, t2 = 0, t3 = 0] = t;
  const difference = raw / 16384 - t1 / 1024;
  return difference * t2 + (difference / 8) ** 2 * t3;
}

/** In Pa. */
function pressure(raw: number, fine: number, p: number[]): number {
  const [p1 = 0, p2 = 0, p3 = 0, p4 = 0, p5 = 0, p6 = 0, p7 = 0, p8 = 0, p9 = 0] = p;
  const x = fine / 2 - 64000;
  const offset = (x * x * p6 / 32768 + x * p5 * 2) / 4 + p4 * 65536;
  const slope = (1 + (p3 * x * x / 524288 + p2 * x) / 524288 / 32768) * p1;
  if (slope === 0) return 0;
  const y = (1048576 - raw - offset / 4096) * 6250 / slope;
  return y + (p9 * y * y / 2147483648 + y * p8 / 32768 + p7) / 16;
}

function humidity(raw: number, fine: number, h: number[]): number {
  const [h1 = 0, h2 = 0, h3 = 0, h4 = 0, h5 = 0, h6 = 0] = h;
  const x = fine - 76800;
  const factor = h2 / 65536 * (1 + h6 / 67108864 * x * (1 + h3 / 67108864 * x));
  const y = (raw - (h4 * 64 + h5 / 16384 * x)) * factor;
  return Math.min(Math.max(y * (1 - h1 * y / 524288), 0), 100);
}
