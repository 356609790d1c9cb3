import { assertEquals, assertThrows } from "@std/assert";
import { create_task, gather, OSError, run, sleep_ms } from "../../../mod.ts";
import { SoftSPI, SPI } from "../../../src/machine/mod.ts";
import { runAs, runPython } from "../programs.ts";

// A flash on an emulated Raspberry Pi, by its stock driver; see tests/lab/pi.ts.

const JEDEC_ID = 0x9f;
const STATUS = 0x05;
const WRITE_ENABLE = 0x06;
const ERASE_SECTOR = 0x20;
const PROGRAM = 0x02;
const READ = 0x03;
const ID = [0xef, 0x40, 0x19];

function command(spi: SPI, bytes: number[], count = 0): number[] {
  const answer = new Uint8Array(count);
  spi.transfer([{ write: Uint8Array.from(bytes) }, { readinto: answer }]);
  return [...answer];
}

async function write(spi: SPI, bytes: number[], data = new Uint8Array(0)): Promise<void> {
  command(spi, [WRITE_ENABLE]);
  await spi.async.transfer([{ write: Uint8Array.from(bytes) }, { write: data }]);
  while ((command(spi, [STATUS], 1)[0]! & 1) !== 0) await sleep_ms(5);
}

Deno.test("SPI.transfer() reads the id of a flash, under one chip select", async () => {
  using spi = new SPI(0, { baudrate: 10_000_000 });
  assertEquals(command(spi, [JEDEC_ID], 3), ID);
  assertEquals(command(spi, [WRITE_ENABLE]), []);
  assertEquals(command(spi, [STATUS], 1), [2]); // it forgets that at the end of each command
  // In pieces of their own it is selected anew, and knows nothing of the command.
  spi.write(Uint8Array.of(JEDEC_ID));
  assertEquals(spi.read(3).includes(ID[0]!), false);
  const both = Uint8Array.of(JEDEC_ID, 0, 0, 0);
  spi.write_readinto(both, both);
  assertEquals([...both.subarray(1)], ID);
  const python =
    "import spidev; s = spidev.SpiDev(); s.open(0, 0); print(s.xfer2([0x9f, 0, 0, 0])[1:])";
  assertEquals(await runPython(python), `[${ID.join(", ")}]`);
});

Deno.test("SPI programs pages of a flash, and reads them back in one long transfer", async () => {
  using spi = new SPI(0, 10_000_000);
  const wanted = Uint8Array.from({ length: 8192 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
  await run(async () => {
    for (const sector of [0x00, 0x10]) await write(spi, [ERASE_SECTOR, 0, sector, 0]);
    for (let page = 0; page < 32; page++) {
      const data = wanted.subarray(256 * page, 256 * (page + 1));
      await write(spi, [PROGRAM, 0, page, 0], data);
    }
    // Longer than a message: it stays selected from one to the next.
    const bytes = new Uint8Array(4 + wanted.length);
    bytes[0] = READ;
    await spi.async.write_readinto(bytes, bytes);
    assertEquals(String(bytes.subarray(4)), String(wanted));
    const again = new Uint8Array(4 + wanted.length);
    again[0] = READ;
    spi.write_readinto(again, again);
    assertEquals(String(again.subarray(4)), String(wanted));
    assertEquals(command(spi, [READ, 0, 1, 0], 5), [...wanted.subarray(256, 261)]);
    assertEquals(command(spi, [JEDEC_ID], 3), ID);
  });
});

Deno.test("SPI.async: transfers come one after the other, while the loop runs on", async () => {
  using spi = new SPI(0);
  await run(async () => {
    let turns = 0;
    const other = create_task(async () => {
      while (true) {
        await sleep_ms(1);
        turns++;
      }
    });
    const ask = () => {
      const answer = new Uint8Array(3);
      return [{ write: Uint8Array.of(JEDEC_ID) }, { readinto: answer }];
    };
    const asked = Array.from({ length: 5 }, ask);
    await gather(...asked.map((parts) => () => spi.async.transfer(parts)));
    assertEquals(asked.map(([, part]) => [...part!.readinto!]), Array(5).fill(ID));
    assertEquals(turns > 0, true);
    other.cancel();
  });
});

Deno.test("SPI: what the driver does not take is an error that says what to do", () => {
  using spi = new SPI(0);
  const error = assertThrows(
    () => spi.transfer([{ write: new Uint8Array(4096) }, { readinto: new Uint8Array(1) }]),
    OSError,
    "the driver takes up to 4096 in one message; `spidev.bufsiz=8192`",
  );
  assertEquals(error.code, "EMSGSIZE");
  spi.transfer([{ write: new Uint8Array(4095) }, { readinto: new Uint8Array(1) }]);
  for (const options of [{ firstbit: SPI.LSB }, { bits: 9 }]) {
    const error = assertThrows(() => new SPI(0, options), OSError, "does not take these settings");
    assertEquals(error.code, "EINVAL");
  }
  assertEquals(command(spi, [JEDEC_ID], 3), ID); // with the settings of before
});

Deno.test("SPI: two objects share a device, each with its settings; another device is not selected", () => {
  using one = new SPI({ sck: 11, mosi: 10, miso: 9 });
  using two = new SoftSPI({ baudrate: 100_000, polarity: 1, phase: 1, sck: 11, mosi: 10, miso: 9 });
  using nobody = new SPI(0, { cs: 1 });
  using unselected = new SPI(0, { cs: null });
  for (let i = 0; i < 3; i++) {
    assertEquals(command(one, [JEDEC_ID], 3), ID);
    assertEquals(command(two, [JEDEC_ID], 3), ID);
    assertEquals(command(nobody, [JEDEC_ID], 3).includes(0xef), false);
    assertEquals(command(unselected, [JEDEC_ID], 3).includes(0xef), false);
  }
  one.deinit();
  assertEquals(command(two, [JEDEC_ID], 3), ID);
  assertThrows(() => new SPI(0, { sck: 21 }), RangeError, "it has other lines");
  assertThrows(() => new SPI({ sck: 21, mosi: 20 }), RangeError, "dtoverlay=spi1-1cs");
});

Deno.test("SPI: a device that is not there, or may not be opened, is an error that says what to do", async () => {
  assertThrows(() => new SPI(5), OSError, "there is no such device");
  Deno.renameSync("/dev/spidev0.0", "/dev/elsewhere");
  try {
    const error = assertThrows(() => new SPI(), OSError, "SPI is not enabled");
    assertEquals(error.code, "ENOENT");
  } finally {
    Deno.renameSync("/dev/elsewhere", "/dev/spidev0.0");
  }
  const said = await runAs(
    1000,
    `
    import { I2C, SPI } from "./src/machine/mod.ts";
    for (const Bus of [I2C, SPI]) {
      try { new Bus(); } catch (error) { console.log(error.code, error.message); }
    }
  `,
  );
  assertEquals(said.match(/EACCES/g)?.length, 2, said);
  assertEquals(said.includes("sudo usermod -aG i2c $USER"), true, said);
  assertEquals(said.includes("sudo usermod -aG spi $USER"), true, said);
});
