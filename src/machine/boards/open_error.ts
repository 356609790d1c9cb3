import { refused } from "../../../ffi/libc.ts";
import type { ErrorCode } from "../../core/errno.ts";

/**
 * The error for a device that cannot be opened: `missing` says why it may not be there, `group`
 * which one may open it.
 */
export function openError(code: ErrorCode, doing: string, missing: string, group: string): Error {
  if (code === "ENOENT") return refused(code, doing, missing);
  const remedy =
    `permission denied; \`sudo usermod -aG ${group} $USER\` gives it, from the next login on`;
  return refused(code, doing, code === "EACCES" ? remedy : undefined);
}

/** What to say of devices that an overlay makes. */
export function madeByOverlay(devices: string): string {
  return "there is no such device; an overlay in /boot/firmware/config.txt makes one, and " +
    `\`ls ${devices}\` shows those that are there`;
}

/** What to do about lines that no device has; `parameters` are by the line that has the `role`. */
export function madeByLine(
  pins: readonly number[],
  parameters: Readonly<Record<number, string>>,
  role: string,
): string {
  const line = pins.map((pin) => parameters[pin]).find((line) => line !== undefined);
  return line === undefined
    ? `an overlay makes one for ${role} at ${Object.keys(parameters).join(", ")}`
    : `the line ${line} in /boot/firmware/config.txt makes one, from the next boot on`;
}
