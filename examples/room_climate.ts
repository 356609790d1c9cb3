// Warm inside, cold outside? A DHT22 in the room and DS18B20 thermometers outside are read every
// ten seconds, at once. Ctrl-C ends it.
//
// The DHT22: + to 3.3 V (header pin 1), its data line to GPIO4 (pin 7), - to ground (pin 9), and a
// resistor of 10 kΩ between its data line and +. The DS18B20s: VDD to 3.3 V (pin 17), DQ to GPIO17
// (pin 11), GND to ground (pin 14), and one resistor of 4.7 kΩ between DQ and VDD. Two lines in
// /boot/firmware/config.txt give the lines to the kernel's drivers, from the next boot on:
// dtoverlay=dht11,gpiopin=4 and dtoverlay=w1-gpio,gpiopin=17.
//
//   deno run --allow-ffi examples/room_climate.ts
//   deno run --preload=examples/simulated/room_climate.ts examples/room_climate.ts
//
// The second one takes no Raspberry Pi: its sensors are simulated, and the one in the room is
// pulled out for a while.

import { gather, OSError, run, sleep } from "@uasyncio/uasyncio";
import { DHT22 } from "@uasyncio/uasyncio/dht";
import { DS18X20, OneWire } from "@uasyncio/uasyncio/onewire";

const room = new DHT22(4);
const outside = new DS18X20(new OneWire(17));

async function measure_room() {
  await room.measure();
  return `inside ${room.temperature().toFixed(1)} °C, ${room.humidity().toFixed(0)} %`;
}

async function measure_outside() {
  await outside.convert_temp();
  const degrees = outside.scan().map((rom) => outside.read_temp(rom).toFixed(1));
  return `outside ${degrees.join(" and ")} °C`;
}

/** What a sensor says; or why it does not, as happens now and then: the next time may be better. */
async function attempt(measure: () => Promise<string>) {
  try {
    return await measure();
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    return error.message;
  }
}

async function main() {
  while (true) {
    const texts = await gather(() => attempt(measure_room), () => attempt(measure_outside));
    console.log(texts.join("; "));
    await sleep(10);
  }
}

await run(main, { signals: ["SIGINT", "SIGTERM"] });
