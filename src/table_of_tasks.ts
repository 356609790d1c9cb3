import { histories, whereCreated } from "./core/histories.ts";
import { whereabouts } from "./core/whereabouts.ts";
import { fiberOf, listTasks } from "./task.ts";

/** A task in words: its name, what it does, for how long, and where it was created. */
export type TaskRow = [name: string, does: string, since: string, created: string];

/** The tasks that have not ended, or the first of them. */
export function rowsOfTasks(most = Infinity): TaskRow[] {
  return listTasks().slice(0, most).map((task) => {
    const fiber = fiberOf(task);
    const since = histories.get(fiber)?.since;
    return [
      task.get_name() || "(no name)",
      whereabouts(fiber),
      since === undefined ? "" : formatTime(performance.now() - since),
      whereCreated(fiber),
    ];
  });
}

/** A table of all tasks that have not ended, one a line. */
export function tableOfTasks(): string {
  const rows = rowsOfTasks();
  const table = [["Task", "Does", "For", "Created"], ...rows];
  const isKnown = rows.some(([, , since]) => since !== "");
  return format(isKnown ? table : table.map((row) => row.slice(0, 2)));
}

function format(table: string[][]): string {
  const widths = table[0]!.map((_, column) =>
    table.reduce((widest, row) => Math.max(widest, row[column]!.length), 0)
  );
  return table.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd())
    .join("\n");
}

function formatTime(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
