import { assertEquals, assertStringIncludes } from "@std/assert";
import { Pin } from "../../src/machine/mod.ts";

const PINOUT = new URL("../../src/pinout.ts", import.meta.url).href;

Deno.test("src/pinout.ts names the programs that use the real lines", async () => {
  using _led = new Pin(17, Pin.OUT);
  using _button = new Pin(27, Pin.IN, Pin.PULL_UP);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-ffi", PINOUT],
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertStringIncludes(text, '* pin 11, GPIO17: out, used by "uasyncio"');
  assertStringIncludes(text, '* pin 13, GPIO27: in, used by "uasyncio"');
  assertEquals(text.match(/^\* /gm)?.length, 2);
});

Deno.test("src/pinout.ts does not take the lines of an expander for those of the header", async () => {
  using _pin = new Pin(["lab-expander", 7], Pin.OUT);
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-ffi", "--allow-env=UASYNCIO_BOARD", PINOUT],
    env: { NO_COLOR: "1", UASYNCIO_BOARD: "lab-expander" },
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertStringIncludes(text, "(lab-expander) is not a Raspberry Pi's header");
  assertEquals(text.includes("*"), false);
});
