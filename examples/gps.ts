// Where am I? Prints the time, the place and the number of satellites that a GPS receiver tells by
// its serial port, once a second. Ctrl-C ends it.
//
// A receiver that speaks NMEA 0183, as nearly all do: VCC to 3.3 V (header pin 1), its TX to GPIO15
// (pin 10), GND to ground (pin 6). `sudo raspi-config nonint do_serial_hw 0` enables the port, and
// `sudo raspi-config nonint do_serial_cons 1` takes it from the console, from the next boot on.
//
//   deno run --allow-ffi examples/gps.ts
//   deno run --allow-ffi examples/gps.ts /dev/ttyUSB0
//   deno run --preload=examples/simulated/gps.ts examples/gps.ts
//
// The last one takes no Raspberry Pi: it walks through a park.

import { run, StreamReader } from "@uasyncio/uasyncio";
import { UART } from "@uasyncio/uasyncio/machine";

/** No sentence is longer; what has no end is no sentence. */
const LONGEST = 100;

/** The fields of a sentence; null if it has come to harm: its checksum says so. */
function parse(sentence: string): string[] | null {
  const [, text, checksum] = /^\$([ -)+-~]+)\*([\dA-F]{2})$/i.exec(sentence) ?? [];
  if (text === undefined || checksum === undefined) return null;
  let sum = 0;
  for (const byte of new TextEncoder().encode(text)) sum ^= byte;
  return sum === parseInt(checksum, 16) ? text.split(",") : null;
}

/** Degrees from a field as "4807.038": the last two digits before the point begin the minutes. */
function toDegrees(field: string): number {
  const point = field.indexOf(".") - 2;
  return Number(field.slice(0, point)) + Number(field.slice(point)) / 60;
}

/** What a sentence of the kind GGA says. */
function describe(fields: string[]): string {
  const [, time = "", latitude = "", north, longitude = "", east, quality, satellites, , altitude] =
    fields;
  const clock = time.slice(0, 6).replace(/(..)(..)(..)/, "$1:$2:$3") || "--:--:--";
  const place = quality === "0" || quality === ""
    ? "no fix yet"
    : `${toDegrees(latitude).toFixed(5)} ${north}  ${toDegrees(longitude).toFixed(5)} ${east}  ` +
      `${altitude} m`;
  return `${clock} UTC  ${place}  ${Number(satellites)} satellites`;
}

async function main(port: string | number) {
  using uart = new UART(port, { baudrate: 9600 });
  const reader = new StreamReader(uart);
  await reader.readline(LONGEST); // the first one may have begun before
  while (true) {
    const line = new TextDecoder().decode(await reader.readline(LONGEST)).trim();
    const fields = parse(line);
    if (fields === null) console.error(`Not a sentence: ${JSON.stringify(line)}`);
    else if (fields[0]!.endsWith("GGA")) console.log(describe(fields)); // GPGGA, GNGGA, ...
  }
}

await run(() => main(Deno.args[0] ?? 0), { signals: ["SIGINT", "SIGTERM"] });
