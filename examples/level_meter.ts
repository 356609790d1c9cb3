// How full is the tank? Four float switches, one above the other, are looked at five times a
// second, and a bar is printed when the level has changed. Ctrl-C ends it.
//
// Float switches, closed while they float, from GPIO5, 6, 13 and 19 (header pins 29, 31, 33 and
// 35, from the bottom up) to ground (pin 39).
//
//   deno run --allow-ffi examples/level_meter.ts
//   UASYNCIO_BOARD=sim deno run --allow-env=UASYNCIO_BOARD examples/level_meter.ts
//
// The second one takes no Raspberry Pi: type 5=0 and Enter to close the lowest switch, 5=1 and
// Enter to open it.

import { run, sleep_ms } from "@uasyncio/uasyncio";
import { Pin, Pins } from "@uasyncio/uasyncio/machine";

/** How many quarters of the tank are full; null if a switch is open below one that is closed. */
function levelOf(closed: boolean[]): number | null {
  const level = closed.filter((isClosed) => isClosed).length;
  return closed.lastIndexOf(true) < level ? level : null;
}

function bar(level: number): string {
  return `[${"#".repeat(4 * level).padEnd(16)}] ${25 * level} %`;
}

async function main() {
  const switches = new Pins([5, 6, 13, 19], Pin.IN, { pull: Pin.PULL_UP });
  let shown = "";
  while (true) {
    // A closed switch connects its line to ground.
    const level = levelOf(switches.value().map((x) => x === 0));
    const text = level === null ? "A switch is stuck" : bar(level);
    if (text !== shown) console.log(text);
    shown = text;
    await sleep_ms(200);
  }
}

await run(main);
