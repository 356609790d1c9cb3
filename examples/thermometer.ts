// How warm is it? A thermometer on the I2C bus is read once a second. Its value is printed when it
// has changed, and answered over HTTP: `curl http://localhost:8000/`. Ctrl-C ends it.
//
// An LM75, TMP102 or TMP105: VCC to 3.3 V (header pin 1), SDA to GPIO2 (pin 3), SCL to GPIO3
// (pin 5), GND and its address lines to ground (pin 6). `sudo raspi-config nonint do_i2c 0` enables
// the bus.
//
//   deno run --allow-ffi --allow-net=0.0.0.0:8000 examples/thermometer.ts
//   deno run --allow-net=0.0.0.0:8000 --preload=examples/simulated/thermometer.ts examples/thermometer.ts
//
// The second one takes no Raspberry Pi: its thermometer is simulated, and goes from 20 degrees to
// -5 and back within a minute. Another port is an argument.

import { OSError, run, sleep_ms } from "@uasyncio/uasyncio";
import { I2C } from "@uasyncio/uasyncio/machine";

const ADDRESS = 0x48;
/** The register that has the temperature. */
const TEMPERATURE = 0;

/** What the thermometer has said last: a temperature, or why there is none. */
type Reading = { celsius: number } | { error: string };

/** The register has two bytes: the temperature in 256ths of a degree, with its sign. */
function readTemperature(i2c: I2C): number {
  const bytes = i2c.readfrom_mem(ADDRESS, TEMPERATURE, 2);
  return new DataView(bytes.buffer).getInt16(0) / 256;
}

function tryToRead(i2c: I2C): Reading {
  try {
    return { celsius: readTemperature(i2c) };
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    return { error: error.message }; // a loose wire: the next second may be better
  }
}

async function main(port: number) {
  using i2c = new I2C(1);
  let reading = tryToRead(i2c);
  const answer = () => Response.json(reading, { status: "celsius" in reading ? 200 : 503 });
  await using _server = Deno.serve({ hostname: "0.0.0.0", port }, answer);

  let shown = "";
  while (true) {
    const text = "celsius" in reading ? `${reading.celsius.toFixed(2)} °C` : reading.error;
    if (text !== shown) console.log(text);
    shown = text;
    await sleep_ms(1000);
    reading = tryToRead(i2c);
  }
}

await run(() => main(Number(Deno.args[0] ?? 8000)), { signals: ["SIGINT", "SIGTERM"] });
