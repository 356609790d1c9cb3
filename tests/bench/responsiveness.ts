/** The longest gap, in ms, of the host's 1 ms interval while two tasks yield in tight loops. */

import { create_task, run, sleep, sleep_ms } from "../../mod.ts";
import { report } from "./measure.ts";

async function yieldForever(): Promise<void> {
  while (true) await sleep_ms(0);
}

let last = 0;
let longest = 0;

function tick(): void {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
}

await run(async () => {
  create_task(yieldForever);
  create_task(yieldForever);
  await sleep(0.1); // for the compiler
  last = performance.now();
  const interval = setInterval(tick, 1);
  await sleep(1);
  clearInterval(interval);
  tick(); // it may not have fired at all
});
report({ gap: longest });
