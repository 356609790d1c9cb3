// A traffic light for cars: it is green until a pedestrian presses the button. Ctrl-C ends it.
//
// LEDs with 330 ohm each from GPIO17 (red, header pin 11), GPIO27 (yellow, pin 13) and GPIO22
// (green, pin 15) to ground (pin 9); button from GPIO5 (pin 29) to ground (pin 30).
//
//   deno run --allow-ffi examples/traffic_light.ts
//   UASYNCIO_BOARD=sim deno run --allow-env=UASYNCIO_BOARD examples/traffic_light.ts
//
// The second one takes no Raspberry Pi: type 5 and Enter to press the button.

import { run, sleep, ThreadSafeFlag } from "@uasyncio/uasyncio";
import { Pin, Pins } from "@uasyncio/uasyncio/machine";

const RED = [1, 0, 0] as const;
const RED_AND_YELLOW = [1, 1, 0] as const;
const GREEN = [0, 0, 1] as const;
const YELLOW = [0, 1, 0] as const;

async function main() {
  const light = new Pins([17, 27, 22], Pin.OUT);
  const button = new Pin(5, Pin.IN, Pin.PULL_UP);

  // The handler runs outside of all tasks. Bounces do no harm: they set the flag once more.
  const pressed = new ThreadSafeFlag();
  button.irq(() => pressed.set(), Pin.IRQ_FALLING);

  while (true) {
    light.value(GREEN);
    await sleep(5); // so long at least
    await pressed.wait();
    light.value(YELLOW);
    await sleep(2);
    light.value(RED);
    await sleep(6);
    pressed.clear(); // who has pressed the button by now could cross
    light.value(RED_AND_YELLOW);
    await sleep(1);
  }
}

await run(main);
