import { format } from "node:util";
import type { Level } from "../machine/boards/board.ts";
import type { BusTransfer } from "../machine/boards/bus_watch.ts";
import { captureConsole, type Printed } from "./captured_console.ts";
import { LevelFeed } from "./level_feed.ts";
import { LogFeed } from "./log_feed.ts";
import type { ShownBoard } from "./shown_board.ts";

/** So many bytes of a transfer are shown. */
const MOST_BYTES = 64;
/** So many characters of what is printed at a time are shown. */
const LONGEST_TEXT = 4000;

/** What pages show of a board: it takes down what happens, and knows nothing of pages. */
export class Scene implements Disposable {
  readonly levels = new LevelFeed();
  readonly log = new LogFeed();
  readonly #board: ShownBoard;
  readonly #ends: (() => void)[];

  /**
   * Looks at a board from now on.
   *
   * @param printed What the program has printed before.
   * @param onNews Called when there is something new, in the middle of a task for example.
   */
  constructor(board: ShownBoard, printed: readonly Printed[], onNews: () => void) {
    this.#board = board;
    const onLevel = (place: number, level: Level, time_ms: number) => {
      this.levels.add(place, level, toUs(time_ms));
      onNews();
    };
    for (const [place, level, ms] of board.past()) this.levels.add(place, level, toUs(ms));
    for (const before of printed) this.#addPrinted(before);
    this.#ends = [
      board.watch(onLevel, (transfer) => {
        this.#addTransfer(transfer);
        onNews();
      }),
      captureConsole((level, data) => {
        this.#addPrinted({ level, data, time_ms: board.time_ms() });
        onNews();
      }),
    ];
  }

  /** The present time. */
  now_us(): number {
    return toUs(this.#board.time_ms());
  }

  /** The levels of the lines. */
  present(): Level[] {
    return this.#board.levels();
  }

  /** Looks at it no more. */
  [Symbol.dispose](): void {
    for (const end of this.#ends) end();
  }

  #addPrinted({ level, data, time_ms }: Printed): void {
    const all = format(...data);
    const text = all.length > LONGEST_TEXT ? `${all.slice(0, LONGEST_TEXT)}…` : all;
    this.log.add({ kind: "console", time_us: toUs(time_ms), level, text });
  }

  #addTransfer({ bus, parts, error }: BusTransfer): void {
    let room = MOST_BYTES;
    let more = 0;
    const shown = parts.map(({ bytes, ...rest }) => {
      const first = [...bytes.subarray(0, room)];
      room -= first.length;
      more += bytes.length - first.length;
      return { ...rest, bytes: first };
    });
    this.log.add({ kind: "bus", time_us: this.now_us(), bus, parts: shown, more, error });
  }
}

function toUs(ms: number): number {
  return Math.round(ms * 1000);
}
