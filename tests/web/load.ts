/**
 * How exact ten lines at 1 kHz are without a page and with one, and whether the page misses any
 * change; to be run by hand, on a machine that has nothing else to do:
 *
 *   deno run -A tests/web/load.ts [seconds [rounds]]
 */

import { startBrowser } from "./browser.ts";
import { ShownProgram } from "./shown_program.ts";

const seconds = Number(Deno.args[0] ?? 10);
const rounds = Number(Deno.args[1] ?? 3);

/** Toggles ten lines every half millisecond, and tells how late they were, in µs. */
const PROGRAM = `
  import { create_task, gather, run, sleep_ms } from "./mod.ts";
  import { get_board, Pin } from "./src/machine/mod.ts";
  const board = get_board();
  const LINES = [2, 3, 4, 5, 6, 12, 13, 16, 17, 18];
  async function square(line) {
    const pin = new Pin(line, Pin.OUT);
    const end = performance.now() + ${seconds * 1000};
    while (performance.now() < end) {
      pin.toggle();
      await sleep_ms(0.5);
    }
  }
  await run(async () => {
    await sleep_ms(4000);
    await gather(...LINES.map((line) => () => square(line)));
    const widths = LINES.flatMap((line) => {
      const times = board.history(line).map(([time]) => time);
      return times.slice(1).map((time, i) => (time - times[i]) * 1000);
    }).sort((a, b) => a - b);
    const at = (part) => Math.round(widths[Math.floor(widths.length * part)]);
    const changes = LINES.reduce((sum, line) => sum + board.history(line).length, 0);
    console.log(JSON.stringify({ changes, median_us: at(0.5), p99_us: at(0.99) }));
    await sleep_ms(1500);
  });
`;

interface Figures {
  changes: number;
  median_us: number;
  p99_us: number;
}

async function measure(withPage: boolean): Promise<Figures & { seen?: number }> {
  await using program = await ShownProgram.start(PROGRAM);
  if (!withPage) {
    await program.ended();
    return JSON.parse(program.stdout);
  }
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(program.url);
    await program.ended();
    for (const box of await page.locator("#channels input").all()) await box.check();
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save CSV" }).click();
    const text = await Deno.readTextFile(await (await waiting).path());
    return { ...JSON.parse(program.stdout), seen: text.trim().split("\n").length - 1 };
  } finally {
    await browser.close();
  }
}

for (let round = 0; round < rounds; round++) {
  for (const withPage of [false, true]) {
    console.log(withPage ? "with a page   " : "without a page", await measure(withPage));
  }
}
