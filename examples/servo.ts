// A servo that looks around: left, straight ahead, right, and back. Ctrl-C ends it.
//
// A servo's signal to GPIO18 (header pin 12), its supply of 5 V and ground from a source of its
// own, that ground also to pin 14; in /boot/firmware/config.txt the line
// dtoverlay=pwm,pin=18,func=2.
//
//   deno run --allow-ffi examples/servo.ts
//   UASYNCIO_BOARD=sim deno run --allow-env=UASYNCIO_BOARD examples/servo.ts
//
// The second one takes no Raspberry Pi.

import { run, sleep } from "@uasyncio/uasyncio";
import { PWM } from "@uasyncio/uasyncio/machine";

/** How long a pulse is at 0 and at 180 degrees; a servo's data sheet has it. */
const SHORTEST_NS = 1_000_000;
const LONGEST_NS = 2_000_000;

function turn(servo: PWM, degrees: number) {
  servo.duty_ns(Math.round(SHORTEST_NS + (LONGEST_NS - SHORTEST_NS) * degrees / 180));
  console.log(`${degrees} degrees`);
}

async function main() {
  using servo = new PWM(18, { freq: 50 });
  while (true) {
    for (const degrees of [0, 90, 180, 90]) {
      turn(servo, degrees);
      await sleep(1);
    }
  }
}

await run(main, { signals: ["SIGINT", "SIGTERM"] });
