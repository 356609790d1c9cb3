import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { run } from "../../mod.ts";
import { I2C, set_board, SimulatedBoard } from "../../src/machine/mod.ts";
import { BME280 } from "../../examples/recipes/bme280.ts";
import { Listener, Mosquitto } from "./mosquitto.ts";
import { Recipe, until } from "./processes.ts";

const PLACE = "examples/recipes/";

Deno.test("examples/recipes/weather_station.ts publishes what a BME280 measures", async () => {
  await using broker = new Mosquitto();
  await broker.start();
  await using listener = new Listener(broker);
  await using recipe = new Recipe(
    ...["--ignore-env", `--allow-net=127.0.0.1:${broker.port}`],
    "--preload=examples/simulated/weather_station.ts",
    ...[`${PLACE}weather_station.ts`, broker.url, "0.1"],
  );
  const reading = 'weather/garden 0 {"temperature":25.08,"pressure":1006.53,"humidity":49.4}';
  const isThere = () => listener.lines.filter((line) => line === reading).length >= 3;
  await until(isThere, () => [listener.lines, recipe.stderr]);
  assertEquals([await recipe.end(), recipe.stderr], [143, ""]);
  await until(() => listener.lines.at(-1) === "weather/garden/online 0 no", () => listener.lines);
});

Deno.test("examples/recipes/weather_station.ts waits for a sensor that is not there", async () => {
  await using broker = new Mosquitto();
  await broker.start();
  await using listener = new Listener(broker);
  await using recipe = new Recipe(
    ...["--ignore-env", `--allow-net=127.0.0.1:${broker.port}`],
    "--preload=tests/recipes/late_sensor.ts",
    ...[`${PLACE}weather_station.ts`, broker.url, "0.1"],
  );
  await until(() => listener.lines.some((line) => line.includes("25.08")), () => recipe.stderr);
  assert(/^Cannot write .* 0x76 .*: no device has answered/.test(recipe.stderr), recipe.stderr);
  assertEquals(await recipe.end(), 143);
});

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

interface Raw {
  t: number;
  p: number;
  h: number;
}

/** A board with a BME280: the constants of the data sheet's example, and these raw values. */
function attach(raw: Raw, { h3 = 0, h4 = 313, h5 = 50, h6 = 30 } = {}): Uint8Array {
  const registers = new Uint8Array(256);
  const view = new DataView(registers.buffer);
  registers[0xd0] = 0x60;
  const words = [27504, 26435, -1000, 36477, -10685, 3024, 2855, 140, -7, 15500, -14600, 6000];
  for (const [i, word] of words.entries()) view.setInt16(0x88 + 2 * i, word, true);
  registers[0xa1] = 75;
  view.setInt16(0xe1, 362, true);
  registers.set([h3, h4 >> 4, (h5 & 0xf) << 4 | h4 & 0xf, h5 >> 4, h6], 0xe3);
  view.setUint32(0xf6, raw.p << 4);
  registers[0xf6] = 0;
  const t = raw.t << 4;
  registers.set([t >> 16 & 0xff, t >> 8 & 0xff, t & 0xff], 0xfa);
  view.setUint16(0xfd, raw.h);
  const board = new SimulatedBoard();
  set_board(board);
  board.i2c(1).attach(0x76, { registers });
  return registers;
}

/** The data sheet's formula for humidity in whole numbers of 32 bits, in 1/1024 %. */
function wholeHumidity(raw: number, fine: number, h: number[]): number {
  const [h1, h2, h3, h4, h5, h6] = h as [number, number, number, number, number, number];
  const x = fine - 76800;
  const high = ((raw << 14) - (h4 << 20) - h5 * x + 16384) >> 15;
  const low = ((((x * h6) >> 10) * (((x * h3) >> 11) + 32768)) >> 10) + 2097152;
  let y = BigInt(high) * ((BigInt(low) * BigInt(h2) + 8192n) >> 14n);
  const square = (((y >> 15n) * (y >> 15n)) >> 7n) * BigInt(h1);
  y -= square >> 4n;
  const limited = y < 0n ? 0n : y > 419430400n ? 419430400n : y;
  return Number(limited >> 12n);
}

Deno.test("examples/recipes/bme280.ts computes what the data sheet's example says", async () => {
  const registers = attach({ t: 519888, p: 415148, h: 29000 });
  const weather = await run(() => new BME280(new I2C(1)).measure());
  assertNear(weather.temperature, 25.08, 0.005);
  assertNear(weather.pressure, 1006.5327, 0.0005);
  assertNear(
    weather.humidity,
    wholeHumidity(29000, 128422, [75, 362, 0, 313, 50, 30]) / 1024,
    0.01,
  );
  assertEquals([registers[0xf2], registers[0xf4]], [1, 0b001_001_01]);
});

Deno.test("examples/recipes/bme280.ts: dry, damp and cold, and constants below zero", async () => {
  for (const h of [18000, 24000, 33000, 40000, 65535]) {
    for (const [h4, h5, h6] of [[313, 50, 30], [-20, -3, -7], [2047, -2048, 127]]) {
      attach({ t: 400000, p: 415148, h }, { h4: h4!, h5: h5!, h6: h6! });
      const { temperature, humidity } = await run(() => new BME280(new I2C(1)).measure());
      const whole = wholeHumidity(h, Math.round(temperature * 5120), [75, 362, 0, h4!, h5!, h6!]);
      assertNear(humidity, whole / 1024, 0.05);
      assert(temperature < 0, String(temperature));
    }
  }
});

Deno.test("examples/recipes/bme280.ts tells another device from it, and one that does not end", async () => {
  const registers = attach({ t: 519888, p: 415148, h: 29000 });
  const sensor = new BME280(new I2C(1));
  registers[0xf3] = 8;
  await assertRejects(
    () => run(() => sensor.measure()),
    Error,
    "Cannot measure: the BME280 does not come to an end",
  );
  registers[0xd0] = 0x58;
  assertThrows(
    () => new BME280(new I2C(1)),
    Error,
    "Cannot use the BME280: the id at 118 is 88, and not 96",
  );
});
