import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { create_task, OSError, run, RuntimeError, sleep_ms } from "../../mod.ts";
import { settingsError } from "../../src/machine/boards/spi_bus.ts";
import { SoftSPI, SPI } from "../../src/machine/mod.ts";
import { newBoard } from "./boards.ts";

Deno.test("SPI writes and reads at the same time", () => {
  newBoard().spi(0).attach({ exchange: (bytes) => bytes.map((byte) => byte + 1) });
  using spi = new SPI(0);
  const into = new Uint8Array(3);
  spi.write_readinto(Uint8Array.of(1, 2, 3), into);
  assertEquals([...into], [2, 3, 4]);
  assertEquals([...spi.read(2)], [1, 1]);
  assertEquals([...spi.read(2, 0x10)], [0x11, 0x11]);
  spi.readinto(into, 7);
  assertEquals([...into], [8, 8, 8]);
  spi.write_readinto(into, into);
  assertEquals([...into], [9, 9, 9]);
});

Deno.test("SPI reads zeros where nothing is attached, or where the device gives nothing", () => {
  const board = newBoard();
  using spi = new SPI(0);
  assertEquals([...spi.read(2)], [0, 0]);
  board.spi(0).attach({ exchange: () => [1] });
  assertEquals([...spi.read(2)], [1, 0]);
  board.spi(0).attach(null);
  assertEquals([...spi.read(2)], [0, 0]);
});

Deno.test("SPI.transfer() keeps the device selected, and speaks to it as it has been set up", () => {
  const log: unknown[] = [];
  newBoard().spi(0, 1).attach({
    exchange: (bytes) => (log.push([...bytes]), [5]),
    select: ({ baudrate, polarity, phase, bits, lsb_first }) =>
      log.push({ baudrate, polarity, phase, bits, lsb_first }),
    deselect: () => log.push("end"),
  });
  using spi = new SPI(0, 500_000, { polarity: 1, phase: 1, cs: 1, firstbit: SPI.LSB });
  const into = new Uint8Array(1);
  spi.transfer([{ write: Uint8Array.of(1) }, { readinto: into }, {
    write: Uint8Array.of(2),
    readinto: new Uint8Array(1),
  }, { write: new Uint8Array(0) }]);
  const settings = { baudrate: 500_000, polarity: 1, phase: 1, bits: 8, lsb_first: true };
  assertEquals(log, [settings, [1], [0], [2], "end"]);
  assertEquals([...into], [5]);
  log.length = 0;
  spi.init({ phase: 0, firstbit: SPI.MSB });
  spi.write(Uint8Array.of(9));
  assertEquals(log, [{ ...settings, phase: 0, lsb_first: false }, [9], "end"]);
  log.length = 0;
  spi.transfer([]);
  spi.init({ cs: null });
  spi.write(Uint8Array.of(9)); // the kernel selects nothing, and it is chip select 0's device
  assertEquals(log, []);
});

Deno.test("SPI splits what is too long for a message, and keeps the device selected", async () => {
  const log: unknown[] = [];
  newBoard().spi(0).attach({
    exchange: (bytes) => (log.push(bytes.length), bytes),
    select: () => log.push("select"),
    deselect: () => log.push("deselect"),
  });
  using spi = new SPI(0);
  const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i);
  const into = new Uint8Array(10_000);
  spi.write_readinto(bytes, into);
  const wanted = ["select", 4096, 4096, 1808, "deselect"];
  assertEquals(log, wanted);
  assertEquals(String(into), String(bytes));
  await run(async () => {
    await spi.async.write_readinto(bytes, into.fill(0));
    assertEquals(String(into), String(bytes));
    assertEquals(log, [...wanted, ...wanted]);
  });
  const error = assertThrows(
    () => spi.transfer([{ write: bytes }]),
    OSError,
    `Cannot transfer ${bytes.length} bytes on simulated SPI bus 0, chip select 0: ` +
      "the driver takes up to 4096 in one message; `spidev.bufsiz=16384`",
  );
  assertEquals([error.code, error.errno], ["EMSGSIZE", 90]);
  assertThrows(
    () => spi.transfer(Array(512).fill({ write: Uint8Array.of(1) })),
    RangeError,
    "Cannot transfer 512 parts on simulated SPI bus 0, chip select 0: one message has up to 511",
  );
});

Deno.test("SPI.async waits while other tasks run; a cancelled one gets nothing", async () => {
  newBoard().spi(0).attach({ exchange: (bytes) => bytes });
  using spi = new SPI(0);
  const log: string[] = [];
  await run(async () => {
    create_task(() => void log.push("other"));
    await spi.async.write(Uint8Array.of(1));
    log.push("written");
    assertEquals([...await spi.async.read(2, 3)], [3, 3]);
    const into = new Uint8Array(2);
    await spi.async.readinto(into, 4);
    assertEquals([...into], [4, 4]);
    await spi.async.transfer([{ write: Uint8Array.of(8, 9), readinto: into }]);
    assertEquals([...into], [8, 9]);
    await spi.async.transfer([]);
    const task = create_task(async () => {
      await spi.async.write(new Uint8Array(10_000));
      log.push("not cancelled");
    });
    await sleep_ms(0);
    task.cancel();
    await sleep_ms(5);
    await assertRejects(
      async () => await spi.async.transfer([{ write: new Uint8Array(5000) }]),
      OSError,
      "takes up to 4096",
    );
  });
  assertEquals(log, ["other", "written"]);
});

Deno.test("SPI finds the bus of its lines", () => {
  const board = newBoard();
  board.spi(0).attach({ exchange: () => [1] });
  board.spi(1).attach({ exchange: () => [2] });
  board.spi(0, 1).attach({ exchange: () => [3] });
  const found = (spi: SPI) => spi.read(1)[0];
  assertEquals(found(new SPI()), 1);
  assertEquals(found(new SPI({ sck: 21, mosi: 20, miso: "GPIO19" })), 2);
  assertEquals(found(new SPI(0, { sck: 11, mosi: 10, cs: 1 })), 3);
  assertEquals(found(new SoftSPI({ sck: 11, mosi: 10, miso: 9 })), 1);
  assertEquals(found(new SoftSPI(100_000, { sck: 21, miso: 19 })), 2);
  assertThrows(
    () => new SPI(0, { sck: 21 }),
    RangeError,
    "Cannot use SPI bus 0 with the lines 21: it has other lines; leave out",
  );
  assertThrows(
    () => new SoftSPI({ sck: 3, mosi: 2, miso: 1 }),
    RangeError,
    "Cannot use SPI with the lines 3, 2, 1: no bus has these pins; the line dtoverlay=spi3-1cs",
  );
  assertThrows(
    () => new SoftSPI({ sck: 24, mosi: 2 }),
    RangeError,
    "an overlay makes one for sck at 3, 7, 11, 15, 21",
  );
});

Deno.test("SPI refuses arguments that mean nothing", () => {
  const board = newBoard();
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const SPIs = SPI as any;
  assertThrows(() => new SPIs(-1), TypeError, "Cannot open an SPI bus: its id is a number, or the");
  assertThrows(() => new SPIs(0, { speed: 1 }), TypeError, 'there is no option "speed"');
  assertThrows(() => new SPIs(0, { phase: 2 }), RangeError, "phase is an integer from 0 to 1");
  assertThrows(() => new SPIs(0, { cs: -1 }), RangeError, "cs is an integer from 0 to 31");
  assertThrows(
    () => new SoftSPI(),
    TypeError,
    "Cannot set up SoftSPI: it takes the lines sck, mosi and miso, got undef",
  );
  const spi = new SPI(0);
  assertThrows(() => spi.read(-1), RangeError, "the number of bytes is an integer from 0");
  assertThrows(() => spi.read(1, 256), RangeError, "the byte that is written is an integer");
  const one = new Uint8Array(1);
  assertThrows(
    () => spi.write_readinto(one, new Uint8Array(2)),
    RangeError,
    "Cannot write 1 bytes and read 2 by SPI: both happen at once, so the arrays are equally long",
  );
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const wrong = spi as any;
  assertThrows(() => wrong.write("x"), TypeError, 'expected a Uint8Array, got "x"');
  assertThrows(
    () => wrong.transfer(one),
    TypeError,
    "Cannot transfer by SPI: expected an array of parts, got an Uint8Array",
  );
  assertThrows(() => wrong.transfer([{ read: 1 }]), TypeError, 'there is no option "read"');
  assertThrows(
    // deno-lint-ignore no-explicit-any -- wrong on purpose
    () => board.spi(0).attach({} as any),
    TypeError,
    "a device has the function exchange",
  );
});

Deno.test("SPI: settings that a driver does not take are named", () => {
  const settings = {
    ...{ baudrate: 1000, polarity: 1, phase: 0, bits: 9, lsb_first: true, selects: true } as const,
  };
  assertEquals(
    settingsError("EINVAL", settings, "/dev/spidev0.0").message,
    "Cannot set up /dev/spidev0.0: its driver does not take these settings: 9 bits, LSB first, " +
      "polarity 1, phase 0, 1000 Hz; a Raspberry Pi has 8 bits, MSB first",
  );
});

Deno.test("SPI: what has been closed is used no more, until init() opens it", async () => {
  newBoard().spi(0).attach({ exchange: (bytes) => bytes });
  const spi = new SPI(0);
  spi.deinit();
  spi.deinit();
  assertThrows(
    () => spi.read(1),
    RuntimeError,
    "Cannot transfer: the SPI device has been closed; init()",
  );
  await run(async () => {
    await assertRejects(async () => await spi.async.write(new Uint8Array(1)), RuntimeError);
  });
  spi.init();
  assertEquals(spi.read(1).length, 1);
});

Deno.test("SPI.toString() names the device and its settings, and console.log shows that", () => {
  newBoard();
  const spi = new SPI(0, { baudrate: 5000, polarity: 1 });
  const settings = "baudrate=5000, polarity=1, phase=0, bits=8";
  assertEquals(Deno.inspect(spi), `SPI(simulated SPI bus 0, chip select 0, ${settings})`);
  spi.deinit();
  assertEquals(String(spi), `SPI(closed, ${settings})`);
});
