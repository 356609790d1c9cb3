// A task that a task creates queues up behind everybody who is ready.
import { coro, create_task, run } from "../../mod.ts";
import { print } from "./print.ts";

const branch = coro(async (name: string, depth: number): Promise<void> => {
  print(name);
  if (depth > 0) {
    const left = create_task(branch(name + "l", depth - 1));
    const right = create_task(branch(name + "r", depth - 1));
    print(name, "has branched");
    await left;
    await right;
  }
  print(name, "ends");
});

const main = coro(async () => {
  const root = create_task(branch("root-", 2));
  const other = create_task(branch("other-", 1));
  await other;
  await root;
});

await run(main());
