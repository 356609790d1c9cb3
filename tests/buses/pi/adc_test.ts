import { assertEquals, assertThrows } from "@std/assert";
import { OSError, run, sleep_ms } from "../../../mod.ts";
import { ADC, I2C } from "../../../src/machine/mod.ts";
import { setOutside } from "../outside.ts";
import { runAs } from "../programs.ts";
import { bindI2c, cover, type Tree } from "../sysfs.ts";

// The kernel's driver of the ADS1015 reads the thermometer at the converter's address: the
// temperature is the voltage, 16 mV for each degree.

const IIO = "/sys/bus/iio/devices";

function ads1015(): Disposable {
  const binding = bindI2c("ads1015", "0x48");
  return {
    [Symbol.dispose]: () => {
      binding[Symbol.dispose]();
      setOutside("thermometer", "temperature", 0);
      using i2c = new I2C(1);
      i2c.writeto_mem(0x48, 1, Uint8Array.of(0)); // the thermometer's settings as they were
    },
  };
}

let count = 0;

/** A converter as the kernel lists it. */
function converter(name: string, place: string, files: Tree): Tree {
  const devices = Deno.makeTempDirSync();
  const folder = `${devices}/${place}/iio:device7`;
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(`${folder}/name`, `${name}\n`);
  for (const [file, text] of Object.entries(files)) {
    Deno.mkdirSync(`${folder}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.writeTextFileSync(`${folder}/${file}`, text as string);
  }
  return { [`iio:device${count++}`]: new URL(`file://${folder}`) };
}

Deno.test("ADC without a converter is an error that says what makes one known", () => {
  const error = assertThrows(
    () => new ADC(0),
    OSError,
    "Cannot use an ADC: this machine has no converter, as a Raspberry Pi has none of its own",
  );
  assertEquals(error.code, "ENODEV");
});

Deno.test("ADC reads the voltage by the scale of the kernel's driver, below zero too", async () => {
  using _driver = ads1015();
  using adc = new ADC(0);
  using difference = new ADC(["1-0048", "0-1"]);
  using three = new ADC(["ads1015", 0], { vref_mv: 3300 });
  await run(async () => {
    for (
      const [degrees, u16, u16OfDifference, u16OfThree] of [
        [21_500, 11_013, 38_281, 6_832],
        [-7_500, 0, 30_855, 0],
        [0, 0, 32_776, 0],
      ] as const
    ) {
      setOutside("thermometer", "temperature", degrees);
      while (adc.read_uv() !== degrees * 16) await sleep_ms(20);
      assertEquals(adc.read_u16(), u16);
      assertEquals(difference.read_uv(), degrees * 16);
      assertEquals(difference.read_u16(), u16OfDifference);
      assertEquals(three.read_u16(), u16OfThree);
    }
  });
});

Deno.test("ADC is read by any user", async () => {
  using _driver = ads1015();
  const program = `
    import { ADC } from "./src/machine/mod.ts";
    console.log(new ADC(0).read_uv());
  `;
  assertEquals(await runAs(1000, program), "0");
});

Deno.test("ADC: channels and converters that are not there are named", () => {
  using _driver = ads1015();
  assertThrows(
    () => new ADC(4),
    RangeError,
    "Cannot use channel 4 of ads1015: it has the channels 0-1, 0-3, 0, 1-3, 1, 2-3, 2, 3",
  );
  assertThrows(
    () => new ADC(["mcp3008", 0]),
    RangeError,
    'Cannot use the ADC "mcp3008": the converters here are ads1015 (1-0048)',
  );
});

Deno.test("ADC: a converter that is taken away is gone", () => {
  const driver = ads1015();
  using adc = new ADC(0);
  driver[Symbol.dispose]();
  const error = assertThrows(
    () => adc.read_uv(),
    OSError,
    "Cannot read channel 0 of ads1015 (1-0048): the converter is gone; make a new ADC when",
  );
  assertEquals(error.code, "ENODEV");
});

Deno.test("ADC: of several converters one has to be named", () => {
  using _files = cover(IIO, {
    ...converter("ads1115", "1-0048", { in_voltage0_raw: "2\n" }),
    ...converter("mcp3008", "spi0.0", { in_voltage0_raw: "1\n" }),
    ...converter("dps310", "1-0077", { in_temp_input: "20000\n" }),
  });
  assertThrows(
    () => new ADC(0),
    RangeError,
    "Cannot use channel 0 of the ADC: there are several converters, ads1115 (1-0048), mcp3008 " +
      '(spi0.0); say which, as in new ADC(["1-0048", 0])',
  );
  using adc = new ADC(["mcp3008", 0], { vref_mv: 3300 });
  assertEquals(adc.read_uv(), 3223);
});

Deno.test("ADC of an MCP3008, whose driver knows neither its bits nor its reference", () => {
  using _files = cover(IIO, converter("mcp3008", "spi0.0", { in_voltage3_raw: "1023\n" }));
  using bare = new ADC(3);
  assertEquals(bare.read_u16(), 65_535);
  const error = assertThrows(
    () => bare.read_uv(),
    OSError,
    "Cannot read channel 3 of mcp3008 (spi0.0): its driver does not say its reference voltage; " +
      "give the voltage that that is in mV, as in new ADC(0, { vref_mv: 3300 })",
  );
  assertEquals(error.code, "EOPNOTSUPP");
  using adc = new ADC(3, { vref_mv: 3300 });
  assertEquals([adc.read_u16(), adc.read_uv()], [65_535, 3_296_777]);
});

Deno.test("ADC with an offset, a shared scale, and a type of its own", () => {
  using _files = cover(
    IIO,
    converter("one", "1-0010", {
      in_voltage2_raw: "3072\n",
      in_voltage_scale: "0.5\n",
      in_voltage_offset: "-2048\n",
      "scan_elements/in_voltage2_type": "be:u12/16>>0\n",
    }),
  );
  using adc = new ADC(2);
  assertEquals([adc.read_uv(), adc.read_u16()], [512_000, 49_163]);
});

Deno.test("ADC whose driver does not say how far its values go", () => {
  using _files = cover(
    IIO,
    converter("one", "1-0010", { in_voltage0_raw: "73\n", in_voltage0_scale: "10\n" }),
  );
  using adc = new ADC(0);
  assertEquals(adc.read_uv(), 730_000);
  assertThrows(
    () => adc.read_u16(),
    OSError,
    "its driver does not say how far its values go; give the voltage that 65535 is in mV",
  );
  using other = new ADC(0, { vref_mv: 1460 });
  assertEquals(other.read_u16(), 32_768);
});
