// Through a chain of awaiting tasks a cancellation reaches the last and comes back.
import { CancelledError, coro, create_task, run, sleep, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

const link = coro(async (depth: number): Promise<void> => {
  try {
    if (depth === 0) {
      await sleep(100);
    } else {
      await create_task(link(depth - 1));
    }
  } catch (error) {
    if (error instanceof CancelledError) print("link", depth, "is cancelled");
    throw error;
  }
});

const main = coro(async () => {
  const task = create_task(link(3));
  const other = create_task(link(0));
  await sleep_ms(10);
  task.cancel();
  try {
    await task;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    print("main knows", task.done(), other.done());
  }
});

await run(main());
