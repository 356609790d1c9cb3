import type { LogEntry } from "../src/web/messages.ts";
import { byId, change, changeText, element } from "./dom.ts";
import type { State } from "./state.ts";

/** What is printed and transferred, and the tasks. Each is drawn again if there is news. */
export class Logs {
  #printed: LogEntry[] | null = null;
  #transfers: LogEntry[] | null = null;
  #tasks: State["tasks"] | null = null;

  /** Shows how things are. */
  update(state: State): void {
    if (this.#printed !== state.console) {
      this.#printed = state.console;
      show(byId("printed"), state.console, "The program has printed nothing so far.");
    }
    if (this.#transfers !== state.buses) {
      this.#transfers = state.buses;
      show(byId("transfers"), state.buses, "No bytes on I2C, SPI or UART so far.");
    }
    if (this.#tasks !== state.tasks) this.#showTasks(this.#tasks = state.tasks);
  }

  #showTasks({ rows, more }: State["tasks"]): void {
    const body = byId<HTMLTableSectionElement>("task-rows");
    rows.forEach(([name = "", does = "", since = ""], i) => {
      const row = body.rows[i] ?? body.insertRow();
      if (row.cells.length === 0) row.append(element("td"), element("td"));
      changeText(row.cells[0]!, name);
      changeText(row.cells[1]!, since === "" ? does : `${does}, for ${since}`);
    });
    const last = more > 0 ? `and ${more} more` : rows.length === 0 ? "none" : "";
    const count = rows.length + (last === "" ? 0 : 1);
    while (body.rows.length > count) body.deleteRow(-1);
    if (last === "") return;
    const row = body.rows[count - 1] ?? body.insertRow();
    if (row.cells.length === 0) row.append(element("td"), element("td"));
    changeText(row.cells[0]!, last);
    changeText(row.cells[1]!, "");
  }
}

function show(place: HTMLElement, entries: readonly LogEntry[], empty: string): void {
  const isAtEnd = place.scrollTop + place.clientHeight >= place.scrollHeight - 30;
  if (entries.length === 0) {
    return place.replaceChildren(element("p", { "class": "empty" }, empty));
  }
  const known = new Map([...place.children].map((child) => [(child as Row).entry, child]));
  place.replaceChildren(...entries.map((entry) => known.get(entry) ?? rowOf(entry)));
  if (isAtEnd) place.scrollTop = place.scrollHeight;
}

type Row = Element & { entry?: LogEntry };

function rowOf(entry: LogEntry): Row {
  const time = element("time", {}, `${(entry.time_us / 1e6).toFixed(3).padStart(8)} `);
  const row: Row = element("p", {}, time);
  row.entry = entry;
  if (entry.kind === "console") {
    change(row, "class", entry.level);
    row.append(entry.text);
    return row;
  }
  const parts = entry.parts.map(({ direction, address, bytes }) => {
    const device = address === undefined ? "" : ` 0x${hex(address)}`;
    return `${direction === "out" ? "→" : "←"}${device} ${bytes.map(hex).join(" ")}`;
  });
  row.append(`${entry.bus} ${parts.join(" ")}${entry.more > 0 ? ` … ${entry.more} more` : ""}`);
  if (entry.error !== null) row.append(element("span", { "class": "failed" }, ` ${entry.error}`));
  return row;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
