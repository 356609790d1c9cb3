import { assert, assertEquals } from "@std/assert";
import { freePort } from "./mosquitto.ts";
import { Recipe, until } from "./processes.ts";

interface Site extends AsyncDisposable {
  recipe: Recipe;
  url: string;
}

/** Starts the recipe; the button is pressed or let go of every 100 ms. */
async function start(): Promise<Site> {
  const port = freePort();
  const recipe = new Recipe(
    ...["--preload=tests/recipes/user.ts", `--allow-net=127.0.0.1:${port}`],
    ...["examples/recipes/web_server.ts", "127.0.0.1", String(port)],
  );
  await until(() => recipe.stderr.includes("Listening on"), () => recipe.stderr);
  const url = `http://127.0.0.1:${port}`;
  return { recipe, url, [Symbol.asyncDispose]: () => recipe[Symbol.asyncDispose]() };
}

/** The levels of the edges that a stream of events begins with. */
async function readLevels(response: Response, count: number): Promise<number[]> {
  const levels: number[] = [];
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  while (levels.length < count) {
    const { value = "", done } = await reader.read();
    if (done) break;
    for (const [, data] of value.matchAll(/^event: edge\ndata: (.*)\n/gm)) {
      levels.push(JSON.parse(data!).level);
    }
  }
  await reader.cancel();
  return levels;
}

/** What print_tasks() says. */
async function tasksOf(recipe: Recipe): Promise<string[]> {
  const before = recipe.stderr.length;
  recipe.kill("SIGUSR1");
  await until(() => recipe.stderr.slice(before).includes("main"), () => recipe.stderr);
  await new Promise((resolve) => setTimeout(resolve, 20));
  return recipe.stderr.slice(before).trim().split("\n").slice(1);
}

Deno.test("examples/recipes/web_server.ts reads the button, and switches the LED", async () => {
  await using site = await start();
  const { level } = await (await fetch(`${site.url}/button`)).json();
  assert(level === 0 || level === 1, String(level));
  for (const [state, led] of [["on", 1], ["off", 0], ["on", 1]] as const) {
    const response = await fetch(`${site.url}/led/${state}`, { method: "PUT" });
    assertEquals(await response.json(), { led });
  }
  const missing = await fetch(`${site.url}/led/dim`, { method: "PUT" });
  assertEquals([missing.status, await missing.text()], [404, "404 Not Found"]);
  const { recipe } = site;
  assertEquals(await recipe.end("SIGINT"), 130);
  const changes = recipe.stdout.match(/GPIO17 \w+/g);
  assertEquals(changes, ["GPIO17 on", "GPIO17 off", "GPIO17 on", "GPIO17 off"]);
});

Deno.test("examples/recipes/web_server.ts streams edges to many, and ends the task of one that has gone", async () => {
  await using site = await start();
  const responses = await Promise.all(
    Array.from({ length: 3 }, () => fetch(`${site.url}/events`)),
  );
  assertEquals(responses[0]!.headers.get("content-type"), "text/event-stream");
  const edges = await Promise.all(responses.slice(1).map((response) => readLevels(response, 4)));
  for (const levels of edges) {
    assert(["0,1,0,1", "1,0,1,0"].includes(String(levels)), String(levels));
  }
  // Two clients have gone. The third one stays.
  let sending: string[] = [];
  for (let attempt = 0; attempt < 50; attempt++) {
    sending = (await tasksOf(site.recipe)).filter((line) => line.startsWith("send_edges"));
    if (sending.length === 1) break;
  }
  assertEquals(sending.length, 1, String(sending));
  const levels = readLevels(responses[0]!, 1e6); // until the server ends it
  assertEquals(await site.recipe.end("SIGTERM"), 143);
  assert((await levels).length > 0);
});
