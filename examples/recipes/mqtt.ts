// A lamp and a door by MQTT: "on" and "off" under room/lamp switch the LED at GPIO17, and every few
// seconds the level of GPIO27 is published under room/door, with a number. room/online is "no" once
// the program has ended, or has lost its connection for a while: that is its last will. Ctrl-C ends
// it.
//
//   deno run --ignore-env --allow-net=localhost:1883 --allow-ffi examples/recipes/mqtt.ts
//
// Without a Raspberry Pi, and with another broker, every second:
//
//   UASYNCIO_BOARD=sim deno run --ignore-env --allow-env=UASYNCIO_BOARD --allow-net=test.local:1883 \
//     examples/recipes/mqtt.ts mqtt://test.local 1
//
// npm:mqtt looks at environment variables that it does not need: hence --ignore-env.

import { gather, run, sleep } from "@uasyncio/uasyncio";
import { Pin } from "@uasyncio/uasyncio/machine";
import { MqttClient } from "./mqtt_client.ts";

const [url = "mqtt://localhost", seconds = "5"] = Deno.args;

const lamp = new Pin(17, Pin.OUT, { value: 0 });
const door = new Pin(27, Pin.IN, Pin.PULL_UP);

async function obey(client: MqttClient) {
  for await (const { text } of client.messages) lamp.value(text === "on");
}

async function report(client: MqttClient) {
  for (let n = 1;; n++) {
    client.publish_nowait("room/door", JSON.stringify({ n, level: door.value() }));
    await sleep(Number(seconds));
  }
}

async function main() {
  await using client = new MqttClient(url, {
    will: { topic: "room/online", payload: "no", qos: 1, retain: true },
  });
  const tell = (text: string) => client.publish_nowait("room/online", text, { retain: true });
  client.connect_func(() => tell("yes"));
  client.subscribe("room/lamp");
  try {
    await gather(() => obey(client), () => report(client));
  } finally {
    lamp.off();
    tell("no");
  }
}

await run(main, { signals: ["SIGINT", "SIGTERM"] });
