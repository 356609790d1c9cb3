// Awaiting gives what was returned: by a function, by a task, by a nested one.
import { create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function add<T extends number | string>(a: T, b: T) {
  await sleep_ms(0);
  return (a as number) + (b as number);
}

async function nothing() {
  await sleep_ms(0);
}

async function nested(n: number): Promise<unknown[]> {
  if (n === 0) {
    return ["bottom"];
  }
  const deeper = await create_task(() => nested(n - 1));
  return [n, ...deeper];
}

async function main() {
  print(await add(1, 2));
  print(await create_task(() => add("a", "b")));
  print(await nothing(), await create_task(nothing));
  print(await nested(3));
  return "from main";
}

print(await run(main));
