import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { create_task, run, sleep_ms } from "../../mod.ts";
import { request_json } from "../../examples/recipes/requests.ts";
import { Recipe } from "./processes.ts";

/** A server that answers each request by the next of these. */
function serve(...answers: ((request: Request) => Response | Promise<Response>)[]) {
  let count = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => answers[Math.min(count++, answers.length - 1)]!(request),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    count: () => count,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const good = () => Response.json({ temperature: 21.5 });
const bad = (status: number) => () => new Response("no", { status });
/** Never answers, and says when the client has gone. */
function silent(gone: () => void): (request: Request) => Promise<Response> {
  return ({ signal }) =>
    new Promise((resolve) => {
      signal.addEventListener("abort", () => {
        gone();
        resolve(new Response());
      });
    });
}

Deno.test("examples/recipes/requests.ts gets JSON, and posts it", async () => {
  await using server = serve(async (request) => {
    const { method, headers } = request;
    return Response.json([method, headers.get("content-type"), await request.text()]);
  });
  assertEquals(await run(() => request_json(server.url)), ["GET", null, ""]);
  assertEquals(await run(() => request_json(server.url, { json: { on: true } })), [
    "POST",
    "application/json",
    '{"on":true}',
  ]);
});

Deno.test("examples/recipes/requests.ts tries again where that may help", async () => {
  await using server = serve(bad(503), bad(429), good);
  const answer = await run(() => request_json(server.url, { pause: 0.01 }));
  assertEquals([answer, server.count()], [{ temperature: 21.5 }, 3]);
});

Deno.test("examples/recipes/requests.ts does not try again where that does not help, nor for ever", async () => {
  await using missing = serve(bad(404));
  const ask = (url: string) => () => run(() => request_json(url, { pause: 0.01, attempts: 3 }));
  await assertRejects(ask(missing.url), Error, `${missing.url} answers with the status 404`);
  assertEquals(missing.count(), 1);
  await using broken = serve(bad(500));
  await assertRejects(ask(broken.url), Error, `${broken.url} answers with the status 500`);
  assertEquals(broken.count(), 3);
  const nobody = serve(good);
  await nobody[Symbol.asyncDispose]();
  await assertRejects(ask(nobody.url), TypeError);
});

Deno.test("examples/recipes/requests.ts: a time limit ends the request, and other tasks run meanwhile", async () => {
  let gone = 0;
  await using server = serve(silent(() => gone++), good);
  let ticks = 0;
  const answer = await run(async () => {
    const ticking = create_task(async () => {
      for (;; ticks++) await sleep_ms(10);
    });
    const answer = await request_json(server.url, { timeout: 0.3, pause: 0.01 });
    ticking.cancel();
    return answer;
  });
  assertEquals([answer, gone], [{ temperature: 21.5 }, 1]);
  assert(ticks > 5, String(ticks));
});

Deno.test("examples/recipes/requests.ts: a task that is cancelled ends its request", async () => {
  let gone = 0;
  await using server = serve(silent(() => gone++));
  await run(async () => {
    const task = create_task(() => request_json(server.url));
    while (server.count() === 0) await sleep_ms(5);
    task.cancel();
    while (gone === 0) await sleep_ms(5);
  });
  assertEquals(server.count(), 1);
});

Deno.test("examples/recipes/requests.ts prints what it gets, and ends by a signal", async () => {
  await using server = serve(bad(500), good, silent(() => {}));
  const { port } = new URL(server.url);
  const args = [`--allow-net=127.0.0.1:${port}`, "examples/recipes/requests.ts", server.url];
  await using recipe = new Recipe(...args, "10", "0.01");
  assertEquals(await recipe.end(null), 0);
  assertEquals(recipe.stdout, "{ temperature: 21.5 }\n");
  assertMatch(recipe.stderr, /^Attempt 1: .* answers with the status 500\n$/);
  await using other = new Recipe(...args);
  while (server.count() < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  assertEquals([await other.end("SIGINT"), other.stdout, other.stderr], [130, "", ""]);
});
