// gather() gives the results in the order of its arguments, whoever ends first.
import { create_task, gather, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function work(name: string, ms: number) {
  print(name, "begins");
  await sleep_ms(ms);
  print(name, "ends");
  return name;
}

async function main() {
  print(await gather(() => work("a", 30), () => work("b", 10), () => work("c", 20)));
  const task = create_task(() => work("task", 10));
  print(await gather(() => work("coroutine", 0), task));
}

await run(main);
