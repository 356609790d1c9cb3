// Drives a line, whose id is its argument in JSON, and says which board has it.

import { OSError } from "../../../mod.ts";
import { get_board, Pin } from "../../../src/machine/mod.ts";

try {
  new Pin(JSON.parse(Deno.args[0]!), Pin.OUT, { value: 1 });
  console.log(get_board().name);
} catch (error) {
  if (error instanceof OSError) console.error("its code:", error.code);
  throw error;
}
