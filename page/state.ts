import {
  type DialState,
  type LineState,
  type LogEntry,
  type News,
  type PwmState,
  unpackChange,
} from "../src/web/messages.ts";
import { type Gap, Trace } from "./traces.ts";

/** So many entries of the log are kept, of each kind. */
const KEPT = 300;

/** Everything that the page knows of the program. */
export class State {
  readonly names: string[] = [];
  lines: readonly LineState[] = [];
  readonly traces: Trace[] = [];
  /** Lines that the program has used, in the order in which it did. */
  readonly used: number[] = [];
  gaps: Gap[] = [];
  console: LogEntry[] = [];
  buses: LogEntry[] = [];
  pwms: readonly PwmState[] = [];
  dials: readonly DialState[] = [];
  tasks: NonNullable<News["tasks"]> = { rows: [], more: 0 };
  board = { name: "", program: "", drives: false };
  runs = false;
  /** How far the program's clock is ahead of the page's, in µs; null before it has been told. */
  #ahead_us: number | null = null;
  /** The latest time of which the page has heard. */
  latest_us = 0;

  /** The program's present time, in µs, as well as the page knows it. */
  now_us(): number {
    if (this.#ahead_us === null) return this.latest_us;
    return Math.max(performance.now() * 1000 + this.#ahead_us, this.latest_us);
  }

  take(news: News): void {
    if (news.now_us !== undefined) this.#setClock(news.now_us);
    if (news.board !== undefined) this.board = news.board;
    if (news.pwms !== undefined) this.pwms = news.pwms;
    if (news.dials !== undefined) this.dials = news.dials;
    if (news.tasks !== undefined) this.tasks = news.tasks;
    if (news.runs !== undefined) this.runs = news.runs;
    if (news.lines !== undefined) this.#setLines(news.lines);
    news.levels?.forEach((level, i) => this.#trace(i).level = level);
    if (news.log === undefined) return;
    if (news.log_missed !== undefined) this.#noteMissed(news.log[0]!.time_us, news.log_missed);
    for (const entry of news.log) {
      (entry.kind === "console" ? this.console : this.buses).push(entry);
    }
    this.console = this.console.slice(-KEPT);
    this.buses = this.buses.slice(-KEPT);
  }

  #noteMissed(time_us: number, count: number): void {
    const text = `${count} lines and transfers missed`;
    this.console.push({ kind: "console", time_us, level: "missed", text });
  }

  takeLevels([missed = 0, ...changes]: Float64Array): void {
    const first = changes[0];
    if (missed > 0 && first !== undefined) {
      const { time_us } = unpackChange(first);
      this.gaps.push({ from_us: this.latest_us, to_us: time_us, missed });
    }
    for (const change of changes) {
      const { line, level, time_us } = unpackChange(change);
      this.#trace(line).add(level, time_us);
      this.latest_us = Math.max(this.latest_us, time_us);
    }
  }

  #setLines(lines: readonly LineState[]): void {
    this.lines = lines;
    lines.forEach(({ name, used, known, mode }, i) => {
      this.names[i] = name;
      this.#trace(i);
      if ((used || (known && mode !== "in")) && !this.used.includes(i)) this.used.push(i);
    });
  }

  #setClock(now_us: number): void {
    const ahead_us = now_us - performance.now() * 1000;
    // What has come late says too little; so the most that was said counts, and drifts back slowly.
    const known = this.#ahead_us ?? ahead_us;
    this.#ahead_us = ahead_us > known ? ahead_us : known + (ahead_us - known) * 0.02;
    this.latest_us = Math.max(this.latest_us, now_us);
  }

  #trace(line: number): Trace {
    return this.traces[line] ??= new Trace();
  }
}
