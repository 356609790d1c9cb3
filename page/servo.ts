import type { PwmState } from "../src/web/messages.ts";

/** The pulses of a servo, in Hz and µs. */
const FREQ = [40, 60] as const, PULSE = [400, 2600] as const;

/** Whether PWM has the pulses that a servo takes. */
export function isServo({ freq, high_us }: Pick<PwmState, "freq" | "high_us">): boolean {
  return freq >= FREQ[0] && freq <= FREQ[1] && high_us >= PULSE[0] && high_us <= PULSE[1];
}
