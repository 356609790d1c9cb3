import { assert, assertEquals, assertMatch } from "@std/assert";
import { eventually, type Page, startBrowser } from "./browser.ts";
import { BoardPage } from "../../src/web/board_page.ts";
import { ShownHardware } from "../../src/web/shown_hardware.ts";
import { CHIP, FakeBoard, setLevel } from "./fake_board.ts";
import { ShownProgram } from "./shown_program.ts";

const browser = await startBrowser();
addEventListener("unload", () => browser.close());

/** A test of a program and its page. */
function testPage(
  name: string,
  program: string,
  body: (page: Page, shown: ShownProgram) => Promise<void>,
  options: Parameters<typeof browser.newContext>[0] = {},
): void {
  Deno.test({
    name,
    sanitizeOps: false, // those of the browser
    sanitizeResources: false,
    fn: async () => {
      await using shown = await ShownProgram.start(program);
      const context = await browser.newContext({ reducedMotion: "reduce", ...options });
      try {
        context.setDefaultTimeout(10_000);
        const page = await context.newPage();
        const errors: string[] = [];
        page.on("pageerror", ({ message }) => errors.push(message));
        await page.goto(shown.url);
        await body(page, shown);
        assertEquals(errors, []);
      } finally {
        await context.close();
      }
    },
  });
}

/** Keeps, in the page, what an attribute of a light becomes, and when. */
async function follow(page: Page, line: string, attribute: string): Promise<void> {
  await page.locator(`.light[data-line=${line}]`).waitFor();
  await page.evaluate(`{
    const light = document.querySelector(".light[data-line=${line}]");
    const values = globalThis["${line} ${attribute}"] = [];
    new MutationObserver(() => {
      const value = light.getAttribute("${attribute}");
      if (values.at(-1)?.[1] !== value) values.push([Date.now(), value]);
    }).observe(light, { attributes: true, attributeFilter: ["${attribute}"] });
  }`);
}

function followed(page: Page, line: string, attribute: string): Promise<[number, string][]> {
  return page.evaluate(`globalThis["${line} ${attribute}"]`);
}

/** What the page saves as a table, by lines: pairs of a time in ms and a level. */
async function savedTable(page: Page): Promise<Record<string, [number, number][]>> {
  const text = await savedBy(page, "Save CSV");
  const table: Record<string, [number, number][]> = {};
  for (const row of text.trim().split("\n").slice(1)) {
    const [time, line, level] = row.split(",");
    (table[line!] ??= []).push([Number(time), Number(level)]);
  }
  return table;
}

async function savedBy(page: Page, button: string): Promise<string> {
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  return await Deno.readTextFile(await (await waiting).path());
}

/** Times with the precision of a table. */
function rounded(history: [number, number][]): [number, number][] {
  return history.map(([time, level]) => [Number(time.toFixed(3)), level]);
}

testPage(
  "examples/blink.ts, page: its lights flash, and its traces are, as board.history() says",
  "tests/web/blink_and_tell.ts",
  async (page, shown) => {
    const before = [];
    for (const line of ["LED1", "LED2"]) {
      await follow(page, line, "data-lit");
      before.push(
        Number(await page.locator(`.light[data-line=${line}]`).getAttribute("data-flashes")),
      );
    }
    assertEquals(await shown.ended(), 0);
    const histories: [number, number][][] = JSON.parse(shown.stdout);
    await page.getByText("The program has ended").waitFor();
    const table = await savedTable(page);
    for (const [i, line] of ["LED1", "LED2"].entries()) {
      const flashes = histories[i]!.filter(([, level]) => level === 1).length;
      assertEquals(table[line], rounded(histories[i]!));
      const light = page.locator(`.light[data-line=${line}]`);
      await eventually(async () =>
        assertEquals(await light.getAttribute("data-flashes"), String(flashes))
      );
      const seen = (await followed(page, line, "data-lit")).filter(([, lit]) => lit === "true");
      const wanted = flashes - before[i]!;
      // One may have been lit just then.
      assert(Math.abs(seen.length - wanted) <= 1, `${seen.length} of ${wanted}`);
    }
  },
);

testPage(
  "examples/button.ts, page: a click toggles the light",
  "examples/button.ts",
  async (page) => {
    const light = page.locator(".light[data-line=GPIO17]");
    const button = page.getByRole("button", { name: "Button at GPIO27" });
    for (const level of ["1", "0", "1"]) {
      await button.click();
      await page.locator(`.light[data-line=GPIO17][data-level="${level}"]`).waitFor();
    }
    await eventually(async () =>
      assertEquals(await light.getAttribute("aria-label"), "Light at GPIO17: on")
    );
  },
);

testPage(
  "examples/button.ts, page: the wiring that it saves is the picture of the gallery",
  "examples/button.ts",
  async (page) => {
    await page.getByRole("button", { name: "Button at GPIO27" }).waitFor();
    const picture = new URL("../../docs/wiring/button.svg", import.meta.url);
    assertEquals(await savedBy(page, "Save wiring"), await Deno.readTextFile(picture));
  },
);

Deno.test({
  name: "serve_board() of a real board, page: it shows what is so, and pressing has no effect",
  sanitizeOps: false, // those of the browser
  sanitizeResources: false,
  fn: async () => {
    const board = new FakeBoard();
    board.users.set(9, "spi0 CS0");
    const led = board.hold(17, { mode: "out" });
    const button = board.hold(27, { pull: "pull_up", level: 1 });
    using served = new BoardPage(new ShownHardware(board, board.held), {});
    const context = await browser.newContext({ reducedMotion: "reduce" });
    try {
      const page = await context.newPage();
      let sent = 0;
      page.on("websocket", (socket) => socket.on("framesent", () => sent++));
      await page.goto(served.url);
      const input = page.locator(".press[data-line=GPIO27]");
      await page.locator('.press[aria-label="Input at GPIO27: high"]').waitFor();
      await input.click({ force: true });
      await input.dispatchEvent("pointerdown", { button: 0, pointerId: 1 });
      await page.keyboard.press("1");
      assertEquals(await input.getAttribute("aria-pressed"), "false");
      setLevel(button, 0);
      await page.locator('.press[aria-pressed="true"]').getByText("low").waitFor();
      setLevel(led, 1);
      board.held.drove(CHIP, 17, 1);
      await page.locator('.light[data-line=GPIO17][data-level="1"]').waitFor();
      await page.locator('g[aria-label^="Pin 21,"]').click();
      await page.getByText("in use by spi0 CS0").waitFor();
      assertEquals(await page.locator("#fingers").isVisible(), false);
      const path = Deno.env.get("UASYNCIO_SCREENSHOTS");
      if (path !== undefined) {
        await page.screenshot({ path: `${path}/watched.png`, fullPage: true });
      }
      assertEquals([sent, button.line.level], [0, 0]);
    } finally {
      await context.close();
    }
  },
});

const EDGES = `
  import { run } from "./mod.ts";
  import { Pin } from "./src/machine/mod.ts";
  const button = new Pin(27, Pin.IN, Pin.PULL_UP);
  await run(async () => {
    for await (const { level } of button.edges()) console.log(level);
  });
`;

testPage("page: a finger presses a button and lets go of it", EDGES, async (page, shown) => {
  await page.getByRole("button", { name: "Button at GPIO27" }).tap();
  await shown.until(() => shown.stdout === "0\n1\n");
}, { hasTouch: true });

testPage(
  "page: contacts bounce if they are to, and end at the right level",
  EDGES,
  async (page, shown) => {
    await page.getByLabel("contacts bounce").check();
    await page.getByRole("button", { name: "Button at GPIO27" }).click({ delay: 50 });
    await shown.until(() => shown.stdout.length === 2 * 14);
    assertEquals(shown.stdout, "0\n1\n".repeat(7));
  },
);

testPage(
  "page: a button stays down as a switch; a page that goes lets go of it",
  EDGES,
  async (page, shown) => {
    await page.getByLabel("buttons stay down").check();
    const button = page.getByRole("button", { name: "Button at GPIO27" });
    await button.click();
    await shown.until(() => shown.stdout === "0\n");
    await eventually(async () => assertEquals(await button.getAttribute("aria-pressed"), "true"));
    await button.click();
    await shown.until(() => shown.stdout === "0\n1\n");
    await button.click();
    await shown.until(() => shown.stdout === "0\n1\n0\n");
    await page.close();
    await shown.until(() => shown.stdout === "0\n1\n0\n1\n");
  },
);

const HELD = `
  import { Event, run } from "./mod.ts";
  import { Pin } from "./src/machine/mod.ts";
  import { Pushbutton } from "./src/primitives/mod.ts";
  const button = new Pushbutton(new Pin(27, Pin.IN, Pin.PULL_UP), { suppress: true });
  button.release_func(() => console.log("click"));
  button.long_func(() => console.log("long"));
  await run(new Event().wait());
`;

testPage("Pushbutton, page: a key that is held makes a long press", HELD, async (page, shown) => {
  await page.getByRole("button", { name: "Button at GPIO27" }).waitFor();
  await page.keyboard.down("1");
  await shown.until(() => shown.stdout === "long\n");
  await page.keyboard.up("1");
  await page.keyboard.press("1");
  await shown.until(() => shown.stdout === "long\nclick\n");
  await page.locator("#printed").getByText("click").waitFor(); // the page shows it, too
});

testPage(
  "examples/traffic_light.ts, page: its whole course",
  "examples/traffic_light.ts",
  async (page) => {
    const names: Record<string, string> = { GPIO17: "red", GPIO27: "yellow", GPIO22: "green" };
    for (const line of Object.keys(names)) await follow(page, line, "data-level");
    await page.locator('.light[data-line=GPIO22][data-level="1"]').waitFor();
    await page.keyboard.press("1");
    const isLit = (line: string, level: number) =>
      page.locator(`.light[data-line=${line}][data-level="${level}"]`).waitFor();
    const seen: string[] = [];
    for (const [lit, dark] of [["GPIO27", "GPIO22"], ["GPIO17", "GPIO27"]] as const) {
      await isLit(lit, 1);
      await isLit(dark, 0);
      seen.push(names[lit]!);
    }
    await isLit("GPIO27", 1); // with the red one
    await isLit("GPIO17", 1);
    await isLit("GPIO22", 1);
    await isLit("GPIO17", 0);
    assertEquals(seen, ["yellow", "red"]);
    const levels = async (line: string) =>
      (await followed(page, line, "data-level")).map(([, level]) => level).join("");
    assertMatch(await levels("GPIO22"), /^1?01$/);
    assertEquals([await levels("GPIO27"), await levels("GPIO17")], ["1010", "10"]);
  },
);

testPage(
  "examples/reaction_game.ts, page: it is played to its end by keyboard alone",
  "examples/reaction_game.ts",
  async (page, shown) => {
    await page.getByRole("button", { name: "Button at GPIO27" }).focus();
    for (let round = 1; round <= 5; round++) {
      await shown.until(() => shown.stdout.includes(`Round ${round} of 5`));
      await page.keyboard.press("Space");
      await page.locator('.light[data-line=GPIO17][data-level="1"]').waitFor();
      await page.waitForTimeout(130); // nobody is faster
      await page.keyboard.press("Space");
      await page.locator('.light[data-line=GPIO17][data-level="0"]').waitFor();
    }
    assertEquals(await shown.ended(), 0);
    assertMatch(shown.stdout, /Your best: \d{3} ms\n$/);
    await page.locator("#printed").getByText("Your best").waitFor();
  },
);

const SQUARE = `
  import { run, sleep_ms } from "./mod.ts";
  import { get_board, Pin } from "./src/machine/mod.ts";
  const board = get_board();
  const [one, other] = [new Pin(17, Pin.OUT), new Pin(18, Pin.OUT)];
  await run(async () => {
    for (let i = 0; i < 60; i++) {
      one.toggle();
      if (i % 3 === 0) other.toggle();
      await sleep_ms(40);
    }
    console.log(JSON.stringify([17, 18].map((line) => board.history(line))));
  });
`;

testPage(
  "page, oscilloscope: cursors measure a period as board.history() has it",
  SQUARE,
  async (page, shown) => {
    await page.getByRole("checkbox", { name: "GPIO18" }).uncheck();
    await page.getByRole("button", { name: "Zoom in" }).click();
    await page.getByRole("button", { name: "Zoom in" }).click(); // a second wide
    await eventually(async () =>
      assertEquals(await page.locator("#span").textContent(), "1 s wide")
    );
    await shown.ended();
    const [history] = JSON.parse(shown.stdout) as [number, number][][];
    const screen = page.locator("#screen");
    await screen.focus();
    for (const key of ["Space", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"]) {
      await page.keyboard.press(key);
    }
    await page.keyboard.press("Shift+ArrowRight");
    await eventually(() => checkMeasured(page, history!, 2));

    // By mouse: two seconds wide, so that an edge is near everywhere.
    await page.getByRole("button", { name: "Zoom out" }).click();
    await page.waitForTimeout(100);
    const { width } = (await screen.boundingBox())!;
    for (const part of [0.1, 0.35]) {
      await screen.click({ position: { x: Math.round(width * part), y: 20 } });
    }
    await eventually(() => checkMeasured(page, history!, null));
  },
);

/** Makes sure that both cursors are at edges, so many from each other, with the right difference. */
async function checkMeasured(page: Page, history: [number, number][], apart: number | null) {
  const text = (await page.locator("#measured").textContent())!;
  const [, a, b, difference, rate] =
    /^A at (.*), B at (.*): B − A is (.*) \((.*) Hz\)$/.exec(text) ?? [];
  assert(rate !== undefined, text);
  const times = history.map(([time]) => time);
  const placeOf = (text: string) => times.findIndex((time) => Math.abs(time - inMs(text)) <= 0.051); // what is shown is rounded
  const [from, to] = [placeOf(a!), placeOf(b!)];
  assert(from >= 0 && to > from, `${text}; edges are at ${times}`);
  if (apart !== null) assertEquals(to - from, apart);
  const period_ms = times[to]! - times[from]!;
  assert(Math.abs(inMs(difference!) - period_ms) / period_ms < 0.01, text);
  assert(Math.abs(Number(rate) - 1000 / period_ms) * period_ms / 1000 < 0.01, text);
}

/** A time as the page shows it. */
function inMs(text: string): number {
  const [number, unit] = text.split(" ");
  return Number(number) * { s: 1000, ms: 1, "µs": 0.001 }[unit!]!;
}

testPage(
  "page, oscilloscope: a trigger holds an edge in the middle",
  SQUARE,
  async (page, shown) => {
    await page.getByLabel("Trigger").selectOption({ label: "GPIO18 falls" });
    await page.getByRole("button", { name: "Zoom in" }).click();
    await shown.ended();
    const [, history] = JSON.parse(shown.stdout) as [number, number][][];
    await page.waitForTimeout(100);
    const screen = page.locator("#screen");
    const { width } = (await screen.boundingBox())!;
    await screen.click({ position: { x: Math.round(width / 2), y: 46 + 20 } });
    await eventually(async () => {
      const at = (await page.locator("#measured").textContent())!.replace("A at ", "");
      const edge = history!.find(([time]) => Math.abs(time - inMs(at)) <= 0.051);
      assertEquals(edge?.[1], 0);
    });
  },
);

const BUSES = `
  import { run, sleep_ms, StreamWriter } from "./mod.ts";
  import { get_board, I2C, SPI, UART } from "./src/machine/mod.ts";
  const board = get_board();
  board.i2c(1).attach(0x48, { registers: Uint8Array.of(0x15, 0x80) });
  board.spi(0).attach({ exchange: (bytes) => bytes });
  async function read_all() {
    new I2C(1).readfrom_mem(0x48, 0, 2);
    try {
      new I2C(1).writeto(0x50, Uint8Array.of(7));
    } catch { /* there is no such device */ }
    new SPI(0).write(Uint8Array.of(1, 2, 3));
    await new StreamWriter(new UART(0)).awrite("hi");
    await sleep_ms(60_000);
  }
  await run(read_all);
`;

testPage("page: bytes of I2C, SPI and UART, and the tasks", BUSES, async (page) => {
  const transfers = page.locator("#transfers");
  await transfers.getByText("→ 0x48 00 ← 0x48 15 80").waitFor();
  await transfers.getByText("→ 0x50 07").getByText("no device").waitFor();
  await transfers.getByText("SPI bus 0, chip select 0 → 01 02 03").waitFor();
  await transfers.getByText("UART 0 → 68 69").waitFor();
  await page.locator("#task-rows").getByText("asleep for").waitFor();
  const name = page.locator("#task-rows td").first();
  await eventually(async () => assertEquals(await name.textContent(), "read_all"));
});

const DIALS = `
  import { run, sleep_ms } from "./mod.ts";
  import { ADC } from "./src/machine/mod.ts";
  import { DHT22 } from "./src/dht/mod.ts";
  const adc = new ADC(0);
  const dht = new DHT22(4);
  await run(async () => {
    while (true) {
      try {
        await dht.measure();
        console.log("temperature", dht.temperature());
      } catch { /* there is no sensor so far */ }
      console.log("voltage", adc.read_uv() / 1e6);
      await sleep_ms(50);
    }
  });
`;

testPage(
  "examples/level_meter.ts, page: it shows what was printed at once",
  "examples/level_meter.ts",
  async (page) => {
    await page.locator("#printed").getByText("] 0 %").waitFor();
    await page.getByLabel("buttons stay down").check();
    await page.keyboard.press("1");
    await page.locator("#printed").getByText("] 25 %").waitFor();
  },
);

const SERVO = `
  import { run, sleep_ms } from "./mod.ts";
  import { PWM } from "./src/machine/mod.ts";
  const servo = new PWM(18, { freq: 50, duty_ns: 2_000_000 });
  const lamp = new PWM(12, { freq: 1000, duty_u16: 16384 });
  await run(async () => {
    await sleep_ms(1500);
    servo.duty_ns(1_000_000);
    await sleep_ms(60_000);
  });
`;

testPage("page: PWM is a light, or the arm of a servo", SERVO, async (page) => {
  await page.getByRole("img", { name: "PWM at GPIO12: 1000 Hz, 25.0 %" }).waitFor();
  await page.getByRole("img", { name: "PWM at GPIO18: 1000 µs, -45°" }).waitFor();
  const arm = page.locator("[data-pwm=GPIO18] path");
  await eventually(async () =>
    assertEquals(await arm.getAttribute("transform"), "rotate(-45 24 24)")
  );
});

testPage("page: a potentiometer and a thermometer are turned", DIALS, async (page, shown) => {
  await page.getByRole("slider", { name: /channel 0/ }).fill("1.65");
  await shown.until(() => shown.stdout.includes("voltage 1.65\n"));
  const temperature = page.getByRole("slider", { name: /temperature at GPIO4/ });
  await temperature.fill("30");
  await shown.until(() => shown.stdout.includes("temperature 30\n"));
  await temperature.press("ArrowRight");
  await shown.until(() => shown.stdout.includes("temperature 31.2\n"));
});

const FOLLOWED = `
  import { run, sleep_ms } from "./mod.ts";
  import { Pin } from "./src/machine/mod.ts";
  const pin = new Pin(17, Pin.OUT);
  await run(async () => {
    await sleep_ms(1500);
    for (let i = 0; i < 10; i++) {
      console.log(Date.now());
      pin.toggle();
      await sleep_ms(150);
    }
  });
`;

testPage("page: it follows a pin within 50 ms", FOLLOWED, async (page, shown) => {
  await follow(page, "GPIO17", "data-level");
  await shown.ended();
  const times = shown.stdout.trim().split("\n").map(Number);
  const seen = await followed(page, "GPIO17", "data-level");
  assertEquals(seen.length, times.length);
  const delays = seen.map(([time], i) => time - times[i]!);
  // The least of them: other load on the machine can only make it longer.
  assert(Math.min(...delays) <= 50, String(delays));
});

testPage(
  "page: it says how the program has ended",
  `
  import { run, sleep_ms } from "./mod.ts";
  import { Pin } from "./src/machine/mod.ts";
  const pin = new Pin(17, Pin.OUT);
  await run(async () => {
    await sleep_ms(1500);
    pin.on(); // the last thing that happens
  });
`,
  async (page, shown) => {
    await page.getByText("runs on the simulated board").waitFor();
    assertEquals(await shown.ended(), 0);
    await page.locator('.light[data-level="1"]').waitFor();
    await page.getByText("The program has ended").waitFor();
  },
);

testPage("page: it knows that a program was stopped", EDGES, async (page, shown) => {
  await page.getByText("runs on the simulated board").waitFor();
  await shown[Symbol.asyncDispose]();
  await page.getByText("was stopped").waitFor();
});
