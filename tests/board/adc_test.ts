import { assertEquals, assertThrows } from "@std/assert";
import { RuntimeError } from "../../mod.ts";
import { ADC } from "../../src/machine/mod.ts";
import { newBoard } from "./boards.ts";

Deno.test("ADC reads the voltage that is there now", () => {
  const board = newBoard();
  using adc = new ADC(0);
  assertEquals([adc.read_uv(), adc.read_u16()], [0, 0]);
  board.analog(0, 1.65);
  assertEquals([adc.read_uv(), adc.read_u16()], [1_650_000, 32_768]);
  board.analog(0, 0.0000014);
  assertEquals([adc.read_uv(), adc.read_u16()], [1, 0]);
  board.analog(0, 3.3);
  assertEquals([adc.read_uv(), adc.read_u16()], [3_300_000, 65_535]);
});

Deno.test("ADC measures no more than its converter can", () => {
  const board = newBoard();
  using adc = new ADC(7);
  board.analog(7, 5);
  assertEquals([adc.read_uv(), adc.read_u16()], [3_300_000, 65_535]);
  board.analog(7, -1);
  assertEquals([adc.read_uv(), adc.read_u16()], [0, 0]);
});

Deno.test("ADC with vref_mv: that voltage is 65535", () => {
  const board = newBoard();
  using adc = new ADC(1, { vref_mv: 2000 });
  board.analog(1, 1);
  assertEquals([adc.read_uv(), adc.read_u16()], [1_000_000, 32_768]);
  board.analog(1, 2.5);
  assertEquals([adc.read_uv(), adc.read_u16()], [2_500_000, 65_535]);
});

Deno.test("ADC of a converter by its name, and of the difference of two channels", () => {
  const board = newBoard();
  using one = new ADC(["ads1015", 0]);
  using difference = new ADC(["ads1015", "0-1"]);
  board.analog(["ads1015", 0], 1);
  board.analog(0, 2); // of another one
  assertEquals(one.read_uv(), 1_000_000);
  assertEquals([difference.read_uv(), difference.read_u16()], [1_000_000, 42_697]);
  board.analog(["ads1015", 1], 2);
  assertEquals([difference.read_uv(), difference.read_u16()], [-1_000_000, 22_838]);
});

Deno.test("ADC refuses arguments that mean nothing", () => {
  const board = newBoard();
  // deno-lint-ignore no-explicit-any -- wrong on purpose
  const ADCs = ADC as any;
  for (const id of [-1, 1.5, "0", "0-1", [], ["ads1015"], [0, 0], ["ads1015", 0, 0], {}, null]) {
    assertThrows(
      () => new ADCs(id),
      TypeError,
      "Cannot use an ADC: its id is the number of a channel, or [converter, channel] as in " +
        '["ads1015", 0], not ',
    );
  }
  assertThrows(() => new ADCs(0, { atten: 1 }), TypeError, 'there is no option "atten"');
  assertThrows(
    () => new ADC(0, { vref_mv: 0 }),
    RangeError,
    "Cannot set up an ADC: vref_mv is an integer from 1 to 1000000, not 0",
  );
  const message = "Cannot use channel 8 of the simulated converter: it has the channels 0, 1, 2, ";
  assertThrows(() => new ADC(8), RangeError, message);
  assertThrows(() => board.analog(8, 1), RangeError, message);
  assertThrows(
    // deno-lint-ignore no-explicit-any -- wrong on purpose
    () => board.analog(0, "1" as any),
    TypeError,
    'Cannot set the voltage of channel 0: expected volts, got "1"',
  );
});

Deno.test("ADC: what has been closed is read no more", () => {
  newBoard();
  const adc = new ADC(0);
  adc.deinit();
  adc.deinit();
  const message = "Cannot read the ADC: it has been closed; make a new one";
  assertThrows(() => adc.read_u16(), RuntimeError, message);
  assertThrows(() => adc.read_uv(), RuntimeError, message);
});

Deno.test("ADC.toString() names the input, and console.log shows that", () => {
  newBoard();
  const adc = new ADC(["ads1015", 2]);
  assertEquals(Deno.inspect(adc), "ADC(channel 2 of ads1015)");
  adc.deinit();
  assertEquals(String(adc), "ADC(closed)");
});
