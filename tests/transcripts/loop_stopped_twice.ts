// A second stop() does nothing, nor does one while run_forever() does not run.
import { get_event_loop, run, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

const loop = get_event_loop();

async function stop_twice() {
  loop.stop();
  loop.stop();
  print("stopped twice");
  await sleep_ms(0);
  print("this belongs to the next run");
  await sleep_ms(20);
  loop.stop();
}

async function main() {
  loop.stop();
  await sleep_ms(10);
  return "stop() is no matter of run()";
}

print(await run(main));
loop.stop();
loop.create_task(stop_twice);
await loop.run_forever();
print("first run is over");
await loop.run_forever();
print("second run is over");
loop.stop();
loop.close();
print(await loop.run_until_complete(main));
