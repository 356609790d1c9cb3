// An LED that breathes: it becomes brighter and darker, once in four seconds. Ctrl-C ends it.
//
// LED with 330 ohm from GPIO18 (header pin 12) to ground (pin 14), and in
// /boot/firmware/config.txt the line dtoverlay=pwm,pin=18,func=2.
//
//   deno run --allow-ffi examples/fade.ts
//   deno run --preload=examples/simulated/fade.ts examples/fade.ts
//
// The second one takes no Raspberry Pi: it shows the brightness as a bar.

import { run, sleep_ms } from "@uasyncio/uasyncio";
import { PWM } from "@uasyncio/uasyncio/machine";

const STEPS = 100;
const PERIOD_MS = 4000;

async function main() {
  using led = new PWM(18, { freq: 1000, duty_u16: 0 });
  for (let i = 0;; i++) {
    const wave = (1 - Math.cos(2 * Math.PI * i / STEPS)) / 2;
    led.duty_u16(Math.round(65535 * wave ** 2)); // to the eye, half the light is a quarter
    await sleep_ms(PERIOD_MS / STEPS);
  }
}

await run(main, { signals: ["SIGINT", "SIGTERM"] });
