import { assertEquals } from "@std/assert";
import { toCsv, toVcd } from "../../page/waveform.ts";
import { State } from "../../page/state.ts";
import { packChange } from "../../src/web/messages.ts";

const WAVEFORMS = [
  { name: "GPIO17", before: 0 as const, times: [1500, 2000, 7000] },
  { name: "GPIO27", before: 1 as const, times: [2000, 9999] },
  { name: "GPIO5", before: 1 as const, times: [] },
];

const EDGES = [
  "1500 GPIO17 1",
  "2000 GPIO17 0",
  "2000 GPIO27 0",
  "7000 GPIO17 1",
  "9999 GPIO27 1",
];

/** The edges in a value change dump, as `"time line level"`, without the levels at its beginning. */
function edgesIn(vcd: string): string[] {
  const names = new Map(
    [...vcd.matchAll(/\$var wire\s+1 (\S+) (\S+) \$end/g)].map(([, code, name]) => [code!, name!]),
  );
  const edges: string[] = [];
  let time = 0;
  for (const line of vcd.split("$enddefinitions $end")[1]!.split("\n")) {
    if (line.startsWith("#")) time = Number(line.slice(1));
    else if (/^[01]/.test(line) && time > 0) {
      edges.push(`${time} ${names.get(line.slice(1))} ${line[0]}`);
    }
  }
  return edges;
}

Deno.test("page, VCD: it has the edges of the lines", () => {
  assertEquals(edgesIn(toVcd(WAVEFORMS, 12_000)), EDGES);
  assertEquals(toVcd(WAVEFORMS, 12_000).endsWith("#12000\n"), true);
});

Deno.test("page, CSV: it has the edges of the lines", () => {
  const rows = toCsv(WAVEFORMS).trimEnd().split("\n");
  assertEquals(rows[0], "time_ms,line,level");
  assertEquals(
    rows.slice(1).map((row) => row.split(",")).map(([time, line, level]) =>
      `${Number(time) * 1000} ${line} ${level}`
    ),
    EDGES,
  );
});

/** GTKWave's tools, where they are installed. */
const hasGtkwave = await Deno.stat("/usr/bin/vcd2fst").then(() => true, () => false);

Deno.test({
  name: "page, VCD: GTKWave's vcd2fst reads it, and finds the same edges",
  ignore: !hasGtkwave,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    try {
      const run = async (command: string, ...args: string[]) => {
        const { code, stderr } = await new Deno.Command(command, { args, cwd: folder }).output();
        assertEquals(code, 0, new TextDecoder().decode(stderr));
      };
      await Deno.writeTextFile(`${folder}/a.vcd`, toVcd(WAVEFORMS, 12_000));
      await run("vcd2fst", "a.vcd", "a.fst");
      await run("fst2vcd", "-f", "a.fst", "-o", "b.vcd");
      const edges = edgesIn(await Deno.readTextFile(`${folder}/b.vcd`));
      assertEquals(edges.sort(), [...EDGES].sort());
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("page: what has been missed is a gap in the traces, and levels alternate all the same", () => {
  const state = new State();
  const line = (used: boolean) => ({ name: "GPIO0", mode: "out" as const, used, known: true });
  state.take({ now_us: 1000, lines: [line(true)], levels: [1] });
  const levels = (missed: number, ...changes: [number, number][]) =>
    state.takeLevels(
      Float64Array.of(missed, ...changes.map(([level, time]) => packChange(0, level, time))),
    );
  levels(0, [1, 100], [0, 200]);
  levels(7, [0, 5000], [1, 6000]);
  assertEquals(state.gaps, [{ from_us: 1000, to_us: 5000, missed: 7 }]);
  const trace = state.traces[0]!;
  assertEquals([trace.level, trace.levelBefore(0), trace.flashes], [1, 0, 2]);
  assertEquals(trace.duty(100, 200), 1);
  assertEquals(trace.duty(0, 400), 0.25);
  assertEquals(trace.nearest(140), 100);
});
