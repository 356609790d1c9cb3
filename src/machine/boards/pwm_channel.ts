/** What a PWM line outputs. */
export interface PwmSignal {
  /** How long a cycle is. */
  readonly period_ns: number;
  /** How long the pulse of each cycle is. */
  readonly duty_ns: number;
  /** Whether the pulses are low, and what is between them is high. */
  readonly invert: boolean;
}

/** What a program has asked a PWM line for, as far as it has. */
export interface PwmSettings {
  /** In Hz. */
  readonly freq: number | null;
  /** A ratio, of 65535, or a time: the one that is kept when the frequency changes. */
  readonly duty: { readonly u16: number } | { readonly ns: number } | null;
  /** Whether the pulses are low. */
  readonly invert: boolean;
}

/** A PWM line that is in use; `PWM` stands on it. */
export interface PwmChannel {
  /** As messages call it. */
  readonly name: string;
  /** What it has been asked for, by all objects that use it; null if by none so far. */
  settings: PwmSettings | null;
  /**
   * Outputs this from now on.
   *
   * @throws {OSError} If the driver refuses.
   */
  output(signal: PwmSignal): void;
  /** Gives it back. The last one that does so ends the output. */
  close(): void;
}

/** Which line: by its number, or by the chip, a device of Linux, and the channel there. */
export type PwmAddress = number | readonly [device: string, channel: number];

/** The line as messages call it. */
export function nameOf(address: PwmAddress): string {
  return typeof address === "number" ? `GPIO${address}` : `channel ${address[1]} of ${address[0]}`;
}

/** How long a cycle is at a frequency. */
export function periodOf(freq: number): number {
  return Math.round(1e9 / freq);
}
