import { assertEquals, assertStringIncludes } from "@std/assert";
import { get_board, GpiodBoard, Pin } from "../../src/machine/mod.ts";
import { gpiomon, runProgram } from "./processes.ts";
import { drive } from "./wires.ts";

const HEADER = { path: "/dev/gpiochip0", label: "pinctrl-bcm2835", lines: 54 };
const EXPANDER = { path: "/dev/gpiochip1", label: "lab-expander", lines: 8 };

Deno.test("GpiodBoard.chips() lists the chips of the machine", () => {
  assertEquals(GpiodBoard.chips(), [HEADER, EXPANDER]);
});

Deno.test("GpiodBoard is the chip with the label of a Raspberry Pi's header", () => {
  assertEquals(new GpiodBoard().name, "/dev/gpiochip0 (pinctrl-bcm2835)");
  assertEquals(get_board().name, "/dev/gpiochip0 (pinctrl-bcm2835)");
  assertEquals(get_board() === get_board(), true);
});

Deno.test("GpiodBoard is a chip by its path or its label", () => {
  for (const id of [EXPANDER.path, EXPANDER.label]) {
    assertEquals(new GpiodBoard(id).name, "/dev/gpiochip1 (lab-expander)");
  }
});

Deno.test("GpiodBoard.lines() tells name, direction, and who uses a line", async () => {
  await using _other = await gpiomon(9);
  drive(12, 0);
  using _output = new Pin(12, Pin.OUT);
  using _input = new Pin(13, Pin.IN);
  const lines = get_board().lines();
  assertEquals(lines.map(({ offset }) => offset), Array.from({ length: 54 }, (_, n) => n));
  const chip = HEADER.path;
  assertEquals(lines[9], { name: "", chip, offset: 9, direction: "in", used_by: "gpiomon" });
  assertEquals(lines[12], { name: "", chip, offset: 12, direction: "out", used_by: "uasyncio" });
  assertEquals(lines[13], { name: "", chip, offset: 13, direction: "in", used_by: "uasyncio" });
  assertEquals(lines[14]!.used_by, null);
  const names = new GpiodBoard(EXPANDER.label).lines().map(({ name }) => name);
  assertEquals(names, ["EXP_IN", "EXP_OUT", "", "", "", "", "", ""]);
});

for (const board of [EXPANDER.path, EXPANDER.label]) {
  Deno.test(`UASYNCIO_BOARD=${board} chooses the board`, async () => {
    const { stdout, stderr } = await runProgram("use_line.ts", {
      args: ['"EXP_OUT"'],
      flags: ["--allow-ffi", "--allow-env=UASYNCIO_BOARD"],
      env: { UASYNCIO_BOARD: board },
    });
    assertEquals([stdout, stderr], ["/dev/gpiochip1 (lab-expander)\n", ""]);
  });
}

Deno.test("UASYNCIO_BOARD counts only if it may be read, and has to be a chip", async () => {
  const env = { UASYNCIO_BOARD: "nowhere" };
  const unread = await runProgram("use_line.ts", { args: ["17"], env });
  assertEquals(unread.stdout, "/dev/gpiochip0 (pinctrl-bcm2835)\n");
  const flags = ["--allow-ffi", "--allow-env=UASYNCIO_BOARD"];
  const { code, stdout, stderr } = await runProgram("use_line.ts", { args: ["17"], env, flags });
  assertEquals([code, stdout], [1, ""]);
  assertStringIncludes(stderr, 'Cannot open the GPIO chip "nowhere": the chips here are ');
});
