// A weather station: a BME280 at I2C bus 1 (SDA GPIO2, pin 3; SCL GPIO3, pin 5), which is measured
// every half a minute; what it says goes out by MQTT, as {"temperature":21.5,...} under
// weather/garden. Ctrl-C ends it.
//
//   deno run --ignore-env --allow-net=localhost:1883 --allow-ffi examples/recipes/weather_station.ts
//
// Without a Raspberry Pi, and every second:
//
//   deno run --ignore-env --allow-net=localhost:1883 \
//     --preload=examples/simulated/weather_station.ts \
//     examples/recipes/weather_station.ts mqtt://localhost 1

import { OSError, run, sleep } from "@uasyncio/uasyncio";
import { I2C } from "@uasyncio/uasyncio/machine";
import { BME280 } from "./bme280.ts";
import { MqttClient } from "./mqtt_client.ts";

const [url = "mqtt://localhost", seconds = "30"] = Deno.args;
const TOPIC = "weather/garden";

async function measure(i2c: I2C, client: MqttClient) {
  let sensor: BME280 | null = null;
  while (true) {
    try {
      sensor ??= new BME280(i2c);
      const { temperature, pressure, humidity } = await sensor.measure();
      const weather = {
        temperature: round(temperature, 2),
        pressure: round(pressure, 2),
        humidity: round(humidity, 1),
      };
      client.publish_nowait(TOPIC, JSON.stringify(weather), { retain: true });
    } catch (error) {
      if (!(error instanceof OSError)) throw error; // a cable came loose, perhaps
      console.error(error.message);
      sensor = null;
    }
    await sleep(Number(seconds));
  }
}

function round(x: number, digits: number): number {
  return Number(x.toFixed(digits));
}

async function main() {
  using i2c = new I2C(1);
  await using client = new MqttClient(url, {
    will: { topic: `${TOPIC}/online`, payload: "no", qos: 1, retain: true },
  });
  const tell = (text: string) => client.publish_nowait(`${TOPIC}/online`, text, { retain: true });
  client.connect_func(() => tell("yes"));
  try {
    await measure(i2c, client);
  } finally {
    tell("no");
  }
}

await run(main, { signals: ["SIGINT", "SIGTERM"] });
