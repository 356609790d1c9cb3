import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { create_task, OSError, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { DS18X20, OneWire } from "../../src/onewire/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { newBoard } from "./boards.ts";

const ONE = "28-000005e2fdc3";
const TWO = "28-0316a2795a12";
/** A switch, and no thermometer. */
const OTHER = "3a-0000001b3c4d";

const hex = (roms: Uint8Array[]) => roms.map((rom) => rom.toHex());

Deno.test("OneWire.scan() finds the devices, with family, number and checksum", () => {
  const board = newBoard();
  const bus = new OneWire(4);
  assertEquals(bus.scan(), []);
  for (const name of [ONE, OTHER]) board.onewire(4).attach(name, 20);
  const roms = bus.scan();
  assertEquals(hex(roms), ["28c3fde2050000e9", "3a4d3c1b000000a9"]);
  assertEquals(roms.map((rom) => bus.crc8(rom)), [0, 0]);
  assertEquals(Deno.inspect(bus), "OneWire(simulated 1-Wire bus at GPIO4)");
  assertEquals(Deno.inspect(new DS18X20(bus)), "DS18X20(simulated 1-Wire bus at GPIO4)");
  assertEquals(bus.crc8(new TextEncoder().encode("123456789")), 0xa1);
  assertEquals(hex(new DS18X20(bus).scan()), ["28c3fde2050000e9"]);
  board.onewire(4).attach(ONE, null);
  assertEquals(hex(bus.scan()), ["3a4d3c1b000000a9"]);
  assertEquals(new OneWire("GPIO5").scan(), []);
  assertEquals(new OneWire("w1_bus_master1").scan(), []);
});

Deno.test("DS18X20.convert_temp() measures all in 750 ms, in which other tasks run", async () => {
  using clock = new VirtualClock();
  const board = newBoard();
  board.onewire(4).attach(ONE, 21.4499);
  board.onewire(4).attach(TWO, -7.25);
  const ds = new DS18X20(new OneWire(4));
  const [one, two] = ds.scan() as [Uint8Array, Uint8Array];
  await run(async () => {
    let count = 0;
    create_task(async () => {
      while (true) {
        await sleep_ms(1);
        count++;
      }
    });
    await ds.convert_temp();
    assertEquals([clock.time, count], [750, 749]);
    assertEquals([ds.read_temp(one), ds.read_temp(two)], [21.4375, -7.25]);
    board.onewire(4).attach(ONE, 30);
    assertEquals(ds.read_temp(one), 21.4375); // as it was measured
    await ds.convert_temp();
    assertEquals(ds.read_temp(one), 30);
  });
});

Deno.test("DS18X20.read_temp() of one that was taken away fails, and of the others does not", async () => {
  using _clock = new VirtualClock();
  const bus = newBoard().onewire(4);
  bus.attach(ONE, 20);
  bus.attach(TWO, 30);
  const ds = new DS18X20(new OneWire(4));
  const [one, two] = ds.scan() as [Uint8Array, Uint8Array];
  await run(async () => {
    create_task(async () => {
      await sleep_ms(10);
      bus.attach(ONE, null);
    });
    await ds.convert_temp();
    assertEquals(ds.read_temp(two), 30);
    const message = `Cannot read the temperature of ${ONE}: it is not on the bus; scan() finds`;
    assertEquals(assertThrows(() => ds.read_temp(one), OSError, message).code, "ENODEV");
    await ds.convert_temp();
    assertThrows(() => ds.read_temp(one), OSError, message);
    bus.attach(TWO, null);
    const error = await assertRejects(
      async () => await ds.convert_temp(),
      OSError,
      "Cannot convert temperatures: there is no thermometer on simulated 1-Wire bus at GPIO4; see",
    );
    assertEquals(error.code, "ENODEV");
  });
});

Deno.test("DS18X20 and OneWire refuse arguments that mean nothing", () => {
  const board = newBoard();
  board.onewire(4).attach(ONE, 20);
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const [OneWires, DS18X20s] = [OneWire as any, DS18X20 as any];
  assertThrows(
    () => new OneWires({}),
    TypeError,
    "Cannot set up 1-Wire: pin is the number of a line, or its name",
  );
  assertThrows(
    () => new DS18X20s(4),
    TypeError,
    "Cannot make a DS18X20: expected a OneWire, got 4; new OneWire(4) is one",
  );
  const bus = new OneWires(4);
  assertThrows(() => bus.crc8([1]), TypeError, "Cannot compute a checksum: expected a Uint8Array");
  const ds = new DS18X20(bus);
  assertThrows(
    () => ds.read_temp(new Uint8Array(7)),
    TypeError,
    "Cannot read a temperature: expected the 8 bytes of a device, as scan() gives them, got ",
  );
  assertThrows(
    () => ds.read_temp(Uint8Array.of(0x28, 0, 0, 0, 0, 0, 0, 1)),
    RangeError,
    "Cannot read a temperature: the checksum of 2800000000000001 is wrong",
  );
  assertThrows(
    () => ds.read_temp(ds.scan()[0]!),
    RuntimeError,
    `Cannot read the temperature of ${ONE}: none has been measured so far; await convert_temp()`,
  );
  assertThrows(
    () => board.onewire(4).attach("28-5e2fdc3", 20),
    TypeError,
    'Cannot attach "28-5e2fdc3": expected the name of a device, as "28-000005e2fdc3"',
  );
  assertThrows(
    () => board.onewire(4).attach(ONE, NaN),
    TypeError,
    `Cannot attach ${ONE}: expected a temperature, or null, got NaN`,
  );
});
