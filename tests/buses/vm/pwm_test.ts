import { assertEquals, assertThrows } from "@std/assert";
import { OSError } from "../../../mod.ts";
import { Pin, PWM, type PWMOptions } from "../../../src/machine/mod.ts";
import {
  connectChip,
  DEVICE,
  disconnectChip,
  DRIVER,
  folder,
  prescaleFor,
  registers,
  stepsFor,
} from "./pwm_chip.ts";
import { ended, outputOf, start } from "./processes.ts";

// PWM by sysfs and the kernel's own driver of a PCA9685, whose registers are read back.

const FREQS = [24, 50, 199, 1000, 1526];
const DUTIES = [0, 1, 4915, 32768, 65535];

/** How the one changes to the other. */
const WAYS: ((pwm: PWM, freq: number, duty_u16: number) => void)[] = [
  (pwm, freq, duty) => (pwm.freq(freq), pwm.duty_u16(duty)),
  (pwm, freq, duty) => (pwm.duty_u16(duty), pwm.freq(freq)),
  (pwm, freq, duty_u16) => pwm.init({ freq, duty_u16 }),
];

const isExported = (channel: number) =>
  [...Deno.readDirSync(folder)].some(({ name }) => name === `pwm${channel}`);

Deno.test("PWM: the chip outputs what has been asked for, whatever came before", () => {
  using _chip = connectChip();
  using pwm = new PWM([DEVICE, 5], { freq: 50, duty_u16: 0 });
  const signals = FREQS.flatMap((freq) => DUTIES.map((duty) => [freq, duty] as const));
  for (const way of WAYS) {
    for (const before of signals) {
      for (const [freq, duty] of signals) {
        pwm.init({ freq: before[0], duty_u16: before[1] });
        way(pwm, freq, duty);
        const wanted = { prescale: prescaleFor(freq), steps: stepsFor(freq, duty) };
        assertEquals(registers(5), wanted, `${before} to ${freq}, ${duty}`);
        assertEquals([pwm.freq(), pwm.duty_u16()], [freq, duty]);
      }
    }
  }
});

Deno.test("PWM: pulses of a servo keep their length when the frequency changes", () => {
  using _chip = connectChip();
  using pwm = new PWM([DRIVER, 0], { freq: 50, duty_ns: 1_500_000 });
  assertEquals(registers(0), { prescale: prescaleFor(50), steps: 308 }); // 1.5 ms of 20
  pwm.freq(100);
  assertEquals(registers(0), { prescale: prescaleFor(100), steps: 615 }); // of 10
  pwm.freq(50);
  pwm.duty_ns(2_000_000);
  assertEquals(registers(0).steps, 410);
  assertThrows(() => pwm.freq(1000), RangeError, "a cycle of 1000 Hz has 1000000 ns");
  assertEquals(registers(0).steps, 410);
});

Deno.test("PWM: what the driver does not take is an error, and the output goes on", () => {
  using _chip = connectChip();
  using pwm = new PWM([DRIVER, 0], { freq: 50, duty_u16: 32768 });
  const before = registers(0);
  const attempts: [PWMOptions, string][] = [
    [{ freq: 5 }, "200000000 ns with pulses of 100001526 ns"],
    [{ freq: 20_000, duty_u16: 65535 }, "50000 ns with pulses of 50000 ns"],
    [{ invert: true }, "20000000 ns with pulses of 10000153 ns, inverted"],
  ];
  for (const [options, words] of attempts) {
    const error = assertThrows(
      () => pwm.init(options),
      OSError,
      `Cannot output PWM at channel 0 of pca9685-pwm: its driver does not take a cycle of ${words}`,
    );
    assertEquals([error.code, pwm.freq(), pwm.duty_u16()], ["EINVAL", 50, 32768]);
    assertEquals(registers(0), before);
  }
  pwm.duty_u16(65535);
  assertEquals(registers(0).steps, 4096);
});

Deno.test("PWM: channels of one chip have one frequency, if the chip has one for all", () => {
  using _chip = connectChip();
  using one = new PWM([DEVICE, 0], { freq: 50, duty_u16: 4915 });
  using two = new PWM([DEVICE, 1], { freq: 50, duty_u16: 6553 });
  assertEquals([registers(0).steps, registers(1).steps], [308, 410]);
  const error = assertThrows(
    () => two.freq(60),
    OSError,
    "Cannot output PWM at channel 1 of 0-0040: another channel of its chip has another " +
      "frequency, and there is one for all",
  );
  assertEquals([error.code, two.freq()], ["EBUSY", 50]);
  assertEquals(registers(1), { prescale: prescaleFor(50), steps: 410 });
  one.deinit();
  assertEquals([registers(0).steps, registers(1).steps], [0, 410]);
  two.freq(60);
  assertEquals(registers(1).prescale, prescaleFor(60));
});

Deno.test("PWM: a chip or a channel that is not there", () => {
  assertThrows(
    () => new PWM([DRIVER, 0]),
    RangeError,
    'Cannot use PWM of the chip "pca9685-pwm": there is none of that name; the chips here are none',
  );
  using _chip = connectChip();
  assertThrows(
    () => new PWM(["0-0041", 0]),
    RangeError,
    'Cannot use PWM of the chip "0-0041": there is none of that name; the chips here are 0-0040 or pca9685-pwm',
  );
  assertThrows(
    () => new PWM([DEVICE, 17]),
    RangeError,
    "Cannot use channel 17 of the chip 0-0040: it has the channels 0 to 16",
  );
  assertThrows(
    () => new PWM(18),
    RangeError,
    "Cannot use PWM at GPIO18: no channel has this line; the line dtoverlay=pwm,pin=18,func=2 in " +
      "/boot/firmware/config.txt makes one, from the next boot on",
  );
  assertThrows(() => new PWM(17), RangeError, "the line dtoverlay=pwm-gpio,gpio=17 in");
  Deno.writeTextFileSync("/sys/bus/i2c/devices/i2c-0/new_device", "pca9685 0x48");
  try {
    assertThrows(
      () => new PWM([DRIVER, 0]),
      RangeError,
      'Cannot use PWM of the chip "pca9685-pwm": several are called so; the chips here are ' +
        "0-0040 or pca9685-pwm, 0-0048 or pca9685-pwm",
    );
  } finally {
    Deno.writeTextFileSync("/sys/bus/i2c/devices/i2c-0/delete_device", "0x48");
  }
});

Deno.test("PWM: a channel that the kernel itself uses is busy", () => {
  using _chip = connectChip();
  using _pin = new Pin([DEVICE, 3], Pin.OUT); // its driver gives it lines, too
  const error = assertThrows(
    () => new PWM([DEVICE, 3]),
    OSError,
    "Cannot use PWM at channel 3 of 0-0040: a driver of the kernel has it, for a fan or a display",
  );
  assertEquals(error.code, "EBUSY");
});

Deno.test("PWM: a channel is given back, and objects of a process share it until then", () => {
  using _chip = connectChip();
  const one = new PWM([DEVICE, 2], { freq: 50, duty_u16: 32768 });
  const two = new PWM([DRIVER, 2]);
  assertEquals([isExported(2), two.duty_u16()], [true, 32768]);
  one.deinit();
  assertEquals([isExported(2), registers(2).steps], [true, 2049]);
  two.deinit();
  assertEquals([isExported(2), registers(2).steps], [false, 0]);
  two.init();
  assertEquals([isExported(2), registers(2).steps], [true, 2049]);
  two.deinit();
  Deno.writeTextFileSync(`${folder}/export`, "2"); // something has made it ready for us
  new PWM([DEVICE, 2], { freq: 50, duty_u16: 32768 }).deinit();
  assertEquals([isExported(2), registers(2).steps], [true, 0]);
});

Deno.test("PWM: a chip that goes is an error, but to give it back is none", () => {
  using _chip = connectChip();
  const pwm = new PWM([DEVICE, 2], { freq: 50, duty_u16: 32768 });
  disconnectChip();
  const error = assertThrows(() => pwm.duty_u16(0), OSError, "Cannot use PWM at channel 2 of");
  assertEquals(error.code, "ENODEV");
  pwm.deinit();
  assertThrows(() => pwm.init(), RangeError, "there is none of that name");
});

/** How a program may end that has not closed its PWM. */
const ENDS = {
  "with its last line": "",
  "by exit": "Deno.exit(0);",
  "by an error": 'throw new Error("over");',
  "by an error of a callback": 'setTimeout(() => { throw new Error("over"); });',
  "by an error of its task":
    'await run(async () => { await sleep_ms(1); throw new Error("over"); });',
  "by a signal that cancels it": 'setTimeout(() => Deno.kill(Deno.pid, "SIGTERM"), 10); ' +
    'await run(() => sleep_ms(60_000), { signals: ["SIGTERM"] });',
};

const BEGINNING = `
  import { run, sleep_ms } from "./mod.ts";
  import { PWM } from "./src/machine/mod.ts";
  new PWM(["pca9685-pwm", 4], { freq: 50, duty_u16: 32768 });
  console.log("started", run !== undefined, sleep_ms !== undefined);
`;

/** Waits until a channel has no output any more: another process sees to that. */
async function untilOff(channel: number): Promise<void> {
  for (let i = 0; i < 100 && registers(channel).steps !== 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assertEquals([isExported(channel), registers(channel).steps], [true, 0]);
}

Deno.test("PWM is off when the process ends, however it does, and given back unless it is killed", async () => {
  using _chip = connectChip();
  for (const [how, end] of Object.entries(ENDS)) {
    assertEquals((await outputOf(BEGINNING + end)).startsWith("started"), true, how);
    assertEquals([isExported(4), registers(4).steps], [false, 0], how);
  }
  const waiting = `${BEGINNING} setTimeout(() => {}, 60_000);`;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    await ended(await start(waiting), signal);
    await untilOff(4);
  }
  const program = await start(waiting);
  assertEquals([isExported(4), registers(4).steps], [true, 2049]);
  const busy = assertThrows(
    () => new PWM([DEVICE, 4]),
    OSError,
    "Cannot use PWM at channel 4 of 0-0040: another program has it; end that first",
  );
  assertEquals(busy.code, "EBUSY");
  await ended(program, "SIGKILL");
  await untilOff(4);
  using next = new PWM([DEVICE, 4], { freq: 60, duty_u16: 0 });
  assertEquals(registers(4), { prescale: prescaleFor(60), steps: 0 });
  next.deinit();
});

Deno.test("PWM without the rights says what gives them; udev may take a moment", async () => {
  using _chip = connectChip();
  const words =
    "Cannot use PWM at channel 4 of pca9685-pwm: permission denied; `sudo usermod -aG gpio $USER` " +
    "gives it, from the next login on";
  assertEquals((await outputOf(BEGINNING, 65534)).includes(words), true);
  assertEquals(isExported(4), false);
  for (const file of ["export", "unexport"]) Deno.chmodSync(`${folder}/${file}`, 0o622);
  assertEquals((await outputOf(BEGINNING, 65534)).includes(words), true); // udev is not here
  assertEquals(isExported(4), false);
  const udev = setInterval(() => {
    for (const file of isExported(4) ? ["enable", "polarity", "period", "duty_cycle"] : []) {
      Deno.chmodSync(`${folder}/pwm4/${file}`, 0o666);
    }
  }, 20);
  const output = await outputOf(`${BEGINNING} console.log("works"); Deno.exit();`, 65534);
  assertEquals(output.endsWith("works\n"), true, output);
  clearInterval(udev);
  assertEquals([isExported(4), registers(4).steps], [false, 0]);
});
