import { assertEquals, assertStringIncludes } from "@std/assert";
import { runProgram } from "./processes.ts";

/** What a program says that wants a line, where a command has hidden chips from it alone. */
async function errorAfter(hide: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram("use_line.ts", {
    args: ["17"],
    under: ["unshare", "--mount", "sh", "-c", `${hide} && exec "$@"`, "sh"],
  });
  assertEquals([code, stdout], [1, ""]);
  return stderr;
}

Deno.test("GpiodBoard without a chip says that this is no Raspberry Pi, and what to do", async () => {
  const stderr = await errorAfter("mount -t tmpfs none /dev && mount -t tmpfs none /sys/bus/gpio");
  assertStringIncludes(
    stderr,
    "OSError: Cannot find a GPIO chip: there is no /dev/gpiochip0, so this is no Raspberry Pi; " +
      'set UASYNCIO_BOARD to "sim", or call set_board(new SimulatedBoard())',
  );
  assertStringIncludes(stderr, "its code: ENODEV");
});

Deno.test("GpiodBoard without a header names the chips that there are, and what to do", async () => {
  assertStringIncludes(
    await errorAfter("mount --bind /dev/null /dev/gpiochip0"),
    "RuntimeError: Cannot find the header of a Raspberry Pi: no GPIO chip is labelled " +
      "pinctrl-rp1, pinctrl-bcm2711, pinctrl-bcm2835; there is /dev/gpiochip1 (lab-expander). " +
      'Set UASYNCIO_BOARD to a chip\'s path, or to "sim" for a simulated board, or call set_board()',
  );
});

Deno.test("GpiodBoard in a container without its chips says how it gets one", async () => {
  assertStringIncludes(
    await errorAfter("mount -t tmpfs none /dev"),
    "Cannot find a GPIO chip: there is no /dev/gpiochip0, but the kernel has GPIO chips; give the " +
      "container one of them, by --device /dev/gpiochip0 for example",
  );
});
