import { assert, assertEquals } from "@std/assert";
import { setOutside } from "../outside.ts";

// The examples as they are, on an emulated Raspberry Pi; see tests/lab/pi.ts for what is connected.

/** Starts an example, with the permissions that it documents and no more. */
function start(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", "--allow-ffi", ...args],
    stdout: "piped",
  }).spawn();
}

/** Reads what it prints, and calls back with all of it so far; and with what ends it, Ctrl-C. */
async function watch(
  process: Deno.ChildProcess,
  look: (text: string, end: () => void) => void | Promise<void>,
): Promise<string> {
  let text = "";
  let hasBeenAsked = false;
  const end = () => {
    if (!hasBeenAsked) process.kill("SIGINT");
    hasBeenAsked = true;
  };
  for await (const piece of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (!hasBeenAsked) await look(text, end);
  }
  assertEquals((await process.status).code, 130, text);
  return text;
}

Deno.test("examples/thermometer.ts prints and answers the temperature that is outside", async () => {
  setOutside("thermometer", "temperature", -5_500);
  const answer = async () => (await (await fetch("http://127.0.0.1:8000/")).json()).celsius;
  const program = start("--allow-net=0.0.0.0:8000", "examples/thermometer.ts");
  const text = await watch(program, async (text, end) => {
    if (text.endsWith("-5.50 °C\n")) {
      assertEquals(await answer(), -5.5);
      setOutside("thermometer", "temperature", 12_500);
    } else if (text.endsWith("\n12.50 °C\n")) {
      assertEquals(await answer(), 12.5);
      end();
    }
  });
  assertEquals(text, "-5.50 °C\n12.50 °C\n");
});

Deno.test("examples/eeprom_clock.ts sets the clock, which ticks, and remembers its starts", async () => {
  const pattern = /^Start (\d+)(?:, the one before at (.*))?\n(.*)\n(.*)\n/;
  const seconds = (text = "") => Date.parse(`${text.replace(" ", "T")}Z`) / 1000;
  const matches: RegExpExecArray[] = [];
  for (const args of [["set"], []]) {
    const text = await watch(start("examples/eeprom_clock.ts", ...args), (text, end) => {
      if (pattern.test(text)) end();
    });
    matches.push(pattern.exec(text)!);
  }
  const [first, second] = matches;
  assertEquals(Number(second![1]), Number(first![1]) + 1);
  assertEquals(second![2], first![3]);
  for (const [, , , time, next] of matches) {
    // On a machine that is busy a second may be left out.
    assert([1, 2, 3].includes(seconds(next) - seconds(time)), `${time} and ${next}`);
  }
  assert(Math.abs(seconds(second![4]) - Date.now() / 1000) < 30, second![4]);
});
