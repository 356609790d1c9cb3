// Uses the first LED of the board twice, and says what its trigger is after each step.

import { LED } from "../../../src/pyb/mod.ts";

/** The first word of the file; an ordinary file keeps what is behind the words that are written. */
function trigger(): string {
  return /\w{4}/.exec(Deno.readTextFileSync("/sys/class/leds/ACT/trigger"))![0];
}

const seen = [trigger()];
const first = new LED(1);
const second = new LED(1);
second.on();
seen.push(trigger());
first.close();
first.close();
seen.push(trigger());
if (Deno.args[0] === "close") {
  second.close();
  seen.push(trigger());
}
console.log(seen.join(", "));
if (Deno.args[0] === "wait") setInterval(() => {}, 1000);
