import type { LineId } from "./boards/board.ts";

/** The id of a line as a program writes it. */
export function showId(id: LineId): string {
  return typeof id === "number" ? String(id) : JSON.stringify(id);
}
