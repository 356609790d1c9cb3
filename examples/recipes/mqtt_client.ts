// MQTT for tasks, in place of umqtt and mqtt_as: npm:mqtt does the protocol, and a queue has what
// arrives. The package connects again by itself, and sends then what has been published meanwhile.
//
// mqtt.ts and weather_station.ts, beside this file, use it.

import { Queue, ThreadSafeFlag, TimeoutError, wait_for } from "@uasyncio/uasyncio";
// deno-lint-ignore no-import-prefix
import mqtt from "npm:mqtt@5";

export interface Message {
  topic: string;
  text: string;
  /** Whether the broker has kept it, and it may be old. */
  retained: boolean;
}

/** For so long, in seconds, the end of a client waits for what the broker has not confirmed. */
const PATIENCE = 2;

/** A client of a broker. All messages have QoS 1: each arrives, perhaps more than once. */
export class MqttClient implements AsyncDisposable {
  /** What has arrived. */
  readonly messages = new Queue<Message>();
  readonly #client: mqtt.MqttClient;
  readonly #confirmed = new ThreadSafeFlag();
  #unconfirmed = 0;

  /** Begins to connect to a broker, as `mqtt://raspberrypi.local`. */
  constructor(url: string, options: mqtt.IClientOptions = {}) {
    this.#client = mqtt.connect(url, options);
    // Callbacks are outside of tasks, where put_nowait() may be called.
    this.#client.on("message", (topic, payload, { retain }) => {
      this.messages.put_nowait({ topic, text: payload.toString(), retained: retain });
    });
    let isTold = false;
    this.#client.on("connect", () => isTold = false);
    this.#client.on("error", (error) => {
      if (!isTold) console.error(`${url}: ${error.message}; trying again`);
      isTold = true;
    });
  }

  /** Calls a function at each connection, also when one has been lost before. */
  connect_func(func: () => void): void {
    this.#client.on("connect", func);
  }

  /** Asks for the messages of a topic; `+` and `#` stand for any others. */
  subscribe(topic: string): void {
    this.#client.subscribe(topic, { qos: 1 }, this.#confirm());
  }

  /** Publishes, and waits until the broker has it. If it is cancelled, the message goes on. */
  async publish(topic: string, text: string, options: { retain?: boolean } = {}): Promise<void> {
    const done = new ThreadSafeFlag();
    let error: unknown;
    this.publish_nowait(topic, text, options, (reason) => {
      error = reason;
      done.set();
    });
    await done.wait();
    if (error) throw error;
  }

  /** Publishes. While there is no connection, the message is kept in memory. */
  publish_nowait(
    topic: string,
    text: string,
    { retain = false }: { retain?: boolean } = {},
    callback: (error?: Error) => void = warn,
  ): void {
    this.#client.publish(topic, text, { qos: 1, retain }, this.#confirm(callback));
  }

  /** Waits a moment for what the broker has not confirmed, and disconnects. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await wait_for(() => this.#settle(), PATIENCE);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      console.error(`${this.#unconfirmed} messages are lost: the broker does not answer`);
    }
    // By force the broker is not told, and publishes the last will.
    const isByForce = this.#unconfirmed > 0 || !this.#client.connected;
    await this.#client.endAsync(isByForce);
  }

  async #settle(): Promise<void> {
    while (this.#unconfirmed > 0) await this.#confirmed.wait();
  }

  /** What is to be called once the broker has confirmed something. */
  #confirm(callback: (error?: Error) => void = warn): (error?: Error | null) => void {
    this.#unconfirmed++;
    return (error) => {
      this.#unconfirmed--;
      this.#confirmed.set();
      callback(error ?? undefined);
    };
  }
}

function warn(error?: Error): void {
  if (error) console.error(error.message);
}
