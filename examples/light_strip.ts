// A rainbow that wanders along a strip of eight LEDs. Ctrl-C ends it, and puts them out.
//
// WS2812: the data line to GPIO10 (header pin 19), by a level shifter if the strip has 5 V; its
// supply from a source of its own, whose ground also goes to pin 20.
// `sudo raspi-config nonint do_spi 0` enables SPI.
//
//   deno run --allow-ffi examples/light_strip.ts
//   deno run --preload=examples/simulated/light_strip.ts examples/light_strip.ts
//
// The second one takes no Raspberry Pi: it shows the colors in the terminal.

import { run, sleep_ms } from "@uasyncio/uasyncio";
import { type Color, NeoPixel } from "@uasyncio/uasyncio/neopixel";

const BRIGHTNESS = 64; // of 255: at full brightness eight LEDs take half an ampere

/** A color of the rainbow, by its place from 0 to 1. */
function rainbow(place: number): Color {
  const part = (shift: number) =>
    Math.round(BRIGHTNESS * (1 + Math.cos(2 * Math.PI * (place - shift))) / 2);
  return [part(0), part(1 / 3), part(2 / 3)];
}

async function main() {
  using np = new NeoPixel(10, 8);
  try {
    for (let step = 0;; step++) {
      for (let i = 0; i < np.length; i++) np[i] = rainbow((i + step) / np.length);
      np.write();
      await sleep_ms(100);
    }
  } finally {
    np.fill([0, 0, 0]);
    np.write();
  }
}

await run(main, { signals: ["SIGINT", "SIGTERM"] });
