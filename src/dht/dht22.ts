import { DHTBase } from "./dht_base.ts";

/**
 * A DHT22, or AM2302, which measures tenths of degrees from -40 to 80, after MicroPython's
 * {@link https://docs.micropython.org/en/latest/esp8266/quickref.html#dht-driver | dht.DHT22}.
 *
 * @example Measure every two seconds, which is as often as the sensor can
 * ```ts
 * import { OSError, run, sleep } from "@uasyncio/uasyncio";
 * import { DHT22 } from "@uasyncio/uasyncio/dht";
 * import { set_board, SimulatedBoard } from "@uasyncio/uasyncio/machine";
 * import { VirtualClock } from "@uasyncio/uasyncio/testing";
 *
 * using _clock = new VirtualClock();
 * const board = new SimulatedBoard(); // without these three lines: the Raspberry Pi
 * set_board(board);
 * board.dht(4, { temperature: -7.5, humidity: 80.2 });
 *
 * await run(async () => {
 *   const sensor = new DHT22(4);
 *   for (let i = 0; i < 3; i++) {
 *     try {
 *       await sensor.measure();
 *       console.log(`${sensor.temperature()} °C, ${sensor.humidity()} %`);
 *     } catch (error) {
 *       if (!(error instanceof OSError)) throw error;
 *       console.log(error.message);
 *     }
 *     await sleep(2);
 *   }
 * });
 * ```
 */
export class DHT22 extends DHTBase {}
