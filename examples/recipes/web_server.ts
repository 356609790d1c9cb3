// A web server, in place of microdot: npm:hono has the routes, Deno.serve the connections.
//
//   GET  /button     the level of a button from GPIO27 to ground
//   PUT  /led/on     switches an LED at GPIO17; /led/off likewise
//   GET  /events     the button's edges as they come, as server-sent events
//
//   deno run --allow-net=0.0.0.0:8000 --allow-ffi examples/recipes/web_server.ts
//   UASYNCIO_BOARD=sim deno run --allow-net=0.0.0.0:8000 --allow-env=UASYNCIO_BOARD \
//     examples/recipes/web_server.ts
//
// The second one takes no Raspberry Pi: type 27 and Enter to press the button, and try
// `curl -N localhost:8000/events`. Ctrl-C ends it.

import { create_task, Event, run, type Task, TaskScope } from "@uasyncio/uasyncio";
import { Pin } from "@uasyncio/uasyncio/machine";
// deno-lint-ignore no-import-prefix
import { Hono } from "npm:hono@4";
// deno-lint-ignore no-import-prefix
import { type SSEStreamingApi, streamSSE } from "npm:hono@4/streaming";

const [hostname = "0.0.0.0", port = "8000"] = Deno.args;

const led = new Pin(17, Pin.OUT, { value: 0 });
const button = new Pin(27, Pin.IN, Pin.PULL_UP, { debounce_ms: 10 });

/** Handlers run outside of tasks, between them. What waits by this library becomes a task. */
function make_routes(scope: TaskScope): Hono {
  const app = new Hono();
  app.get("/button", (c) => c.json({ level: button.value() }));
  app.put("/led/:state{on|off}", (c) => {
    led.value(c.req.param("state") === "on");
    return c.json({ led: led.value() });
  });
  app.get("/events", (c) =>
    streamSSE(c, (stream) => {
      const task = scope.create_task(() => send_edges(stream));
      stream.onAbort(() => void task.cancel()); // the client has gone
      return end_of(task);
    }));
  return app;
}

async function send_edges(stream: SSEStreamingApi) {
  for await (const { level, ticks_ms } of button.edges()) {
    await stream.writeSSE({ event: "edge", data: JSON.stringify({ level, ticks_ms }) });
  }
}

/** A promise for what is outside of tasks: it is fulfilled once the task has ended. */
function end_of(task: Task): Promise<void> {
  return new Promise((resolve) => {
    create_task(async function wait_for_end() {
      try {
        await task;
      } finally {
        resolve();
      }
    });
  });
}

async function main() {
  // The end of this block goes backwards: first the streams end, then the server.
  await using _server = Deno.serve({ hostname, port: Number(port) }, (request) => {
    return app.fetch(request);
  });
  await using scope = new TaskScope();
  const app = make_routes(scope);
  try {
    await new Event().wait(); // until a signal comes
  } finally {
    led.off();
  }
}

await run(main, { signals: ["SIGINT", "SIGTERM"] });
