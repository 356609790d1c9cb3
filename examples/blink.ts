// The example of the uasyncio reference: two LEDs that blink, each at its own pace.
//
//   deno task demo        the LEDs of the board
//   deno task demo pin    LEDs at pins 1 and 2

import * as uasyncio from "@uasyncio/uasyncio";
import { Pin } from "@uasyncio/uasyncio/machine";
import { LED } from "@uasyncio/uasyncio/pyb";

async function blink(led: LED | Pin, period_ms: number) {
  while (true) {
    led.on();
    await uasyncio.sleep_ms(5);
    led.off();
    await uasyncio.sleep_ms(period_ms);
  }
}

async function main(led1: LED | Pin, led2: LED | Pin) {
  uasyncio.create_task(() => blink(led1, 700));
  uasyncio.create_task(() => blink(led2, 400));
  await uasyncio.sleep_ms(10_000);
}

if (Deno.args[0] === "pin") {
  // Running on a generic board
  await uasyncio.run(() => main(new Pin(1), new Pin(2)));
} else {
  // Running on a pyboard
  await uasyncio.run(() => main(new LED(1), new LED(2)));
}
