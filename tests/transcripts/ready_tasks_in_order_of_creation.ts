// Tasks that become ready run in the order in which they did; main goes last.
import { create_task, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

async function say(name: string) {
  print(name, "begins");
  await sleep_ms(0);
  print(name, "ends");
}

async function main() {
  for (const name of ["first", "second", "third"]) {
    create_task(() => say(name));
  }
  print("main has created them");
  await sleep_ms(0);
  print("main goes on");
  await sleep_ms(0);
  print("main ends");
}

await run(main);
