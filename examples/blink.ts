// The example of the uasyncio reference: two LEDs that blink, each at its own pace.
//
//   deno task demo        the LEDs of a simulated board
//   deno task demo pin    LEDs at its lines GPIO1 and GPIO2
//
// On a Raspberry Pi: LEDs with 330 ohm each from GPIO17 (header pin 11) and GPIO27 (pin 13) to
// ground (pin 9); or its own, ACT and PWR, once you may use them: the error says how to.
//
//   deno run --allow-ffi examples/blink.ts pin 17 27
//   deno run --allow-ffi examples/blink.ts

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
  const [id1 = 1, id2 = 2] = Deno.args.slice(1).map(Number);
  await uasyncio.run(() => main(new Pin(id1), new Pin(id2)));
} else {
  // Running on a pyboard
  await uasyncio.run(() => main(new LED(1), new LED(2)));
}
