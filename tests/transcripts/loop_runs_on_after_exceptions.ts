// run_forever() goes on when a task fails, and hears of it from the handler.
import { get_event_loop, RuntimeError, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

const loop = get_event_loop();

async function fail(ms: number) {
  await sleep_ms(ms);
  throw new RuntimeError("after " + ms);
}

async function stop(ms: number) {
  await sleep_ms(ms);
  print("stop");
  loop.stop();
}

loop.set_exception_handler(
  (_loop, context) => print("reported", (context.exception as Error).message),
);
loop.create_task(() => stop(50));
for (const ms of [40, 20, 60]) {
  loop.create_task(() => fail(ms));
}
await loop.run_forever();
print("the last one is left over");
loop.create_task(() => stop(50));
await loop.run_forever();
