/**
 * The README's tables of figures, made of what was recorded for this version.
 *
 *   deno task bench:readme     writes them
 *
 * A test compares the README with them.
 */

import type { Measured, Recorded } from "./record.ts";
import { readRecord } from "./record.ts";

const root = new URL("../../", import.meta.url);

type Name = keyof Omit<Measured, "label" | "unit">;

/** A line of a table. */
interface Line {
  label: string;
  subject: string;
  figure: string;
  /** How the README shows the unit, and how many of the recorded ones it is. */
  unit?: [name: string, size: number];
  /** Columns that are left empty, as what stands there would mislead. */
  without?: Name[];
}

interface Table {
  columns: [title: string, name: Name][];
  lines: Line[];
}

const line = (
  label: string,
  subject: string,
  figure = subject,
  more: Partial<Line> = {},
): Line => ({
  label,
  subject,
  figure,
  ...more,
});

/** By the names that the README marks them with. */
export const tables: Record<string, Table> = {
  scheduler: {
    columns: [
      ["here", "ours"],
      ["CPython", "python"],
      ["MicroPython", "micropython"],
      ["bare promises", "bare"],
    ],
    lines: [
      line("a switch from task to task, 1 task", "switches", "switch_1"),
      line("the same, 100 tasks", "switches", "switch_100"),
      line("the same, 10,000 tasks, all ready", "switches", "switch_10000"),
      line("to create a task and await its end", "spawn"),
      line("a hand-over from event to event", "ping_pong"),
      line("CPU time of 100,000 sleepers, made and cancelled", "sleepers", "total_cpu"),
      line("heap of a sleeping task", "sleeper_memory", "sleeper_bytes", { unit: ["B", 1] }),
      line("`sleep_ms(5)` lasts so much longer", "precision", "median_5"),
      line("CPU time of `sleep_ms(5)` in a loop", "precision", "cpu_5"),
      line("to import the module", "import_time", "extra"),
    ],
  },
  network: {
    columns: [["here", "ours"], ["raw Deno", "bare"], ["CPython", "python"], ["uvloop", "uvloop"]],
    lines: [
      line("1 connection, 64 bytes", "streams", "rate_1", { unit: ["", 1] }),
      line("50 connections, 64 bytes", "streams", "rate_50", { unit: ["", 1] }),
      line("1,000 connections, 64 bytes", "streams", "rate_1000", { unit: ["", 1] }),
      line("10 connections, 64 KiB, `read`", "streams", "rate_large", { unit: ["", 1] }),
      line("10 connections, 64 KiB, by `readinto`", "streams", "rate_large_into", {
        unit: ["", 1],
      }),
      line("UDP, client and server in one process", "udp", "rate", { unit: ["", 1] }),
    ],
  },
  gpio: {
    columns: [["here", "ours"], ["C, libgpiod", "bare"], ["Python, gpiod", "python"]],
    lines: [
      line("`value(x)` sets a line", "gpio", "set_2", { unit: ["µs", 1000] }),
      line("`value()` reads one", "gpio", "get_2", { unit: ["µs", 1000] }),
      line("from an edge to its handler", "gpio", "irq_2", { unit: ["ms", 1000] }),
      line("from an edge to the task that awaits", "gpio", "task_2", {
        unit: ["ms", 1000],
        without: ["bare"],
      }),
    ],
  },
};

/** A number as the README has it: no more digits than mean something. */
function format(value: number, [unit, size]: [string, number]): string {
  const number = value / size;
  const digits = number >= 10 ? 0 : number >= 1 ? 1 : 2;
  const text = Number(number.toFixed(digits)).toLocaleString("en");
  return unit === "" ? text : `${text} ${unit}`;
}

/** The cells of a table, its head first. */
export function cellsOf({ columns, lines }: Table, record: Recorded): string[][] {
  const head = ["", ...columns.map(([title]) => title)];
  return [
    head,
    ...lines.map(({ label, subject, figure, unit, without }) => {
      const measured = record.subjects[subject]?.figures[figure];
      if (measured === undefined) {
        throw new Error(
          `Cannot show ${subject}, ${figure}: it is not in the record of the version`,
        );
      }
      return [
        label,
        ...columns.map(([, name]) => {
          const value = measured[name];
          if (value === undefined || without?.includes(name)) return "";
          return format(value, unit ?? [measured.unit, 1]);
        }),
      ];
    }),
  ];
}

/** What was measured and when, of the subjects of a table. */
export function originOf({ lines }: Table, record: Recorded): string {
  const runs = lines.map(({ subject }) => record.subjects[subject]!);
  return [...new Set(runs.map(({ commit, date }) => `${commit} (${date})`))].join(", ");
}

/** The part of the README that has a table, with the marks around it. */
export const partOf = (name: string): RegExp =>
  new RegExp(`(?<=<!-- figures of ${name}: .*? -->\n)[^]*?(?=<!-- end of figures -->)`);

function render(table: Table, record: Recorded): string {
  const [head = [], ...rows] = cellsOf(table, record);
  const ruler = head.map((_, i) => i === 0 ? "-" : "-:");
  const lines = [head, ruler, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `\n${lines.join("\n")}\n\nMeasured at ${originOf(table, record)}.\n\n`;
}

if (import.meta.main) {
  const url = new URL("README.md", root);
  let readme = Deno.readTextFileSync(url);
  const record = readRecord();
  for (const [name, table] of Object.entries(tables)) {
    if (!partOf(name).test(readme)) throw new Error(`Cannot write: README.md marks no ${name}`);
    readme = readme.replace(partOf(name), () => render(table, record));
  }
  Deno.writeTextFileSync(url, readme);
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", url.pathname] }).spawn()
    .status;
}
