/** Starts the watchdog and feeds it no more: the machine restarts, and pi.ts exits with 99. */
import { WDT } from "../../src/machine/mod.ts";

new WDT(0, { timeout: 3000 });
console.log("started");
await new Promise((resolve) => setTimeout(resolve, 60_000));
console.log("still there");
