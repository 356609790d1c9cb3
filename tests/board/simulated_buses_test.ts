import { assertEquals, assertThrows } from "@std/assert";
import { OSError, run } from "../../mod.ts";
import { DHT22 } from "../../src/dht/mod.ts";
import {
  ADC,
  type BusTransfer,
  I2C,
  PWM,
  set_board,
  SimulatedBoard,
  SPI,
  UART,
} from "../../src/machine/mod.ts";

/** A new board, and what goes over its buses. */
function watchedBoard(): { board: SimulatedBoard; log: string[]; end: () => void } {
  const board = new SimulatedBoard();
  set_board(board);
  const log: string[] = [];
  const end = board.buses.watch(({ bus, parts, error }: BusTransfer) => {
    const words = parts.map(({ direction, address, bytes }) =>
      `${direction}${address === undefined ? "" : ` ${address}`} [${bytes}]`
    );
    log.push(`${bus}: ${words.join(" ")}${error === null ? "" : " failed"}`);
  });
  return { board, log, end };
}

Deno.test("SimulatedBuses.watch() hears of the bytes of I2C, also where a device is missing", async () => {
  const { board, log, end } = watchedBoard();
  board.i2c(1).attach(0x48, { registers: Uint8Array.of(21, 22) });
  const i2c = new I2C(1);
  i2c.readfrom_mem(0x48, 1, 1);
  assertThrows(() => i2c.writeto(0x50, Uint8Array.of(7)), OSError, "no device");
  await run(i2c.async.readfrom(0x48, 1));
  end();
  i2c.readfrom(0x48, 1); // nothing listens
  assertEquals(log, [
    "simulated I2C bus 1: out 72 [1] in 72 [22]",
    "simulated I2C bus 1: out 80 [7] failed",
    "simulated I2C bus 1: in 72 [21]",
  ]);
});

Deno.test("SimulatedBuses.watch() hears of the bytes of SPI and UART in both directions", async () => {
  const { board, log } = watchedBoard();
  board.spi(0).attach({ exchange: (bytes) => bytes.map((byte) => byte + 1) });
  const spi = new SPI(0);
  spi.write_readinto(Uint8Array.of(1, 2), new Uint8Array(2));
  const both = Uint8Array.of(5, 6);
  spi.write_readinto(both, both); // what goes out was in the array before
  await run(spi.async.write(Uint8Array.of(3)));
  const uart = new UART(0);
  uart.write("hi");
  await run(async () => {
    const device = board.uart();
    device.write("you");
    await device.drain();
  });
  assertEquals(String(uart.read()), "121,111,117");
  assertEquals(log, [
    "simulated SPI bus 0, chip select 0: out [1,2] in [2,3]",
    "simulated SPI bus 0, chip select 0: out [5,6] in [6,7]",
    "simulated SPI bus 0, chip select 0: out [3]",
    "simulated UART 0: out [104,105]",
    "simulated UART 0: in [121,111,117]",
  ]);
});

Deno.test("SimulatedBuses.dials() has what the program has used, and they turn it", async () => {
  const { board } = watchedBoard();
  const names = () => board.buses.dials().map(({ name }) => name);
  assertEquals(names(), []);
  const adc = new ADC(3);
  assertEquals(names(), ["channel 3 of the simulated converter"]);
  board.buses.dials()[0]!.set(1.5);
  assertEquals([adc.read_uv(), board.buses.dials()[0]!.value], [1_500_000, 1.5]);

  board.dht(4, { temperature: 21, humidity: 40 });
  const dht = new DHT22(4);
  await run(dht.measure());
  assertEquals(names().slice(1), ["temperature at GPIO4", "humidity at GPIO4"]);
  board.buses.dials()[1]!.set(-5);
  await run(dht.measure());
  assertEquals([dht.temperature(), dht.humidity()], [-5, 40]);

  const wire = board.onewire(5);
  assertEquals(names().slice(3), [
    "temperature of 28-000000000001 on simulated 1-Wire bus at GPIO5",
  ]);
  wire.attach("28-000005e2fdc3", 20);
  const dials = board.buses.dials().slice(3);
  assertEquals(dials.map(({ name, value }) => [name, value]), [
    ["temperature of 28-000005e2fdc3 on simulated 1-Wire bus at GPIO5", 20],
  ]);
});

Deno.test("SimulatedBuses.pwm_outputs() has the lines that output PWM", () => {
  const { board } = watchedBoard();
  assertEquals(board.buses.pwm_outputs(), []);
  const servo = new PWM(18, { freq: 50, duty_ns: 1_500_000 });
  assertEquals(board.buses.pwm_outputs(), [["GPIO18", board.pwm(18).output()!]]);
  servo.deinit();
  assertEquals(board.buses.pwm_outputs(), []);
});
