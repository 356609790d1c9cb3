// Watches lines in all the ways that there are, leaves run(), and tells how many ms the process
// needs for its end.

import { create_task, run, sleep_ms } from "../../../mod.ts";
import { Pin } from "../../../src/machine/mod.ts";

const button = new Pin(6, Pin.IN);
button.irq(() => console.log("edge"));
await run(async () => {
  const edges = new Pin(7, Pin.IN, { debounce_ms: 20 }).edges();
  create_task(async () => {
    for await (const _ of edges);
  });
  create_task(async () => await button.edge());
  await sleep_ms(20);
});
const returned = performance.now();
addEventListener("unload", () => console.log(Math.round(performance.now() - returned)));
