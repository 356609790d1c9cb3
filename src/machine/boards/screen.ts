/** Of a terminal that does not say its size. */
const USUAL = { columns: 80, rows: 24 };
/** Rows that are not the panel's: at least one for what the program prints, and the lowest one. */
const OTHERS = 2;

const SAVE = "\x1b7";
const RESTORE = "\x1b8";
const CLEAR_REST = "\x1b[K";
const WHOLE_SCREEN = "\x1b[r";

/**
 * A panel at the lower end of the terminal that is drawn over again and again. What the program
 * prints scrolls above it, and what the user types is shown below it, in the lowest row.
 *
 * Between two writes the terminal is as it always is, with the cursor in the lowest row: a
 * program that is killed leaves nothing behind that has to be reset.
 */
export class Screen implements Disposable {
  readonly #writeSync = Deno.stdout.writeSync.bind(Deno.stdout);
  readonly #restore: () => void;
  #size = { columns: 0, rows: 0 };
  /** How many rows the panel has. */
  #height = 0;
  /** What the program has printed since the last end of a line. */
  #unfinished = "";
  /** How many functions that print are on the stack. */
  #depth = 0;

  /** Takes care of what the program prints from now on. */
  constructor() {
    const methods = Object.keys(console) as (keyof Console)[];
    const restores = methods
      .filter((name) => typeof console[name] === "function")
      .map((name) => this.#divert(console, name, () => ""));
    for (const output of [Deno.stdout, Deno.stderr]) {
      if (!output.isTerminal()) continue;
      restores.push(this.#divert(output, "writeSync", (bytes) => this.#endOf(bytes)));
      restores.push(this.#divert(output, "write", (bytes) => this.#endOf(bytes)));
    }
    this.#restore = () => restores.forEach((restore) => restore());
  }

  /** How many characters a row of the panel has at most. */
  get columns(): number {
    return sizeOfTerminal().columns - 1;
  }

  /** Shows these rows. */
  show(rows: readonly string[]): void {
    const size = sizeOfTerminal();
    const most = Math.max(size.rows - OTHERS, 1);
    const shown = rows.length <= most
      ? rows
      : [...rows.slice(0, most - 1), `... and ${rows.length - most + 1} more`];
    let text = "";
    if (this.#height === 0) text += "\n".repeat(Math.min(shown.length + 1, size.rows));
    else if (size.rows !== this.#size.rows || size.columns !== this.#size.columns) {
      text += `${row(size.rows)}${"\n".repeat(size.rows)}`; // all that is there scrolls away
      this.#unfinished = "";
    } else if (shown.length > this.#height) {
      text += this.#begin() + "\n".repeat(shown.length - this.#height) + this.#end();
    }
    const isNew = this.#height === 0 || size.rows !== this.#size.rows;
    const vanished = Math.max(this.#height - shown.length, 0);
    this.#size = size;
    const above = Array<string>(isNew ? 0 : vanished).fill("");
    this.#height = shown.length;
    const first = size.rows - shown.length - above.length;
    const panel = [...above, ...shown].map((words, i) =>
      row(first + i) + [...words].slice(0, size.columns - 1).join("") + CLEAR_REST
    );
    text += isNew ? panel.join("") + row(size.rows) : SAVE + panel.join("") + RESTORE;
    this.#write(text);
  }

  /** The user has typed these words and Enter, so that the terminal has scrolled by a row. */
  takeDown(typed: string): void {
    if (this.#height === 0) return;
    const last = this.#lastOfProgram;
    // The panel is to be drawn again, over what has been typed.
    const record = row(last - 1) + this.#unfinished + typed + CLEAR_REST + row(last) + CLEAR_REST;
    this.#unfinished = "";
    this.#write(SAVE + record + RESTORE);
  }

  /** Leaves the terminal to the program, as it is. */
  [Symbol.dispose](): void {
    this.#restore();
  }

  /** The lowest row of those that the program prints into. */
  get #lastOfProgram(): number {
    return this.#size.rows - this.#height - 1;
  }

  /** From here on what is printed scrolls above the panel. */
  #begin(): string {
    const last = this.#lastOfProgram;
    return `${SAVE}\x1b[1;${last}r${row(last)}${this.#unfinished}`;
  }

  #end(): string {
    return WHOLE_SCREEN + RESTORE;
  }

  /** Calls the method as before, but with the cursor above the panel. */
  #divert<K extends string, A extends unknown[]>(
    object: { [name in K]: (...args: A) => unknown },
    name: K,
    unfinishedBy: (...args: A) => string,
  ): () => void {
    const own = Object.getOwnPropertyDescriptor(object, name);
    const method = object[name];
    object[name] = (...args) => {
      if (this.#height === 0 || this.#depth > 0) return method.apply(object, args);
      this.#write(this.#begin());
      this.#depth++;
      try {
        return method.apply(object, args);
      } finally {
        this.#depth--;
        this.#unfinished = unfinishedBy(...args);
        this.#write(this.#end());
      }
    };
    return () => {
      if (own !== undefined) Object.defineProperty(object, name, own);
      else delete object[name];
    };
  }

  /** What is left of the row, after these bytes. */
  #endOf(bytes: Uint8Array): string {
    const text = this.#unfinished + new TextDecoder().decode(bytes);
    const end = text.slice(text.lastIndexOf("\n") + 1);
    return end.length < this.#size.columns ? end : "";
  }

  #write(text: string): void {
    writeAll(this.#writeSync, text);
  }
}

/** Moves the cursor to the beginning of a row; the first one is 1. */
function row(number: number): string {
  return `\x1b[${number};1H`;
}

function sizeOfTerminal(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize(); // some say 0
    return { columns: columns || USUAL.columns, rows: rows || USUAL.rows };
  } catch {
    return USUAL; // the terminal has gone
  }
}

/** Writes to the terminal or a pipe. That it has gone is no concern of the program. */
export function writeAll(writeSync: (bytes: Uint8Array) => number, text: string): void {
  let bytes = new TextEncoder().encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(writeSync(bytes));
  } catch {
    // As console.log() does, go on without.
  }
}
