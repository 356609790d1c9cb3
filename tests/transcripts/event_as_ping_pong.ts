// Two tasks hand a ball to and fro by two events.
import { create_task, Event, run } from "../../mod.ts";
import { print } from "./print.ts";

async function player(name: string, mine: Event, yours: Event, rounds: number) {
  for (let i = 0; i < rounds; i++) {
    await mine.wait();
    mine.clear();
    print(name, i);
    yours.set();
  }
  print(name, "stops");
}

async function main() {
  const ping = new Event();
  const pong = new Event();
  const tasks = [
    create_task(() => player("ping", ping, pong, 3)),
    create_task(() => player("pong", pong, ping, 3)),
  ];
  ping.set();
  for (const task of tasks) {
    await task;
  }
  print(ping.is_set(), pong.is_set());
}

await run(main);
