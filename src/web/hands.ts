import { outside } from "../core/scheduler.ts";
import type { Level } from "../machine/boards/board.ts";
import type { SimulatedBoard } from "../machine/boards/simulated_board.ts";
import type { Touch, Turn } from "./messages.ts";

/** When a contact that bounces changes, in ms after the first touch. */
const BOUNCES = [1, 2, 4, 5, 7, 8];

/** A line stays as it is for so long, in ms, at least: hardly a finger is quicker. */
const LEAST = 80;

/** What one page holds of a simulated board's lines. Its levels belong to no task. */
export class Hands {
  readonly #board: SimulatedBoard;
  /** The levels that the page has asked for last. */
  readonly #levels = new Map<string, Level | null>();
  /** What is to be done, and from when on a line may be touched again. */
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #free = new Map<string, number>();

  constructor(board: SimulatedBoard) {
    this.#board = board;
  }

  /** Does what the page asks for; what makes no sense has no effect. */
  act(act: unknown): void {
    if (typeof act !== "object" || act === null) return;
    if ("dial" in act) this.#turn(act as Partial<Turn>);
    else this.#touch(act);
  }

  #turn({ dial, value }: Partial<Turn>): void {
    const found = this.#board.buses.dials().find(({ name }) => name === dial);
    if (found === undefined || typeof value !== "number") return;
    found.set(Math.min(Math.max(value, found.least), found.most));
  }

  #touch({ line, level, bounces = false }: Partial<Touch>): void {
    if (typeof line !== "string" || (level !== 0 && level !== 1 && level !== null)) return;
    if (!this.#board.lines().some(({ name }) => name === line)) return;
    const now = performance.now();
    const due = Math.max(now, this.#free.get(line) ?? 0);
    this.#free.set(line, due + LEAST);
    const before = this.#levels.get(line) ?? null;
    this.#levels.set(line, level);
    this.#drive(line, level, due - now);
    if (!bounces) return;
    for (const [i, delay] of BOUNCES.entries()) {
      this.#drive(line, i % 2 === 0 ? before : level, due - now + delay);
    }
  }

  /** Lets go of all lines: the page has gone. */
  letGo(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const line of this.#levels.keys()) this.#drive(line, null, 0);
  }

  #drive(line: string, level: Level | null, delay: number): void {
    const drive = () => outside(() => this.#board.drive(line, level));
    if (delay <= 0) return drive();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      drive();
    }, delay);
    Deno.unrefTimer(timer);
    this.#timers.add(timer);
  }
}
