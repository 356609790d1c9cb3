// Makes a last will: that a word is written to the file of the first argument. What the second one
// says happens then.
import { LastWill } from "../../ffi/last_will.ts";

const [path = "", end] = Deno.args;
const will = LastWill.make(path, "heartbeat");
if (will === null) throw new Error("there is no shell");
console.log("made");
if (end === "revoke") will.revoke();
else if (end === "exit") Deno.exit();
else if (end === "crash") {
  Deno.dlopen("libc.so.6", { abort: { parameters: [], result: "void" } }).symbols.abort();
} else if (end === "error") throw new Error("an error");
else if (end === "revoke many") {
  will.revoke();
  will.revoke();
  for (let i = 0; i < 50; i++) LastWill.make(path, "heartbeat")!.revoke();
} else setInterval(() => {}, 1000); // until a signal comes
