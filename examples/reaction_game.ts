// How fast are you? Press the button to begin, and again as soon as the LED lights, five times.
//
// LED with 330 ohm from GPIO17 (header pin 11) to ground (pin 9); button from GPIO27 (pin 13) to
// ground (pin 14).
//
//   deno run --allow-ffi examples/reaction_game.ts
//   UASYNCIO_BOARD=sim deno run --allow-env=UASYNCIO_BOARD examples/reaction_game.ts
//
// The second one takes no Raspberry Pi: type 27 and Enter to press the button.

import { run, TimeoutError, wait_for_ms } from "@uasyncio/uasyncio";
import { Pin } from "@uasyncio/uasyncio/machine";

const ROUNDS = 5;
const DEBOUNCE_MS = 10;
/** Nobody is faster, in ms; who seems to be has guessed. */
const FASTEST = 100;

/** One round: how long it took, in ms; null if the button has been pressed too early. */
async function play(led: Pin, button: Pin): Promise<number | null> {
  const start = await button.edge(Pin.IRQ_FALLING);
  const delay_ms = 1000 + 3000 * Math.random();
  try {
    await wait_for_ms(button.edge(Pin.IRQ_FALLING), delay_ms);
    return null;
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
  led.on();
  const press = await button.edge(Pin.IRQ_FALLING);
  led.off();
  // The kernel takes down the times, so it does not matter when we get to hear of a press. It
  // does so once a press has lasted for DEBOUNCE_MS; the first one counts from then, too.
  const between_ms = Number(press.timestamp_ns - start.timestamp_ns) / 1e6;
  const time_ms = between_ms - DEBOUNCE_MS - delay_ms;
  return time_ms < FASTEST ? null : time_ms;
}

async function main() {
  const led = new Pin(17, Pin.OUT, { value: 0 });
  const button = new Pin(27, Pin.IN, Pin.PULL_UP, { debounce_ms: DEBOUNCE_MS });
  const times: number[] = [];
  while (times.length < ROUNDS) {
    console.log(`Round ${times.length + 1} of ${ROUNDS}: press the button to begin`);
    const time_ms = await play(led, button);
    if (time_ms !== null) times.push(time_ms);
    console.log(time_ms === null ? "Too early! Once more" : `${time_ms.toFixed()} ms`);
  }
  console.log(`Your best: ${Math.min(...times).toFixed()} ms`);
}

await run(main);
