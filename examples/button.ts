// A button and an LED: each press turns the LED on, or off again. Ctrl-C ends it.
//
// LED with 330 ohm from GPIO17 (header pin 11) to ground (pin 9); button from GPIO27 (pin 13) to
// ground (pin 14).
//
//   deno run --allow-ffi examples/button.ts
//   UASYNCIO_BOARD=sim deno run --allow-env=UASYNCIO_BOARD examples/button.ts
//
// The second one takes no Raspberry Pi: type 27 and Enter to press the button.

import { run } from "@uasyncio/uasyncio";
import { Pin } from "@uasyncio/uasyncio/machine";

async function main() {
  const led = new Pin(17, Pin.OUT, { value: 0 });
  // Contacts bounce: a press counts once it has lasted for 10 ms.
  const button = new Pin(27, Pin.IN, Pin.PULL_UP, { debounce_ms: 10 });

  // The button connects its line to ground, so the level falls when it is pressed.
  for await (const _press of button.edges(Pin.IRQ_FALLING)) led.toggle();
}

await run(main);
