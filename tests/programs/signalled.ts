/** A program that a signal ends while it waits in one way or another, and that tidies up then. */

import {
  CancelledError,
  current_task,
  Event,
  gather,
  get_event_loop,
  open_connection,
  run,
  sleep_ms,
  TaskGroup,
} from "../../mod.ts";

/** Tidying up that takes its time. */
async function withCleanup(name: string, body: () => unknown): Promise<void> {
  try {
    await body();
  } finally {
    await sleep_ms(5);
    await sleep_ms(5);
    console.log(`${name} has tidied up`);
  }
}

const never = () => sleep_ms(60_000);

const WAYS: Record<string, () => unknown> = {
  sleep: never,
  gather: () => gather(() => withCleanup("one", never), () => withCleanup("two", never)),
  read: async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const [reader] = await open_connection("127.0.0.1", listener.addr.port);
    await reader.read(10);
  },
  fetch: async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    await fetch(`http://127.0.0.1:${listener.addr.port}/`, { signal: current_task().signal });
  },
  "a promise": () => new Promise((resolve) => setTimeout(resolve, 60_000)),
  event: () => new Event().wait(),
  computation: async () => {
    console.log("waiting");
    const end = performance.now() + 200;
    while (performance.now() < end);
    await never();
  },
  groups: () =>
    TaskGroup.run(async (outer) => {
      outer.create_task(() => withCleanup("outer", never));
      await TaskGroup.run((inner) => {
        inner.create_task(() => withCleanup("inner", never));
        inner.create_task(() => withCleanup("innermost", never));
      });
    }),
  "no end": () =>
    withCleanup("it", async () => {
      try {
        await never();
      } finally {
        console.log("tidying up for ever");
        await never();
      }
    }),
};

const [way = "", how = ""] = Deno.args;
const body = WAYS[way]!;

async function main(): Promise<string> {
  try {
    if (way !== "computation") setTimeout(() => console.log("waiting"), 30);
    await withCleanup("main", body);
  } catch (error) {
    if (how !== "swallow" || !(error instanceof CancelledError)) throw error;
    console.log("swallowed");
  }
  return "goes on";
}

const options = { signals: ["SIGINT", "SIGTERM", "SIGHUP"] } as const;
if (how === "catch") {
  await run(main, options).catch((error) => console.log(`caught ${error.name}`));
} else if (how === "loop") {
  await get_event_loop().run_until_complete(main, options);
} else {
  console.log(await run(main, options));
}
