// run_until_complete() runs a task that exists, or makes one, and gives its result.
import { get_event_loop, RuntimeError, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

const loop = get_event_loop();

async function work(name: string, ms: number) {
  await sleep_ms(ms);
  print(name, "ends");
  return name;
}

async function fail() {
  await sleep_ms(10);
  throw new RuntimeError("failed");
}

const slow = loop.create_task(() => work("slow", 50));
const quick = loop.create_task(() => work("quick", 20));
print(await loop.run_until_complete(quick), slow.done());
print(await loop.run_until_complete(() => work("new", 0)), slow.done());
try {
  await loop.run_until_complete(fail);
} catch (error) {
  if (!(error instanceof RuntimeError)) throw error;
  print("caught", error.message);
}
print(await loop.run_until_complete(slow));
