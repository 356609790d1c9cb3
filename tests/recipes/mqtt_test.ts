import { assert, assertEquals, assertMatch } from "@std/assert";
import { Listener, Mosquitto } from "./mosquitto.ts";
import { Recipe, until } from "./processes.ts";

/** Starts the recipe; it publishes every `seconds`. */
function start(broker: Mosquitto, seconds = 0.1): Recipe {
  return new Recipe(
    ...["--ignore-env", `--allow-net=127.0.0.1:${broker.port}`],
    ...["examples/recipes/mqtt.ts", broker.url, String(seconds)],
  );
}

/** The numbers of the readings that have come. */
function numbers(lines: string[]): number[] {
  return lines.filter((line) => line.startsWith("room/door ")).map((line) =>
    JSON.parse(line.slice("room/door 0 ".length)).n
  );
}

Deno.test("examples/recipes/mqtt.ts publishes readings, and obeys", async () => {
  await using broker = new Mosquitto();
  await broker.start();
  await using listener = new Listener(broker);
  await using recipe = start(broker);
  await until(() => numbers(listener.lines).length >= 3, () => [listener.lines, recipe.stderr]);
  assertEquals(numbers(listener.lines).slice(0, 3), [1, 2, 3]);
  assert(listener.lines.includes('room/door 0 {"n":2,"level":1}'), String(listener.lines));
  assert(listener.lines.includes("room/online 0 yes"), String(listener.lines));
  for (const [text, state] of [["on", "on"], ["off", "off"], ["on", "on"]]) {
    await broker.publish("room/lamp", text!);
    await until(
      () => recipe.stdout.trimEnd().endsWith(`GPIO17 ${state}`),
      () => [recipe.stdout, recipe.stderr],
    );
  }
  assertEquals(await recipe.end("SIGINT"), 130);
  assertMatch(recipe.stderr, /^No keys press the buttons at GPIO27.*\n$/); // of this board
  assert(recipe.stdout.trimEnd().endsWith("GPIO17 off"), recipe.stdout);
  await until(() => listener.lines.at(-1) === "room/online 0 no", () => listener.lines);
});

Deno.test("examples/recipes/mqtt.ts: what it publishes while the broker is away arrives afterwards", async () => {
  await using broker = new Mosquitto();
  await broker.start();
  await using listener = new Listener(broker);
  await using recipe = start(broker);
  await until(() => numbers(listener.lines).length >= 3, () => [listener.lines, recipe.stderr]);
  await broker.kill();
  const before = Math.max(...numbers(listener.lines));
  await new Promise((resolve) => setTimeout(resolve, 1500)); // fifteen readings
  await broker.start();
  const isBack = () => numbers(listener.lines).some((n) => n > before + 20);
  await until(isBack, () => [listener.lines, recipe.stderr]);
  // Each has come at least once: that is what QoS 1 means.
  const come = new Set(numbers(listener.lines));
  const wanted = Array.from({ length: before + 20 }, (_, i) => i + 1);
  assertEquals(wanted.filter((n) => !come.has(n)), []);
  // The subscription is there again, too.
  await broker.publish("room/lamp", "on");
  await until(() => recipe.stdout.includes("GPIO17 on"), () => [recipe.stdout, recipe.stderr]);
  assertEquals(await recipe.end("SIGTERM"), 143);
  assertEquals(recipe.stderr.match(/; trying again\n/g)?.length, 1, recipe.stderr);
});

Deno.test("examples/recipes/mqtt.ts: its last will is published when it is killed", async () => {
  await using broker = new Mosquitto();
  await broker.start();
  await using listener = new Listener(broker);
  await using recipe = start(broker);
  await until(() => listener.lines.includes("room/online 0 yes"), () => listener.lines);
  await recipe.end("SIGKILL");
  await until(() => listener.lines.at(-1) === "room/online 0 no", () => listener.lines);
});

Deno.test("examples/recipes/mqtt.ts ends at a signal though the broker is away", async () => {
  await using broker = new Mosquitto();
  await broker.start();
  await using listener = new Listener(broker);
  await using recipe = start(broker);
  await until(() => numbers(listener.lines).length >= 1, () => listener.lines);
  await broker.kill();
  await until(() => recipe.stderr.includes("trying again"), () => recipe.stderr);
  assertEquals(await recipe.end("SIGTERM"), 143);
  assert(/\d+ messages are lost: the broker does not answer\n/.test(recipe.stderr), recipe.stderr);
});
