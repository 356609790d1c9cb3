// The characters of the display: a package's, 5 pixels wide and 7 high, in a cell of 8 by 8.

// deno-lint-ignore no-import-prefix -- the library itself depends on nothing
import font from "npm:oled-font-5x7@1.0.3";

/** Gives the columns of a character, from its code; the lowest bit is the uppermost pixel. */
export type Font = (code: number) => Uint8Array;

interface PackagedFont {
  /** The columns of all characters. */
  fontData: number[];
  /** The characters, in their order. */
  lookup: string[];
  width: number;
}

const { fontData, lookup, width } = font as PackagedFont;

/** What stands for a character that the font does not have: a box. */
const BOX = [0x7f, 0x41, 0x41, 0x41, 0x7f];

export const FONT: Font = (code) => {
  const place = lookup.indexOf(String.fromCharCode(code));
  const columns = place < 0 ? BOX : fontData.slice(place * width, (place + 1) * width);
  return Uint8Array.of(0, ...columns, 0, 0);
};
