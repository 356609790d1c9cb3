import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { RuntimeError } from "../../mod.ts";
import { Pin } from "../../src/machine/mod.ts";
import { LED } from "../../src/pyb/mod.ts";
import { ANYBODY, Program, runProgram } from "./processes.ts";
import { drive, EXPANDER, level, SYS, userOf } from "./wires.ts";

/** Makes an LED of the kernel's, by Documentation/leds/uleds.rst; it is there until it is closed. */
function kernelLed(name: string, max_brightness: number): Deno.FsFile {
  const device = Deno.openSync("/dev/uleds", { read: true, write: true });
  const bytes = new Uint8Array(68); // char name[64]; int max_brightness;
  new TextEncoder().encodeInto(name, bytes);
  new DataView(bytes.buffer).setInt32(64, max_brightness, true);
  device.writeSync(bytes);
  return device;
}

/** What the kernel has an LED shine with. */
function brightness(name: string): number {
  return Number(Deno.readTextFileSync(`${SYS}/class/leds/${name}/brightness`));
}

Deno.test("LED(1) and LED(2) are the board's own", () => {
  using _act = kernelLed("ACT", 255);
  using _pwr = kernelLed("PWR", 1);
  using green = new LED(1);
  using red = new LED(2);
  green.on();
  assertEquals([brightness("ACT"), brightness("PWR"), green.intensity()], [255, 0, 255]);
  red.on();
  assertEquals([brightness("ACT"), brightness("PWR"), red.intensity()], [255, 1, 255]);
  green.toggle();
  assertEquals([brightness("ACT"), brightness("PWR"), green.intensity()], [0, 1, 0]);
  green.toggle();
  red.off();
  assertEquals([brightness("ACT"), brightness("PWR"), red.intensity()], [255, 0, 0]);
});

Deno.test("LED(1) and LED(2) have other names on older systems", () => {
  using _act = kernelLed("led0", 255);
  using _pwr = kernelLed("led1", 255);
  using green = new LED(1);
  using red = new LED(2);
  green.on();
  red.intensity(7);
  assertEquals([brightness("led0"), brightness("led1")], [255, 7]);
});

Deno.test("LED of the board goes by its name", () => {
  using _led = kernelLed("ACT", 255);
  using _other = kernelLed("input3::capslock", 255);
  using led = new LED("ACT");
  using other = new LED("input3::capslock");
  led.on();
  other.intensity(3);
  assertEquals([brightness("ACT"), brightness("input3::capslock")], [255, 3]);
});

Deno.test("LED.intensity() is rounded to what the LED can do, and never to nothing", () => {
  using _fine = kernelLed("ACT", 255);
  using _coarse = kernelLed("PWR", 1);
  using _three = kernelLed("three", 3);
  for (
    const [name, intensity, shines, reads] of [
      ["ACT", 0, 0, 0],
      ["ACT", 1, 1, 1],
      ["ACT", 100, 100, 100],
      ["ACT", 255, 255, 255],
      ["PWR", 0, 0, 0],
      ["PWR", 1, 1, 255],
      ["PWR", 255, 1, 255],
      ["three", 1, 1, 85],
      ["three", 85, 1, 85],
      ["three", 86, 2, 170],
      ["three", 255, 3, 255],
    ] as const
  ) {
    using led = new LED(name);
    led.intensity(intensity);
    assertEquals([brightness(name), led.intensity()], [shines, reads], `${name} ${intensity}`);
  }
});

Deno.test("LED at a line goes by the line's name, its chip and number, or a Pin", async () => {
  drive(17, 0);
  drive(3, 0, EXPANDER);
  {
    using pin = new Pin(17, Pin.OUT);
    for (const id of ["GPIO17", ["pinctrl-bcm2835", 17], ["/dev/gpiochip0", 17], pin] as const) {
      using led = new LED(id);
      led.on();
      assertEquals([level(17), led.intensity()], [1, 255]);
      led.toggle();
      assertEquals([level(17), led.intensity()], [0, 0]);
      led.intensity(1);
      assertEquals([level(17), led.intensity()], [1, 255]);
      led.off();
      assertEquals(level(17), 0);
    }
    pin.on(); // it is still open
  }
  assertEquals(await userOf(17), null);
  using expander = new LED(["lab-expander", 3]);
  expander.on();
  assertEquals([level(3, EXPANDER), await userOf(3, EXPANDER)], [1, "uasyncio"]);
});

Deno.test("LED refuses those that do not exist", () => {
  for (const id of [0, 1, 2, 3, -1, 0.5]) {
    assertThrows(
      () => new LED(id),
      RangeError,
      `Cannot use LED(${id}): /dev/gpiochip0 (pinctrl-bcm2835) has no such LED; one at a line ` +
        'is new LED("GPIO17") or new LED(new Pin(17))',
    );
  }
  for (const name of ["ACT", "", ".", "..", "../leds/ACT", "GPIO99"]) {
    assertThrows(() => new LED(name), RangeError, `Cannot use line "${name}": `);
  }
  assertThrows(
    // @ts-expect-error: no id
    () => new LED(null),
    TypeError,
    "Cannot use an LED: its id is a number, a name or a Pin, not null",
  );
});

Deno.test("LED.intensity() refuses what is none, and an LED that has been closed", () => {
  using _act = kernelLed("ACT", 255);
  const led = new LED(1);
  for (const value of [-1, 256, 0.5, NaN]) {
    const message = `Cannot set the intensity of LED(1) to ${value}: expected an integer from 0`;
    assertThrows(() => led.intensity(value), RangeError, message);
  }
  led.close();
  led.close();
  assertThrows(() => led.on(), RuntimeError, "Cannot use LED(1): it has been closed");
});

Deno.test("LED without the right to it: the error says how to get it", async () => {
  using _act = kernelLed("ACT", 255);
  Deno.chmodSync("/dev/gpiochip0", 0o666);
  try {
    const { code, stderr } = await runProgram("light_led.ts", { under: ANYBODY });
    assertEquals(code, 1);
    assertStringIncludes(
      stderr,
      "OSError: Cannot use the LED ACT: permission denied; " +
        "`sudo chmod a+w /sys/class/leds/ACT/brightness` gives it until the next boot",
    );
  } finally {
    Deno.chmodSync("/dev/gpiochip0", 0o600);
  }
});

/** Makes a folder that stands for the kernel's LEDs, and what runs a program with it. */
function fakeLed(): { trigger: string; under: string[] } {
  const folder = Deno.makeTempDirSync();
  Deno.mkdirSync(`${folder}/ACT`);
  Deno.writeTextFileSync(`${folder}/ACT/brightness`, "0");
  Deno.writeTextFileSync(`${folder}/ACT/max_brightness`, "255");
  Deno.writeTextFileSync(`${folder}/ACT/trigger`, "[mmc0] none");
  const cover = 'mount --bind "$0" /sys/class/leds && exec "$@"';
  const under = ["unshare", "--mount", "sh", "-c", cover, folder];
  return { trigger: `${folder}/ACT/trigger`, under };
}

Deno.test("LED takes its trigger from the kernel, and the last one of two gives it back", async () => {
  const { trigger, under } = fakeLed();
  const conditions = { args: ["close"], flags: ["-A"], under };
  const { code, stdout, stderr } = await runProgram("take_trigger.ts", conditions);
  assertEquals([code, stdout, stderr], [0, "mmc0, none, none, mmc0\n", ""]);
  assertEquals(Deno.readTextFileSync(trigger).startsWith("mmc0"), true);
});

for (const end of ["its end", "SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const) {
  Deno.test(`LED: the trigger comes back when the process ends by ${end}`, async () => {
    const { trigger, under } = fakeLed();
    const args = [end === "its end" ? "end" : "wait"];
    await using program = await Program.start("take_trigger.ts", { args, flags: ["-A"], under });
    assertEquals(program.printed, "mmc0, none, none\n");
    if (end !== "its end") assertEquals((await program.end(end)).success, false);
    for (let i = 0; i < 500 && Deno.readTextFileSync(trigger) !== "mmc0"; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assertEquals(Deno.readTextFileSync(trigger), "mmc0");
  });
}
