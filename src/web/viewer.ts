import { rowsOfTasks } from "../table_of_tasks.ts";
import { listTasks } from "../task.ts";
import type { Hands } from "./hands.ts";
import type { News } from "./messages.ts";
import { write } from "./request.ts";
import type { Scene } from "./scene.ts";
import { BINARY, CLOSE, encodeFrame, FrameReader, PING, PONG, TEXT } from "./websocket.ts";

/** So many tasks are shown. */
const MOST_TASKS = 100;

/**
 * A page that looks at a board. It is told what is new when it has taken what it was told before:
 * so of a page that does not read, one message is kept, and what it has missed is counted.
 */
export class Viewer {
  readonly #connection: Deno.Conn;
  readonly #scene: Scene;
  readonly #hands: Hands | null;
  /** The numbers of the changes and of the entries that it gets next. */
  #nextLevel: number;
  #nextEntry = 0;
  /** What it knows of lines, tasks and the loop, as JSON. */
  readonly #known = new Map<string, string>();
  /** The frames that are being sent; null if none are. */
  #sending: Promise<void> | null = null;
  #pongs: Uint8Array<ArrayBuffer>[] = [];

  constructor(connection: Deno.Conn, scene: Scene, hands: Hands | null) {
    this.#connection = connection;
    this.#scene = scene;
    this.#hands = hands;
    this.#nextLevel = scene.levels.start();
  }

  /** What is being sent; null if nothing is. */
  get sending(): Promise<void> | null {
    return this.#sending;
  }

  /** Does what the page asks for, until it goes. */
  async listen(): Promise<void> {
    const frames = new FrameReader();
    const buffer = new Uint8Array(4096);
    try {
      while (true) {
        const count = await this.#connection.read(buffer);
        if (count === null) return;
        for (const { kind, payload } of frames.take(buffer.subarray(0, count)) ?? [BAD]) {
          if (kind === CLOSE) return;
          if (kind === PING) this.#pongs = [encodeFrame(PONG, payload)];
          if (kind === TEXT) this.#hands?.act(parseAct(payload));
        }
      }
    } finally {
      this.#hands?.letGo();
    }
  }

  /** Tells what is new of levels and the log; with `all`, also of lines, tasks and the loop. */
  tell(all: Omit<News, "log" | "log_missed"> | null): void {
    if (this.#sending !== null) return;
    const frames = [...this.#pongs];
    this.#pongs = [];
    const news = this.#news(all);
    if (news !== null) frames.push(encodeFrame(TEXT, new TextEncoder().encode(news)));
    const levels = this.#scene.levels.read(this.#nextLevel);
    if (levels !== null) {
      this.#nextLevel = levels.next;
      frames.push(encodeFrame(BINARY, new Uint8Array(levels.message.buffer)));
    }
    if (frames.length === 0) return;
    this.#sending = this.#send(frames).finally(() => this.#sending = null);
  }

  #news(all: News | null): string | null {
    const news: Record<string, unknown> = {};
    if (this.#known.size === 0) {
      news["levels"] = this.#scene.present();
      this.#known.set("levels", "");
    }
    const log = this.#scene.log.read(this.#nextEntry);
    if (log !== null) {
      this.#nextEntry = log.next;
      news["log"] = log.entries;
      if (log.missed > 0) news["log_missed"] = log.missed;
    }
    for (const [name, value] of Object.entries(all ?? {})) {
      const text = JSON.stringify(value);
      if (this.#known.get(name) === text) continue;
      this.#known.set(name, text);
      news[name] = value;
    }
    if (Object.keys(news).length === 0) return null;
    return JSON.stringify({ now_us: this.#scene.now_us(), ...news });
  }

  async #send(frames: Uint8Array[]): Promise<void> {
    try {
      for (const frame of frames) await write(this.#connection, frame);
    } catch {
      // The page has gone; listen() hears of it, too.
    }
  }
}

/** What stands for frames that are none. */
const BAD = { kind: CLOSE, payload: new Uint8Array(0) };

function parseAct(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return null;
  }
}

/** What pages see of the tasks. */
export function tasksForPages(): NonNullable<News["tasks"]> {
  const rows = rowsOfTasks(MOST_TASKS);
  return { rows, more: listTasks().length - rows.length };
}
