import { assertEquals, assertThrows } from "@std/assert";
import { OSError } from "../../../mod.ts";
import { PWM } from "../../../src/machine/mod.ts";

// PWM of an emulated Raspberry Pi, by its stock driver: the device tree has it at GPIO18 and
// GPIO19. The emulator outputs nothing, so that this is how the channel is found and set.

const CHIP = "/sys/class/pwm/pwmchip0";

function channel(number: number): string[] {
  return ["period", "duty_cycle", "polarity", "enable"]
    .map((file) => Deno.readTextFileSync(`${CHIP}/pwm${number}/${file}`).trim());
}

const exported = () =>
  [...Deno.readDirSync(CHIP)].map(({ name }) => name).filter((name) => /^pwm\d/.test(name)).sort();

Deno.test("PWM finds its channel by the line, through the device tree", () => {
  assertEquals(exported(), []);
  {
    using one = new PWM(18, { freq: 50, duty_ns: 1_500_000 });
    using two = new PWM("GPIO19", { freq: 1000, duty_u16: 65535 });
    using again = new PWM(["3f20c000.pwm", 1]); // by its device
    assertEquals(exported(), ["pwm0", "pwm1"]);
    assertEquals(channel(0), ["20000000", "1500000", "normal", "1"]);
    assertEquals(channel(1), ["1000000", "1000000", "normal", "1"]);
    one.freq(500);
    again.duty_u16(0);
    assertEquals(channel(0), ["2000000", "1500000", "normal", "1"]);
    assertEquals(channel(1), ["1000000", "0", "normal", "1"]);
    assertEquals(two.duty_u16(), 0);
  }
  assertEquals(exported(), []);
});

Deno.test("PWM inverts", () => {
  using pwm = new PWM(18, { freq: 50, duty_u16: 16384, invert: true });
  assertEquals(channel(0), ["20000000", "5000076", "inversed", "1"]);
  pwm.init({ invert: false });
  assertEquals(channel(0)[2], "normal");
});

Deno.test("PWM at a line without a channel names the overlay that makes one", () => {
  for (
    const [line, overlay] of [
      [12, "pwm,pin=12,func=4"],
      [13, "pwm,pin=13,func=4"],
      [17, "pwm-gpio,gpio=17"],
    ] as const
  ) {
    assertThrows(
      () => new PWM(line),
      RangeError,
      `Cannot use PWM at GPIO${line}: no channel has this line; the line dtoverlay=${overlay} in`,
    );
  }
  assertThrows(() => new PWM(["3f20c000.pwm", 2]), RangeError, "it has the channels 0 to 1");
  const error = assertThrows(() => new PWM(18, { freq: 1_000_000_000, duty_u16: 0 }), OSError);
  assertEquals(error.code, "EINVAL"); // a cycle of 1 ns
  assertEquals(exported(), []);
});
