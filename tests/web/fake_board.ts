/**
 * What stands for a real board where there is none.
 *
 * @module
 */

import type { Level, LineInfo } from "../../src/machine/boards/board.ts";
import { type HeldLine, HeldLines } from "../../src/machine/boards/held_lines.ts";

/** The path of its chip. */
export const CHIP = "/dev/gpiochip0";

/** What stands for a real board: thirty lines of a chip, some of which are held. */
export class FakeBoard {
  readonly name: string = `${CHIP} (pinctrl-bcm2835)`;
  readonly held = new HeldLines();
  readonly users = new Map<number, string>();
  isThere = true;

  lines(): LineInfo[] {
    if (!this.isThere) throw new Error("the chip has been unplugged");
    return Array.from({ length: 30 }, (_, offset) => ({
      name: offset === 29 ? "" : `NAME_${offset}`,
      chip: CHIP,
      offset,
      direction: "in",
      used_by: this.users.get(offset) ?? null,
    }));
  }

  /** A line that the program holds. */
  hold(offset: number, options: Partial<HeldLine> = {}): { line: HeldLine; give: () => void } {
    const line = { chip: CHIP, offset, mode: "in", pull: null, level: 0, listens: false } as const;
    const holder = { line: { ...line, ...options } as HeldLine, look: () => [holder.line] };
    this.held.add(holder);
    this.users.set(offset, "uasyncio");
    const give = () => {
      this.held.delete(holder);
      this.users.delete(offset);
    };
    return Object.assign(holder, { give });
  }
}

/** The level of a line changes, and nothing tells of it. */
export function setLevel(held: { line: HeldLine }, level: Level): void {
  held.line = { ...held.line, level };
}
