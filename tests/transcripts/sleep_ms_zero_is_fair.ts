// Tasks that yield by sleep_ms(0) take turns, whatever their number of rounds.
import { create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function count(name: string, rounds: number) {
  for (let i = 0; i < rounds; i++) {
    print(name, i);
    await sleep_ms(0);
  }
  return name;
}

async function main() {
  const a = create_task(() => count("a", 4));
  const b = create_task(() => count("b", 2));
  const c = create_task(() => count("c", 3));
  print(await c, "is awaited");
  print(await a, "is awaited");
  print(await b, "is awaited");
}

await run(main);
