import { assertEquals, assertThrows } from "@std/assert";
import { checkSystem } from "../../src/machine/boards/gpiod_board.ts";
import type { Chip } from "../../ffi/gpio_chip.ts";
import { chipError, lineError, lostChipError } from "../../ffi/libgpiod_errors.ts";
import type { LineSettings } from "../../ffi/gpio_line.ts";

// What the laboratory's kernel cannot be brought to refuse.

const chip = {
  path: "/dev/gpiochip0",
  describe: (offset: number) => ({
    name: offset === 17 ? "GPIO17" : "",
    user: offset === 17 ? "another" : null,
  }),
} as Chip;

function settings(change: Partial<LineSettings>): LineSettings {
  return { mode: "in", pull: undefined, levels: [0], trigger: 0, debounce_ms: 0, ...change };
}

Deno.test("chipError() says why a chip cannot be opened, and what to do", () => {
  const messages = (["ENOENT", "EACCES", "EPERM", "ENODEV", "ENOTTY", "EINVAL"] as const)
    .map((code) => chipError(code, "/dev/gpiochip9").message);
  const doing = "Cannot open the GPIO chip /dev/gpiochip9: ";
  const group =
    "permission denied; `sudo usermod -aG gpio $USER` lets you in from the next login on";
  assertEquals(messages, [
    `${doing}there is no such device; GpiodBoard.chips() lists those there are`,
    doing + group,
    `${doing}the container may not use it; start it with --device /dev/gpiochip9`,
    ...Array(3).fill(`${doing}it is not the device of a GPIO chip`),
  ]);
});

Deno.test("lineError() says who uses a line", () => {
  const error = lineError("EBUSY", "use", chip, [3, 17]);
  assertEquals(
    error.message,
    'Cannot use line 3 of /dev/gpiochip0, GPIO17: GPIO17 is in use by "another"; end that first',
  );
  assertEquals([error.code, error.errno], ["EBUSY", 16]);
});

Deno.test("lineError() says that the kernel keeps a line for itself", () => {
  const { message } = lineError("EPERM", "use", chip, [17]);
  assertEquals(
    message,
    "Cannot use GPIO17: permission denied; the kernel keeps the line for itself",
  );
});

Deno.test("lineError() names what the kernel or the driver lacks", () => {
  for (const code of ["EINVAL", "EOPNOTSUPP"] as const) {
    const message = (change: Partial<LineSettings>) =>
      lineError(code, "configure", chip, [17], settings(change)).message;
    const doing = "Cannot configure GPIO17: the line or its driver has no ";
    assertEquals(
      message({ pull: "pull_up", debounce_ms: 5 }),
      `${doing}pull-up resistors that Linux can switch; use one on the board, and leave out the pull`,
    );
    assertEquals(
      message({ debounce_ms: 5 }),
      `${doing}debouncing; leave out debounce_ms, or update the kernel to 5.10 or later`,
    );
    assertEquals(message({ mode: "open_drain" }), `${doing}open-drain outputs`);
  }
});

Deno.test("lostChipError() and lineError() say that a chip has been unplugged", () => {
  const what = "has been unplugged; plug it in, close its pins, and make them again";
  assertEquals(
    lostChipError("ENODEV", "/dev/gpiochip0").message,
    `Cannot use the GPIO chip /dev/gpiochip0: it ${what}`,
  );
  const gone = {
    path: "/dev/gpiochip0",
    describe: () => {
      throw lostChipError("ENODEV", "/dev/gpiochip0");
    },
  } as unknown as Chip;
  assertEquals(
    lineError("ENODEV", "read", gone, [3]).message,
    `Cannot read line 3 of /dev/gpiochip0: its chip, /dev/gpiochip0, ${what}`,
  );
});

Deno.test("checkSystem() says that other systems have no lines, and what a simulated board is", () => {
  checkSystem("linux");
  for (const [os, name] of [["darwin", "macOS"], ["windows", "Windows"]] as const) {
    const error = assertThrows(() => checkSystem(os));
    assertEquals(
      (error as Error).message,
      `Cannot use GPIO: ${name} has no GPIO lines; run the program on a Raspberry Pi, or set ` +
        "UASYNCIO_BOARD to sim (and permit --allow-env=UASYNCIO_BOARD), or call " +
        "set_board(new SimulatedBoard()), for a simulated board",
    );
  }
});
