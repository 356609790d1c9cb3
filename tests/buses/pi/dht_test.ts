import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { create_task, gather, OSError, run, sleep_ms, wait_for_ms } from "../../../mod.ts";
import { DHT11, DHT22 } from "../../../src/dht/mod.ts";
import { runAs } from "../programs.ts";
import { cover } from "../sysfs.ts";

// The kernel's driver has GPIO4, where no sensor is connected. What it gives where there is one
// cannot be had on the emulator, whose lines have no interrupts: those files are laid over.

const IIO = "/sys/bus/iio/devices";

/** A device of the driver at a line. */
function dht(pin: number, temperature: string | URL, humidity: string | URL) {
  const of_node = { gpios: Uint8Array.of(0, 0, 0, 7, 0, 0, 0, pin, 0, 0, 0, 0) };
  return {
    name: `dht11@${pin}\n`,
    in_temp_input: temperature,
    in_humidityrelative_input: humidity,
    of_node,
  };
}

Deno.test("DHT22.measure() without a sensor: ETIMEDOUT, and the loop runs on meanwhile", async () => {
  const sensor = new DHT22(4);
  await run(async () => {
    let late = 0;
    let count = 0;
    create_task(async () => {
      let last = performance.now();
      while (true) {
        await sleep_ms(1);
        late = Math.max(late, performance.now() - last);
        last = performance.now();
        count++;
      }
    });
    for (let i = 0; i < 2; i++) { // the thread starts with the first one
      [late, count] = [0, 0];
      const start = performance.now();
      const error = await assertRejects(
        async () => await sensor.measure(),
        OSError,
        "Cannot measure at GPIO4: no sensor has answered",
      );
      const took = performance.now() - start;
      assertEquals([error.code, error.errno], ["ETIMEDOUT", 110]);
      assertEquals(took > 1000, true, `${took} ms`);
      // A task that sleeps for 1 ms is late on the emulator; if the loop were held, by 1000 ms.
      assertEquals(late < 500 && count > 100, true, `${late} ms late, ${count} times`);
    }
  });
});

Deno.test("DHT22.measure() that is given up leaves nothing behind", async () => {
  const sensor = new DHT22("GPIO4");
  await run(async () => {
    await assertRejects(async () => await wait_for_ms(sensor.measure(), 100));
    await assertRejects(async () => await sensor.measure(), OSError, "no sensor has answered");
  });
});

Deno.test("DHT22 at a line that no driver has is an error that says what gives it to one", () => {
  assertThrows(
    () => new DHT22(17),
    RangeError,
    "Cannot use a DHT sensor at GPIO17: no driver of the kernel has the line; the line " +
      "dtoverlay=dht11,gpiopin=17 in /boot/firmware/config.txt",
  );
});

Deno.test("DHT22 takes the values of its line, below zero too", async () => {
  using _files = cover(IIO, {
    "iio:device0": dht(17, "21500\n", "40300\n"),
    "iio:device1": dht(4, "-7500\n", "99900\n"),
  });
  const [one, two, eleven] = [new DHT22(17), new DHT22(4), new DHT11(17)];
  await run(gather(one.measure(), two.measure(), eleven.measure()));
  assertEquals([one.temperature(), one.humidity()], [21.5, 40.3]);
  assertEquals([two.temperature(), two.humidity()], [-7.5, 99.9]);
  assertEquals([eleven.temperature(), eleven.humidity()], [21, 40]);
});

Deno.test("DHT22.measure() fails with EIO if the answer was damaged, with ENODEV without a driver", async () => {
  const unreadable = new URL("file:///proc/self/mem"); // at 0 it gives EIO
  const files = cover(IIO, { "iio:device0": dht(17, "20000\n", unreadable) });
  const sensor = new DHT22(17);
  try {
    const error = await assertRejects(
      () => run(sensor.measure()),
      OSError,
      "Cannot measure at GPIO17: the sensor's answer was damaged; measure again in two seconds",
    );
    assertEquals(error.code, "EIO");
  } finally {
    files[Symbol.dispose]();
  }
  const error = await assertRejects(
    () => run(sensor.measure()),
    OSError,
    "Cannot measure at GPIO17: the driver has let go of the line",
  );
  assertEquals(error.code, "ENODEV");
});

Deno.test("DHT22 may be used by any user, and ends with the program", async () => {
  const program = `
    import { run, wait_for_ms } from "./mod.ts";
    import { DHT22 } from "./src/dht/mod.ts";
    await run(async () => {
      const sensor = new DHT22(4);
      try {
        await sensor.measure();
      } catch (error) {
        console.log(error.code);
      }
    });
  `;
  assertEquals(await runAs(1000, program), "ETIMEDOUT");
});
