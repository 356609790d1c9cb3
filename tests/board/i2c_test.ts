import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { create_task, gather, OSError, run, RuntimeError, sleep_ms } from "../../mod.ts";
import type { ErrorCode } from "../../src/core/errno.ts";
import { transferError } from "../../src/machine/boards/i2c_bus.ts";
import { I2C, SoftI2C } from "../../src/machine/mod.ts";
import { newBoard } from "./boards.ts";

function memory(size = 256): { registers: Uint8Array } {
  return { registers: Uint8Array.from({ length: size }, (_, i) => i) };
}

Deno.test("I2C.scan() finds what is attached, and no longer what is taken away", async () => {
  const board = newBoard();
  using i2c = new I2C();
  assertEquals(i2c.scan(), []);
  board.i2c(1).attach(0x50, memory());
  board.i2c().attach(0x48, memory());
  assertEquals(i2c.scan(), [0x48, 0x50]);
  board.i2c().attach(0x50, null);
  await run(async () => assertEquals(await i2c.async.scan(), [0x48]));
});

Deno.test("I2C reads and writes registers of a byte, one after the other", () => {
  const device = memory(16);
  newBoard().i2c().attach(0x50, device);
  using i2c = new I2C(1);
  assertEquals([...i2c.readfrom_mem(0x50, 3, 2)], [3, 4]);
  i2c.writeto_mem(0x50, 14, Uint8Array.of(20, 21));
  assertEquals([...device.registers.slice(14)], [20, 21]);
  i2c.writeto(0x50, Uint8Array.of(15));
  assertEquals([...i2c.readfrom(0x50, 2)], [21, 0]);
  const into = new Uint8Array(2);
  i2c.readfrom_into(0x50, into);
  assertEquals([...into], [1, 2]);
  i2c.readfrom_mem_into(0x50, 9, into);
  assertEquals([...into], [9, 10]);
});

Deno.test("I2C reads and writes registers of several bytes", () => {
  const registers = { 0: Uint8Array.of(0x15, 0x80), 3: new Uint8Array(2) };
  newBoard().i2c().attach(0x48, { registers });
  using i2c = new I2C(1);
  assertEquals([...i2c.readfrom_mem(0x48, 0, 2)], [0x15, 0x80]);
  assertEquals([...i2c.readfrom_mem(0x48, 0, 3)], [0x15, 0x80, 0xff]);
  i2c.writeto_mem(0x48, 3, Uint8Array.of(1, 2, 3));
  assertEquals([...registers[3]], [1, 2]);
  assertEquals([...i2c.readfrom_mem(0x48, 7, 1)], [0xff]);
});

Deno.test("I2C gives a device what is written, and what the device gives to the reader", () => {
  const written: number[][] = [];
  newBoard().i2c().attach(0x3c, {
    write: (bytes) => written.push([...bytes]),
    read: (count) => Array(count).fill(count),
  });
  using i2c = new I2C(1);
  assertEquals(i2c.writevto(0x3c, [Uint8Array.of(0), Uint8Array.of(1, 2)]), 3);
  assertEquals([...i2c.readfrom(0x3c, 2)], [2, 2]);
  i2c.writeto_mem(0x3c, 0x0102, Uint8Array.of(3), { addrsize: 16 });
  i2c.readfrom_mem(0x3c, 0x0a0b0c0d, 1, { addrsize: 32 });
  assertEquals(written, [[0, 1, 2], [1, 2, 3], [10, 11, 12, 13]]);
});

Deno.test("I2C.writeto() without a stop goes out together with what follows", () => {
  const written: number[] = [];
  newBoard().i2c().attach(0x3c, { write: (bytes) => written.push(...bytes), read: () => [] });
  const i2c = new I2C(1);
  const bytes = Uint8Array.of(1);
  i2c.writeto(0x3c, bytes, false);
  bytes[0] = 9; // it has been taken as it was
  assertEquals(written, []);
  i2c.readfrom(0x3c, 1);
  assertEquals(written, [1]);
  i2c.writeto(0x3c, Uint8Array.of(2), false);
  i2c.deinit();
  assertEquals(written, [1, 2]);
});

Deno.test("I2C throws an OSError where nothing answers, as a Raspberry Pi does", async () => {
  newBoard();
  using i2c = new I2C(1);
  const error = assertThrows(() => i2c.readfrom_mem(0x48, 0, 2), OSError, "(NACK)");
  assertEquals([error.code, error.errno], ["EREMOTEIO", 121]);
  assertEquals(
    error.message.split(":")[0],
    "Cannot write 1 byte to 0x48 and read 2 bytes from 0x48 on simulated I2C bus 1",
  );
  await run(async () => {
    await assertRejects(async () => await i2c.async.readfrom(0x48, 2), OSError, "(NACK)");
  });
});

Deno.test("I2C: what a driver says is an error that says what to do", () => {
  const messages = [{ address: 0x50, reads: true, bytes: new Uint8Array(1) }];
  const said = (code: ErrorCode) => transferError(code, messages, "/dev/i2c-1").message;
  const words = "Cannot read 1 byte from 0x50 on /dev/i2c-1: ";
  assertEquals(said("ENXIO").startsWith(`${words}no device has answered`), true);
  assertEquals(
    said("EIO").startsWith(`${words}the transfer broke off; no device has answered`),
    true,
  );
  assertEquals(said("ETIMEDOUT").startsWith(`${words}the bus has been held for too long`), true);
  const smbus =
    `${words}this adapter has the commands of SMBus alone, which are a register of 8 bits`;
  assertEquals(said("EOPNOTSUPP").startsWith(smbus), true);
  assertEquals(said("EAGAIN"), `${words}the driver says EAGAIN`);
});

Deno.test("I2C refuses what Linux does not take at once, here too", () => {
  newBoard().i2c().attach(0x50, memory());
  using i2c = new I2C(1);
  assertThrows(
    () => i2c.readfrom(0x50, 8193),
    RangeError,
    "bytes at a time; Linux takes up to 8192",
  );
  for (let i = 0; i < 42; i++) i2c.writeto(0x50, Uint8Array.of(0), false);
  assertThrows(() => i2c.readfrom(0x50, 1), RangeError, "43 parts in one transfer; Linux takes");
});

Deno.test("I2C.async waits while other tasks run, and keeps their order", async () => {
  newBoard().i2c().attach(0x50, memory());
  using i2c = new I2C(1);
  const log: string[] = [];
  await run(async () => {
    const other = create_task(() => void log.push("other"));
    await i2c.async.writeto_mem(0x50, 0, Uint8Array.of(7));
    log.push("written");
    await other;
    const write = (n: number) => () => i2c.async.writeto(0x50, Uint8Array.of(1, n));
    const read = () => i2c.async.readfrom_mem(0x50, 1, 1);
    const [, one, , two] = await gather(write(1), read, write(2), read);
    assertEquals([one[0], two[0]], [1, 2]);
    const into = new Uint8Array(1);
    await i2c.async.readfrom_mem_into(0x50, 1, into);
    await i2c.async.readfrom_into(0x50, into);
    assertEquals(await i2c.async.writevto(0x50, [Uint8Array.of(5), Uint8Array.of(6)]), 2);
    assertEquals((await i2c.async.readfrom(0x50, 1))[0], 6);
  });
  assertEquals(log, ["other", "written"]);
});

Deno.test("I2C.async: a cancelled task gets nothing", async () => {
  newBoard().i2c().attach(0x50, memory());
  using i2c = new I2C(1);
  await run(async () => {
    const into = new Uint8Array(2);
    const task = create_task(async () => {
      await i2c.async.readfrom_mem_into(0x50, 1, into);
    });
    task.cancel();
    await sleep_ms(5);
    assertEquals([...into], [0, 0]);
  });
});

Deno.test("I2C finds the bus of its pins, also of those that an overlay makes", () => {
  const board = newBoard();
  board.i2c(0).attach(0x20, memory());
  board.i2c(1).attach(0x21, memory());
  board.i2c(8, { scl: 24, sda: 23 }).attach(0x22, memory());
  const found = (i2c: I2C) => i2c.scan()[0];
  assertEquals(found(new I2C({ scl: 1, sda: 0 })), 0x20);
  assertEquals(found(new I2C({ scl: "GPIO3", sda: "GPIO2" })), 0x21);
  assertEquals(found(new I2C(0, { scl: 1, sda: 0, freq: 400_000, timeout: 50_000 })), 0x20);
  assertEquals(found(new SoftI2C(24, 23)), 0x22);
  assertEquals(found(new SoftI2C({ scl: 24, sda: 23, freq: 10_000 })), 0x22);
  assertEquals(new I2C(7, { scl: 11, sda: 10 }).scan(), []); // which pins it has is not known
  assertThrows(
    () => new I2C(1, { scl: 5, sda: 4 }),
    RangeError,
    "Cannot use I2C bus 1 with scl 5 and sda 4: its pins are scl 3 and sda 2",
  );
  const error = assertThrows(
    () => new I2C({ scl: 5, sda: 4 }),
    RangeError,
    "Cannot use I2C with scl 5 and sda 4: no bus has these pins",
  );
  assertEquals(error.message.includes("dtoverlay=i2c-gpio,bus=8,i2c_gpio_sda=4"), true);
});

Deno.test("I2C refuses arguments that mean nothing", () => {
  const board = newBoard();
  board.i2c().attach(0x50, memory());
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const I2Cs = I2C as any;
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const SoftI2Cs = SoftI2C as any;
  assertThrows(
    () => new I2Cs(null),
    TypeError,
    "Cannot open an I2C bus: its id is a number, or the path of a device",
  );
  assertThrows(() => new I2Cs(1, { speed: 1 }), TypeError, 'there is no option "speed"');
  assertThrows(
    () => new I2C({ scl: 3 }),
    TypeError,
    "Cannot set up I2C: scl and sda name a bus together",
  );
  assertThrows(
    () => new I2Cs({ scl: {}, sda: 2 }),
    TypeError,
    "is the number of a line, or its name",
  );
  assertThrows(() => new I2C(1, { freq: 0 }), RangeError, "freq is an integer from 1 to");
  assertThrows(
    () => new SoftI2Cs(3),
    TypeError,
    "Cannot set up SoftI2C: it takes the lines scl and sda, got 3 and undef",
  );
  const i2c = new I2C(1);
  assertThrows(() => i2c.readfrom(0x90, 1), RangeError, "an address is 0 to 0x7f, not 0x90");
  assertThrows(() => i2c.readfrom(0x50, 0), RangeError, "the number of bytes is an integer from 1");
  assertThrows(
    // deno-lint-ignore no-explicit-any -- wrong on purpose
    () => i2c.writeto(0x50, [1] as any),
    TypeError,
    "expected a Uint8Array, got an Array",
  );
  assertThrows(
    // deno-lint-ignore no-explicit-any -- wrong on purpose
    () => i2c.writevto(0x50, 1 as any),
    TypeError,
    "Cannot write by I2C: expected an array of Uint8Arrays, got 1",
  );
  assertThrows(() => i2c.readfrom_mem(0x50, 256, 1), RangeError, "its number is an integer from 0");
  assertThrows(
    () => i2c.readfrom_mem(0x50, 0, 1, { addrsize: 9 }),
    RangeError,
    "addrsize is 8, 16, 24 or 32, not 9",
  );
  assertThrows(
    () => board.i2c().attach(0x80, memory()),
    RangeError,
    "Cannot attach a device at 128: an address is 0 to 0x7f",
  );
  assertThrows(
    // deno-lint-ignore no-explicit-any -- wrong on purpose
    () => board.i2c().attach(0x10, {} as any),
    TypeError,
    "Cannot attach an Object at 0x10: a device has registers, or the functions read or write",
  );
});

Deno.test("I2C: what has been closed is used no more, until init() opens it", async () => {
  newBoard().i2c().attach(0x50, memory());
  const i2c = new I2C(1);
  i2c.deinit();
  i2c.deinit();
  assertThrows(() => i2c.readfrom(0x50, 1), RuntimeError, "the I2C bus has been closed; init()");
  assertThrows(() => i2c.scan(), RuntimeError, "Cannot scan the bus");
  await run(async () => {
    await assertRejects(async () => await i2c.async.readfrom(0x50, 1), RuntimeError, "closed");
  });
  i2c.init({ scl: 3, sda: 2 });
  assertEquals(i2c.scan(), [0x50]);
});

Deno.test("I2C.toString() names the bus, and console.log shows that", () => {
  newBoard();
  const i2c = new I2C();
  assertEquals(Deno.inspect(i2c), "I2C(simulated I2C bus 1)");
  i2c.deinit();
  assertEquals(String(i2c), "I2C(closed)");
});
