/**
 * Builds the shim and opens a raw socket; says why not, where that fails.
 *
 *   deno run -A tests/raw/prerequisites.ts
 */

import { AsyncRAW, run } from "../../mod.ts";

const { success } = await new Deno.Command(Deno.execPath(), {
  args: ["run", "-A", new URL("../../ffi/build.ts", import.meta.url).href],
}).spawn().status;
if (!success) Deno.exit(1);
try {
  await run(new AsyncRAW().close());
} catch (error) {
  console.error((error as Error).message);
  Deno.exit(1);
}
