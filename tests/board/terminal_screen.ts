/** What a terminal shows that has got some text: the part of it that programs here make use of. */
export class TerminalScreen {
  readonly columns: number;
  readonly rows: number;
  /** The rows that have scrolled away above. */
  readonly scrolled: string[] = [];
  #cells: string[][];
  #row = 0;
  #column = 0;
  #saved: [row: number, column: number] = [0, 0];
  /** The rows that scroll. */
  #region: [first: number, last: number];

  constructor(columns = 80, rows = 24) {
    this.columns = columns;
    this.rows = rows;
    this.#cells = Array.from({ length: rows }, () => []);
    this.#region = [0, rows - 1];
  }

  /** Takes text as it comes out of a terminal's line discipline, or as a program writes it. */
  feed(text: string): void {
    // deno-lint-ignore no-control-regex
    const parts = text.matchAll(/\x1b\[([?\d;]*)([A-Za-z])|\x1b([78])|[^]/gu);
    for (const [part, numbers, command, short] of parts) {
      if (command !== undefined) this.#obey(command, numbers!);
      else if (short === "7") this.#saved = [this.#row, this.#column];
      else if (short === "8") [this.#row, this.#column] = this.#saved;
      else if (part === "\n") this.#feedLine();
      else if (part === "\r") this.#column = 0;
      else if (part === "\x1b") throw new Error("an escape sequence that is not known");
      else this.#print(part);
    }
  }

  /** The rows, without blanks at their ends. */
  show(): string[] {
    return this.#cells.map((row) => Array.from(row, (cell) => cell ?? " ").join("").trimEnd());
  }

  /** Where the cursor is; the first row and column are 1. */
  get cursor(): [row: number, column: number] {
    return [this.#row + 1, this.#column + 1];
  }

  #obey(command: string, text: string): void {
    const [first = 0, second = 0] = text.split(";").map(Number);
    if (command === "H") {
      [this.#row, this.#column] = [Math.max(first, 1) - 1, Math.max(second, 1) - 1];
      if (this.#row >= this.rows) throw new Error(`there is no row ${first}`);
    } else if (command === "G") this.#column = Math.max(first, 1) - 1;
    else if (command === "K") this.#cells[this.#row]!.length = first === 2 ? 0 : this.#column;
    else if (command === "J") this.#clearBelow();
    else if (command === "r") {
      if (text !== "" && !(first >= 1 && first < second && second <= this.rows)) return;
      this.#region = text === "" ? [0, this.rows - 1] : [first - 1, second - 1];
      [this.#row, this.#column] = [0, 0];
    } else if (command !== "m") throw new Error(`${command} is not known`);
  }

  #clearBelow(): void {
    this.#cells[this.#row]!.length = this.#column;
    for (const row of this.#cells.slice(this.#row + 1)) row.length = 0;
  }

  #feedLine(): void {
    this.#column = 0;
    const [first, last] = this.#region;
    if (this.#row !== last) this.#row = Math.min(this.#row + 1, this.rows - 1);
    else {
      const [gone] = this.#cells.splice(first, 1);
      if (first === 0) this.scrolled.push(gone!.join(""));
      this.#cells.splice(last, 0, []);
    }
  }

  #print(character: string): void {
    if (this.#column >= this.columns) this.#feedLine();
    const row = this.#cells[this.#row]!;
    for (let i = row.length; i < this.#column; i++) row[i] = " ";
    row[this.#column++] = character;
  }
}
