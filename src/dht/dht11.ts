import { DHTBase } from "./dht_base.ts";

/**
 * A DHT11, which measures whole degrees from 0 to 50, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/esp8266/quickref.html#dht-driver | dht.DHT11}.
 *
 * @example Measure
 * ```ts
 * import { run } from "@uasyncio/uasyncio";
 * import { DHT11 } from "@uasyncio/uasyncio/dht";
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 *
 * const board = new SimulatedBoard(); // without these three lines: the Raspberry Pi
 * set_board(board);
 * board.dht(4, { temperature: 21.5, humidity: 40 });
 *
 * await run(async () => {
 *   const sensor = new DHT11(4);
 *   await sensor.measure();
 *   if (sensor.temperature() !== 21) throw new Error("another temperature");
 * });
 * ```
 */
export class DHT11 extends DHTBase {
  /** The temperature of the last measurement, in whole degrees Celsius. */
  override temperature(): number {
    return Math.trunc(super.temperature());
  }

  /** The relative humidity of the last measurement, in whole percents. */
  override humidity(): number {
    return Math.trunc(super.humidity());
  }
}
