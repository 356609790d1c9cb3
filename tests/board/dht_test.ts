import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  create_task,
  gather,
  OSError,
  run,
  RuntimeError,
  sleep_ms,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { DHT11, DHT22 } from "../../src/dht/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { newBoard } from "./boards.ts";

const values = (sensor: DHT11 | DHT22) => [sensor.temperature(), sensor.humidity()];

Deno.test("DHT22.measure() takes what the sensor has now, in tenths", async () => {
  using clock = new VirtualClock();
  const board = newBoard();
  const sensor = new DHT22("GPIO4");
  await run(async () => {
    board.dht(4, { temperature: 21.54, humidity: 40.26 });
    assertEquals(Deno.inspect(sensor), "DHT22(GPIO4, nothing measured)");
    await sensor.measure();
    assertEquals(clock.time, 25);
    assertEquals(values(sensor), [21.5, 40.3]);
    assertEquals(Deno.inspect(sensor), "DHT22(GPIO4, 21.5 °C, 40.3 %)");
    board.dht(4, { temperature: -7.5, humidity: 99 });
    assertEquals(values(sensor), [21.5, 40.3]);
    await sensor.measure();
    assertEquals(values(sensor), [-7.5, 99]);
  });
});

Deno.test("DHT11 has whole degrees and percents", async () => {
  using _clock = new VirtualClock();
  newBoard().dht(17, { temperature: 21.9, humidity: 40.9 });
  const sensor = new DHT11(17);
  await run(sensor.measure());
  assertEquals(values(sensor), [21, 40]);
});

Deno.test("DHT22.measure() without a sensor takes a second, in which other tasks run", async () => {
  using clock = new VirtualClock();
  const board = newBoard();
  const sensor = new DHT22(4);
  let count = 0;
  await run(async () => {
    board.dht(4, { temperature: 20, humidity: 50 });
    await sensor.measure();
    board.dht(4, null);
    const start = clock.time;
    create_task(async () => {
      while (true) {
        await sleep_ms(1);
        count++;
      }
    });
    const error = await assertRejects(
      async () => await sensor.measure(),
      OSError,
      "Cannot measure at GPIO4: no sensor has answered; see to its wires and its power, and to",
    );
    assertEquals([error.code, error.errno], ["ETIMEDOUT", 110]);
    assertEquals([clock.time - start, count], [1000, 999]);
    assertEquals(values(sensor), [20, 50]);
  });
});

Deno.test("DHT22.measure() can be given up, and changes nothing then", async () => {
  using _clock = new VirtualClock();
  const board = newBoard();
  board.dht(4, { temperature: 20, humidity: 50 });
  const sensor = new DHT22(4);
  await run(async () => {
    await assertRejects(async () => await wait_for_ms(sensor.measure(), 10), TimeoutError);
    await sleep_ms(100);
    assertThrows(
      () => sensor.temperature(),
      RuntimeError,
      "Cannot tell the temperature: nothing has been measured so far; await measure() first",
    );
    assertThrows(() => sensor.humidity(), RuntimeError, "Cannot tell the humidity: nothing");
  });
});

Deno.test("DHT22: sensors at several lines measure at once", async () => {
  using clock = new VirtualClock();
  const board = newBoard();
  const sensors = [4, 17, 27].map((pin) => {
    board.dht(pin, { temperature: pin, humidity: 50 });
    return new DHT22(pin);
  });
  await run(gather(...sensors.map((sensor) => sensor.measure())));
  assertEquals(clock.time, 25);
  assertEquals(sensors.map((sensor) => sensor.temperature()), [4, 17, 27]);
});

Deno.test("DHT22 refuses what is no line, and the board what is no climate", () => {
  const board = newBoard();
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const DHTs = DHT22 as any;
  for (const pin of [{}, "D4", undefined]) {
    assertThrows(
      () => new DHTs(pin),
      TypeError,
      'Cannot set up a DHT sensor: pin is the number of a line, or its name, as "GPIO3", not ',
    );
  }
  assertThrows(
    () => board.dht(4, { temperature: NaN, humidity: 1 }),
    TypeError,
    "Cannot set the temperature at GPIO4: expected a number, got NaN",
  );
  assertThrows(
    // deno-lint-ignore no-explicit-any -- wrong on purpose
    () => board.dht(4, { temperature: 1 } as any),
    TypeError,
    "Cannot set the humidity at GPIO4: expected a number, got undefined",
  );
});
