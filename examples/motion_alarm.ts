// A motion alarm: an HC-SR501 at GPIO17, a button from GPIO27 to ground, an LED at GPIO22. The
// LED flashes once a second, and fast after a motion, until the button or a client says "off".
// docs/coming_from_micropython.md ports it from MicroPython, line by line. Ctrl-C ends it.
//
//   deno run --allow-ffi --allow-net=0.0.0.0:8888 examples/motion_alarm.ts
//
// Clients send lines, "status", "on" or "off": `nc raspberrypi.local 8888`.

import * as asyncio from "@uasyncio/uasyncio";
import * as time from "@uasyncio/uasyncio/time";
import { Pin } from "@uasyncio/uasyncio/machine";

const pir = new Pin(17, Pin.IN);
const button = new Pin(27, Pin.IN, Pin.PULL_UP);
const led = new Pin(22, Pin.OUT, { value: 0 });

let armed = true;
let last_motion: number | null = null;
const alarm = new asyncio.Event();
const pressed = new asyncio.ThreadSafeFlag();

function arm(on: boolean) {
  armed = on;
  if (!on) alarm.clear();
}

async function watch_button() {
  while (true) {
    await pressed.wait();
    await asyncio.sleep_ms(30); // until it has stopped bouncing
    pressed.clear();
    if (button.value() === 0) arm(!armed);
  }
}

async function watch_motion() {
  while (true) {
    if (armed && pir.value()) {
      last_motion = time.ticks_ms();
      alarm.set();
    }
    await asyncio.sleep_ms(10);
  }
}

async function blink() {
  while (true) {
    let ms: number;
    try {
      await asyncio.wait_for_ms(alarm.wait(), 1000);
      ms = 50; // fast: there is an alarm
    } catch (error) {
      if (!(error instanceof asyncio.TimeoutError)) throw error;
      ms = 5; // short, once a second: all is quiet
    }
    if (armed) {
      led.on();
      await asyncio.sleep_ms(ms);
      led.off();
      await asyncio.sleep_ms(ms);
    }
  }
}

function answer(command: string): string {
  if (["on", "off"].includes(command)) {
    arm(command === "on");
  } else if (command !== "status") {
    return "what?";
  }
  const state = armed ? "on" : "off";
  if (last_motion === null) return `${state}, no motion`;
  const s = Math.floor(time.ticks_diff(time.ticks_ms(), last_motion) / 1000);
  return `${state}, motion ${s} s ago`;
}

async function serve(reader: asyncio.Stream, writer: asyncio.Stream) {
  try {
    while (true) {
      const line = await reader.readline();
      if (line.length === 0) break;
      writer.write(answer(new TextDecoder().decode(line).trim()) + "\n");
      await writer.drain();
    }
  } catch (error) {
    if (error instanceof asyncio.CancelledError) throw error;
    console.log("client lost:", error);
  } finally {
    writer.close();
    await writer.wait_closed();
  }
}

async function main(host: string, port: number) {
  button.irq(() => pressed.set(), Pin.IRQ_FALLING);
  await using _server = await asyncio.start_server(serve, host, port);
  await asyncio.gather(watch_motion, watch_button, blink);
}

try {
  await asyncio.run(() => main("0.0.0.0", 8888), { signals: ["SIGINT", "SIGTERM"] });
} finally {
  led.off();
}
