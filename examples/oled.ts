// Shows text on a small display: a title, for how long the program has been running, and a bar that
// grows from minute to minute. Ctrl-C turns the display off.
//
// An OLED display of 128 by 64 pixels with an SSD1306, on I2C: VCC to 3.3 V (header pin 1), SDA to
// GPIO2 (pin 3), SCL to GPIO3 (pin 5), GND to ground (pin 6). `sudo raspi-config nonint do_i2c 0`
// enables the bus; `dtparam=i2c_arm_baudrate=400000` in /boot/firmware/config.txt makes it quicker.
//
//   deno run --allow-ffi examples/oled.ts
//   deno run --preload=examples/simulated/oled.ts examples/oled.ts
//
// The second one takes no Raspberry Pi: the terminal shows the pixels. Another title is an argument.
// The driver and what it draws with are in the folder oled.

import { run, sleep_ms } from "@uasyncio/uasyncio";
import { I2C } from "@uasyncio/uasyncio/machine";
import { ticks_diff, ticks_ms } from "@uasyncio/uasyncio/time";
import { SSD1306 } from "./oled/ssd1306.ts";

async function main(title: string) {
  using i2c = new I2C(1, { freq: 400_000 });
  const display = new SSD1306(128, 64, i2c);
  const start = ticks_ms();
  try {
    for (let seconds = 0;; seconds++) {
      display.fill(0);
      display.text(title, 0, 0);
      display.hline(0, 10, 128, 1);
      const minutes = Math.floor(seconds / 60);
      display.text(`up ${minutes}:${String(seconds % 60).padStart(2, "0")}`, 0, 24);
      display.rect(0, 52, 128, 12, 1);
      display.rect(2, 54, Math.round(124 * (seconds % 60 + 1) / 60), 8, 1, true);
      await display.show();
      await sleep_ms(1000 * (seconds + 1) - ticks_diff(ticks_ms(), start));
    }
  } finally {
    display.poweroff();
  }
}

await run(() => main(Deno.args[0] ?? "uasyncio on Deno"), { signals: ["SIGINT", "SIGTERM"] });
