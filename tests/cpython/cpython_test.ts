import { assertEquals } from "@std/assert";
import { interpret } from "./interpreter.ts";
import { programs } from "./programs.ts";
import { jobsOf, transcriptOf } from "./transcript.ts";

// What CPython 3.13 has printed is kept (`deno task transcripts:cpython` records it); our module
// has to print the same, also with each task cancelled in every place.

for (const name of Object.keys(programs)) {
  Deno.test(`transcripts of CPython: ${name} prints the same`, async () => {
    const kept = await Deno.readTextFile(new URL(`${name}.txt`, import.meta.url));
    const jobs = jobsOf(name);
    const printed: string[] = [];
    for (const job of jobs) printed.push(await interpret(job));
    assertEquals(transcriptOf(jobs, printed), kept);
  });
}

Deno.test("transcripts of CPython: there are at least 60", () => {
  assertEquals(Object.keys(programs).length >= 60, true);
});
