import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { create_task, gather, OSError, run, sleep_ms } from "../../../mod.ts";
import { I2C, SoftI2C } from "../../../src/machine/mod.ts";
import { setOutside } from "../outside.ts";
import { runAs, runPython } from "../programs.ts";

// On an emulated Raspberry Pi, by its stock driver; see tests/lab/pi.ts for what is connected.

const THERMOMETER = 0x48;
const EEPROM = 0x50;
const CLOCK = 0x68;
const ALL = [THERMOMETER, EEPROM, CLOCK, 0x77];

/** What the thermometer shows, in thousandths of a degree. */
function temperature(i2c: I2C): number {
  const [high = 0, low = 0] = i2c.readfrom_mem(THERMOMETER, 0, 2);
  return Math.round((high << 24 | low << 16) / 0x1_0000 / 256 * 1000);
}

async function seconds(i2c: I2C): Promise<number> {
  const [bcd = 0] = await i2c.async.readfrom_mem(CLOCK, 0, 1);
  return (bcd >> 4) * 10 + (bcd & 0xf);
}

Deno.test("I2C.scan() finds the devices that are connected", async () => {
  using i2c = new I2C();
  assertEquals(i2c.scan(), ALL);
  await run(async () => assertEquals(await i2c.async.scan(), ALL));
});

Deno.test("I2C.readfrom_mem() reads the temperature that is outside, below zero too", async () => {
  using i2c = new I2C(1);
  await run(async () => {
    for (const wanted of [21_500, -7_500, 0]) {
      setOutside("thermometer", "temperature", wanted);
      while (temperature(i2c) !== wanted) await sleep_ms(20);
      const into = new Uint8Array(2);
      i2c.readfrom_mem_into(THERMOMETER, 0, into);
      const value = await runPython(
        "import smbus2; print(smbus2.SMBus(1).read_i2c_block_data(0x48, 0, 2))",
      );
      assertEquals(value, `[${into.join(", ")}]`);
    }
  });
});

Deno.test("I2C.writeto_mem() writes pages of a memory that are read across their ends", () => {
  using i2c = new I2C(1);
  const pages = [0, 8, 16].map((at) => Uint8Array.from({ length: 8 }, (_, i) => 3 * at + i));
  for (const [i, page] of pages.entries()) i2c.writeto_mem(EEPROM, 8 * i, page);
  const all = pages.flatMap((page) => [...page]);
  assertEquals([...i2c.readfrom_mem(EEPROM, 0, 24)], all);
  assertEquals([...i2c.readfrom_mem(EEPROM, 5, 10)], all.slice(5, 15));
  // By parts: its address without a stop, then a read that goes on from there.
  assertEquals(i2c.writeto(EEPROM, Uint8Array.of(5), false), 1);
  assertEquals([...i2c.readfrom(EEPROM, 10)], all.slice(5, 15));
  assertEquals(
    i2c.writevto(EEPROM, [Uint8Array.of(100), Uint8Array.of(1, 2), new Uint8Array(1)]),
    4,
  );
  assertEquals([...i2c.readfrom_mem(EEPROM, 100, 3)], [1, 2, 0]);
});

Deno.test("I2C.async reads a clock that ticks, while the loop runs on", async () => {
  using i2c = new I2C(1);
  await run(async () => {
    let turns = 0;
    create_task(async () => {
      while (true) {
        await sleep_ms(5);
        turns++;
      }
    });
    const start = await seconds(i2c);
    while (await seconds(i2c) === start) await sleep_ms(10);
    const next = await seconds(i2c);
    assertEquals(next, (start + 1) % 60);
    assertEquals(turns > 3, true, `${turns} turns`);
  });
});

Deno.test("I2C.async: transfers of several tasks come one after the other", async () => {
  using i2c = new I2C(1);
  await run(async () => {
    const write = (n: number) => () => i2c.async.writeto_mem(EEPROM, 32, Uint8Array.of(n, n));
    const read = () => i2c.async.readfrom_mem(EEPROM, 32, 2);
    const [, first, , second] = await gather(write(7), read, write(8), read);
    assertEquals([...first, ...second], [7, 7, 8, 8]);
  });
});

Deno.test("I2C.async: a cancelled transfer is made, and gives nothing", async () => {
  using i2c = new I2C(1);
  await run(async () => {
    i2c.writeto_mem(EEPROM, 40, Uint8Array.of(1, 2, 3));
    const into = new Uint8Array(3);
    const task = create_task(() => i2c.async.readfrom_mem_into(EEPROM, 40, into));
    await sleep_ms(0);
    task.cancel();
    await sleep_ms(100);
    assertEquals([...into], [0, 0, 0]);
    assertEquals([...await i2c.async.readfrom_mem(EEPROM, 40, 3)], [1, 2, 3]);
  });
});

Deno.test("I2C.readfrom() of nobody throws an error that says what to look at", async () => {
  using i2c = new I2C(1);
  const error = assertThrows(() => i2c.readfrom(0x33, 2), OSError, "no device has answered (NACK)");
  assertEquals([error.errno, error.code], [121, "EREMOTEIO"]);
  assertEquals(error.message.startsWith("Cannot read 2 bytes from 0x33 on /dev/i2c-1: "), true);
  assertThrows(() => i2c.writeto(0x33, Uint8Array.of(1)), OSError, "Cannot write 1 byte to 0x33");
  await run(async () => {
    await assertRejects(async () => await i2c.async.readfrom(0x33, 2), OSError, "(NACK)");
  });
});

Deno.test("I2C refuses what Linux does not take at once", () => {
  using i2c = new I2C(1);
  for (let i = 0; i < 42; i++) i2c.writeto(EEPROM, Uint8Array.of(0), false);
  assertThrows(() => i2c.readfrom(EEPROM, 1), RangeError, "43 parts in one transfer");
  assertThrows(
    () => i2c.readfrom(EEPROM, 8193),
    RangeError,
    "8193 bytes at a time; Linux takes up to 8192",
  );
  assertEquals(i2c.readfrom(EEPROM, 8192).length, 8192); // the memory begins again at its end
});

Deno.test("I2C finds a bus by its pins", () => {
  using i2c = new I2C({ scl: 3, sda: 2 });
  assertEquals(i2c.scan(), ALL);
  using soft = new SoftI2C("GPIO3", "GPIO2", { freq: 100_000 });
  assertEquals(soft.scan(), ALL);
  using _both = new I2C(1, { scl: 3, sda: 2 });
  assertThrows(() => new I2C(1, { scl: 5, sda: 4 }), RangeError, "its pins are scl 3 and sda 2");
  assertThrows(
    () => new SoftI2C({ scl: 24, sda: 23 }),
    RangeError,
    "dtoverlay=i2c-gpio,bus=8,i2c_gpio_sda=23,i2c_gpio_scl=24",
  );
});

Deno.test("I2C: a bus that is not there is an error that says what to do", () => {
  assertThrows(() => new I2C(9), OSError, "there is no such device");
  Deno.renameSync("/dev/i2c-1", "/dev/elsewhere");
  try {
    const error = assertThrows(() => new I2C(), OSError, "it is not enabled");
    assertEquals(error.code, "ENOENT");
  } finally {
    Deno.renameSync("/dev/elsewhere", "/dev/i2c-1");
  }
});

Deno.test("I2C: two objects share a bus, and what one closes the other keeps", () => {
  const one = new I2C(1);
  using two = new I2C("/dev/i2c-1");
  one.deinit();
  one.deinit();
  assertEquals(two.scan(), ALL);
  one.init();
  assertEquals(one.scan(), ALL);
  one.deinit();
});

Deno.test("I2C: two processes may use a bus at once, and end with run() whatever is under way", async () => {
  const program = `
    import { create_task, run, sleep_ms } from "./mod.ts";
    import { I2C } from "./src/machine/mod.ts";
    const i2c = new I2C(1);
    for (let i = 0; i < 100; i++) {
      if (i2c.readfrom_mem(0x48, 3, 2).join() !== "80,0") throw new Error("another value");
    }
    await run(async () => {
      create_task(async () => { while (true) await i2c.async.readfrom(0x50, 4096); });
      await sleep_ms(200);
      console.log("right");
    });
  `;
  using i2c = new I2C(1);
  await run(async () => {
    let count = 0;
    create_task(async () => {
      while (true) {
        assertEquals([...await i2c.async.readfrom_mem(THERMOMETER, 3, 2)], [80, 0]);
        count++;
      }
    });
    assertEquals(await runAs(0, program), "right");
    assertEquals(count > 10, true, `${count} times`);
  });
});

Deno.test("I2C and SPI: two Workers and the main program use the same buses at once", async () => {
  using i2c = new I2C(1);
  await run(async () => {
    const workers = [1, 2].map(() =>
      new Worker(new URL("../bus_worker.ts", import.meta.url), { type: "module" })
    );
    const answers = Promise.all(workers.map((worker) =>
      new Promise<string[]>((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      })
    ));
    const reader = create_task(async () => {
      while (true) assertEquals([...await i2c.async.readfrom_mem(THERMOMETER, 3, 2)], [80, 0]);
    });
    assertEquals(await answers, Array(2).fill(["80,0", "239,64,25"]));
    assertEquals(reader.done(), false);
    reader.cancel();
    for (const worker of workers) worker.terminate();
  });
});
