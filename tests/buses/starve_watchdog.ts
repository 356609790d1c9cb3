/**
 * Starts the watchdog and feeds it no more: the machine restarts, which is the end of pi.ts. What
 * has been said to it until then counts.
 */
import { WDT } from "../../src/machine/mod.ts";
import { tellOutside } from "./outside.ts";

new WDT(0, { timeout: 3000 });
console.log("the watchdog has been started, and the machine restarts");
tellOutside("exit 0");
await new Promise((resolve) => setTimeout(resolve, 60_000));
console.error("the machine has not restarted");
Deno.exit(1);
