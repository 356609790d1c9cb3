// gather() of nothing does not wait; gathers can be gathered.
import { create_task, gather, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work(name: string, ms: number) {
  await sleep_ms(ms);
  print(name);
  return name;
}

async function both(a: string, b: string) {
  return await gather(() => work(a, 20), () => work(b, 10));
}

function other() {
  print("other runs");
}

async function main() {
  create_task(other);
  print(await gather());
  print(await gather({ return_exceptions: true }));
  print(await gather(() => both("a", "b"), gather(() => work("c", 30)), () => both("d", "e")));
}

await run(main);
