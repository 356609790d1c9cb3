import type { LineSettings } from "./gpio_line.ts";
import type { OSError } from "../src/core/os_error.ts";
import type { Chip, LineState } from "./gpio_chip.ts";
import { type ErrorCode, refused } from "./libc.ts";

/** The error for a chip that cannot be opened. */
export function chipError(code: ErrorCode, path: string): OSError {
  const doing = `open the GPIO chip ${path}`;
  switch (code) {
    case "ENOENT":
      return refused(
        code,
        doing,
        "there is no such device; GpiodBoard.chips() lists those there are",
      );
    case "EACCES":
      return refused(
        code,
        doing,
        "permission denied; `sudo usermod -aG gpio $USER` lets you in from the next login on",
      );
    case "EPERM":
      return refused(
        code,
        doing,
        `the container may not use it; start it with --device ${path}`,
      );
    case "ENODEV":
    case "ENOTTY":
    case "EINVAL":
      return refused(code, doing, "it is not the device of a GPIO chip");
    default:
      return refused(code, doing);
  }
}

/** The error for a chip that has been opened, and does not answer any more. */
export function lostChipError(code: ErrorCode, path: string): OSError {
  const doing = `use the GPIO chip ${path}`;
  return code === "ENODEV" ? refused(code, doing, UNPLUGGED) : refused(code, doing);
}

const UNPLUGGED = "it has been unplugged; plug it in, close its pins, and make them again";

/**
 * The error for lines that the kernel does not let us use so.
 *
 * @param settings How they should have been used, if that has been refused.
 */
export function lineError(
  code: ErrorCode,
  verb: string,
  chip: Chip,
  offsets: readonly number[],
  settings?: LineSettings,
): OSError {
  const names = offsets.map((offset) => nameOf(chip, offset));
  const doing = `${verb} ${names.join(", ")}`;
  if (code === "ENODEV") {
    return refused(
      code,
      doing,
      `its chip, ${chip.path}, has been unplugged; plug it in, close its pins, and make them again`,
    );
  }
  if (code === "EBUSY") {
    for (const [i, offset] of offsets.entries()) {
      const user = describe(chip, offset)?.user ?? null;
      if (user !== null) {
        return refused(
          code,
          doing,
          `${names[i]} is in use by ${JSON.stringify(user)}; end that first`,
        );
      }
    }
  }
  if (code === "EACCES" || code === "EPERM") {
    return refused(code, doing, "permission denied; the kernel keeps the line for itself");
  }
  if (
    settings !== undefined && (code === "EINVAL" || code === "EOPNOTSUPP" || code === "ENOTSUP")
  ) {
    const wish = settings.pull
      ? `${
        settings.pull.replace("_", "-")
      } resistors that Linux can switch; use one on the board, ` +
        "and leave out the pull"
      : settings.debounce_ms > 0
      ? "debouncing; leave out debounce_ms, or update the kernel to 5.10 or later"
      : settings.mode === "open_drain"
      ? "open-drain outputs"
      : null;
    if (wish !== null) return refused(code, doing, `the line or its driver has no ${wish}`);
  }
  return refused(code, doing);
}

/** A line as messages call it. */
export function nameOf(chip: Chip, offset: number): string {
  return describe(chip, offset)?.name || `line ${offset} of ${chip.path}`;
}

/** What is known of a line; null where the chip does not answer, which is no news here. */
function describe(chip: Chip, offset: number): LineState | null {
  try {
    return chip.describe(offset);
  } catch {
    return null;
  }
}
