// stop() ends run_forever() after those who are ready; run_forever() can be called again.
import { get_event_loop, sleep_ms } from "../../mod.ts";
import { print } from "./print.ts";

const loop = get_event_loop();

async function count() {
  for (let i = 0; i < 6; i++) {
    print("count", i);
    await sleep_ms(0);
  }
}

async function stopper() {
  for (let i = 0; i < 2; i++) {
    await sleep_ms(0);
    print("stop");
    loop.stop();
    print("stopped, but goes on to its next wait");
  }
  await sleep_ms(20);
  loop.stop();
}

loop.create_task(stopper);
loop.create_task(count);
for (let i = 0; i < 3; i++) {
  await loop.run_forever();
  print("run", i, "is over");
}
