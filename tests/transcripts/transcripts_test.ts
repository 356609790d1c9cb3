import { assertEquals } from "@std/assert";
import { get_event_loop, new_event_loop } from "../../mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";

// Each program exists twice, in Python and in TypeScript. What MicroPython has
// printed is kept beside them (`deno task transcripts` records it); here the
// TypeScript one has to print the same.

const folder = new URL("./", import.meta.url);
const names = [...Deno.readDirSync(folder)]
  .filter((entry) => entry.name.endsWith(".py"))
  .map((entry) => entry.name.slice(0, -".py".length))
  .sort();

for (const name of names) {
  Deno.test(`transcripts: ${name} prints what MicroPython prints`, async () => {
    const recorded = Deno.readTextFileSync(new URL(`${name}.txt`, folder));
    const lines: string[] = [];
    const { log } = console;
    console.log = (line) => lines.push(line + "\n");
    try {
      // What comes through the network takes real time.
      using _clock = name.startsWith("stream_") ? null : new VirtualClock();
      new_event_loop();
      await import(new URL(`${name}.ts`, folder).href);
    } finally {
      console.log = log;
      get_event_loop().set_exception_handler(null);
      new_event_loop();
    }
    assertEquals(lines.join(""), recorded);
  });
}

Deno.test("transcripts: there are at least 40", () => {
  assertEquals(names.length >= 40, true);
});
