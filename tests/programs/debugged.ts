/** Programs that `UASYNCIO_DEBUG=1` has something to say about. */

import {
  create_task,
  Event,
  gather,
  Lock,
  Queue,
  run,
  sleep_ms,
  start_server,
  TaskGroup,
  ThreadSafeFlag,
} from "../../mod.ts";
import { getReadiness } from "../../ffi/readiness.ts";

const one = new Lock();
const other = new Lock();
const event = new Event();

async function left() {
  await one.acquire();
  await sleep_ms(5);
  await other.acquire();
}

async function right() {
  await other.acquire();
  await sleep_ms(5);
  await one.acquire();
}

function computeFor(ms: number) {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

async function compute() {
  await sleep_ms(1);
  for (let i = 0; i < 3; i++) {
    computeFor(60);
    event.set(); // it goes on
  }
  await sleep_ms(300);
}

async function share() {
  for (let i = 0; i < 16; i++) {
    computeFor(10);
    await sleep_ms(0);
  }
}

function measure() {
  throw "no sensor";
}

const PROGRAMS: Record<string, () => unknown> = {
  async after_readiness() {
    getReadiness(); // as after the first pin or serial port that has been waited for
    await new Event().wait();
  },
  async deadlock() {
    create_task(() => new Queue().get(), { name: "consumer" });
    create_task(() => TaskGroup.run(() => new Event().wait()), { name: "group" });
    await gather(left, right);
  },
  async "a flag"() {
    const flag = new ThreadSafeFlag();
    setTimeout(() => flag.set(), 2500);
    await flag.wait();
  },
  "a promise": () => new Promise((resolve) => setTimeout(resolve, 2500)),
  async "a sleeper"() {
    create_task(async () => {
      await sleep_ms(2500);
      event.set();
    });
    await event.wait();
  },
  async "a server"() {
    const server = await start_server(() => {}, "127.0.0.1", 0);
    setTimeout(() => server.close(), 2500);
    await server.wait_closed();
  },
  async computation() {
    await create_task(compute);
    await create_task(share);
  },
  async failure() {
    create_task(measure);
    await sleep_ms(50);
  },
};

const [what = "", how] = Deno.args;
await run(PROGRAMS[what]!, how === "signals" ? { signals: ["SIGINT"] } : {});
