/** How long, in ms, an empty script takes, one that imports the module, and what is between. */

import { isQuick, median, report } from "./measure.ts";

const RUNS = isQuick ? 9 : 15;

async function timeStart(script: string): Promise<number> {
  const start = performance.now();
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", new URL(`startup/${script}`, import.meta.url).href],
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`${script} failed`);
  return performance.now() - start;
}

await timeStart("empty.ts"); // which also fills Deno's cache
await timeStart("with_module.ts");
const empty: number[] = [];
const importing: number[] = [];
for (let i = 0; i < RUNS; i++) {
  empty.push(await timeStart("empty.ts"));
  importing.push(await timeStart("with_module.ts"));
}
report({
  empty: median(empty),
  importing: median(importing),
  extra: median(importing) - median(empty),
});
