/**
 * Something outside of a simulated board that can be turned: a voltage at an analog input, the
 * temperature of a sensor.
 */
export interface Dial {
  /** What it is, in words; no two dials of a board share it. */
  readonly name: string;
  /** The unit of its value, as in `"V"`. */
  readonly unit: string;
  /** The least value. */
  readonly least: number;
  /** The greatest value. */
  readonly most: number;
  /** Its value; null if it has not been set so far. */
  readonly value: number | null;
  /** Sets it. */
  set(value: number): void;
}
