// Drives line 6 high and watches line 7, forgets the pins, says whether they have been
// collected, and goes on for a minute; needs --v8-flags=--expose-gc.

import { run, sleep } from "../../../mod.ts";
import { Pin } from "../../../src/machine/mod.ts";

declare const gc: () => void;

function takeLines(): WeakRef<Pin>[] {
  const led = new Pin(6, Pin.OUT, { value: 1 });
  const button = new Pin(7, Pin.IN);
  return [led, button].map((pin) => new WeakRef(pin));
}

const pins = takeLines();
await new Promise((resolve) => setTimeout(resolve, 10)); // until then they are kept anyway
gc();
console.log(pins.map((pin) => pin.deref() === undefined ? "collected" : "kept").join());
new Pin(8, Pin.IN).irq(() => console.log("edge"));
await run(sleep(60));
