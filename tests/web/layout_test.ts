import { assertEquals } from "@std/assert";
import { startBrowser } from "./browser.ts";
import { ShownProgram } from "./shown_program.ts";

// That nothing overlaps, everything can be read, has a name, and is reached by the keyboard.

const browser = await startBrowser();
addEventListener("unload", () => browser.close());

/** The examples with a board, and what of each page is waited for. */
const EXAMPLES: Record<string, string> = {
  blink: ".light",
  button: ".press",
  traffic_light: ".press",
  reaction_game: ".press",
  level_meter: ".press",
  motion_alarm: ".press",
};

/** In the page: pairs of texts and controls that overlap, and what does not fit. */
const OVERLAPS = `(() => {
  const isShown = (e) => e.checkVisibility() && e.getBoundingClientRect().width > 0;
  const all = [...document.querySelectorAll(
    "h1, h2, p.tools > *, button, select, label, figure, canvas, legend, summary, td, th, text, " +
    "#status, #measured, #pin-details, #printed, #transfers, .empty",
  )].filter(isShown).filter((e) => e.tagName !== "text" || e.textContent !== "");
  const nameOf = (e) => e.tagName + "#" + e.id + " " + e.textContent.trim().slice(0, 20);
  const found = [];
  for (const [i, a] of all.entries()) {
    const box = a.getBoundingClientRect();
    const scrolls = getComputedStyle(a).overflowX !== "visible";
    if (box.left < -1 || box.right > innerWidth + 1) found.push(nameOf(a) + " leaves the page");
    if (!scrolls && a.scrollWidth > a.clientWidth + 1 && a.clientWidth > 0) {
      found.push(nameOf(a) + " does not fit");
    }
    for (const b of all.slice(i + 1)) {
      if (a.contains(b) || b.contains(a)) continue;
      const other = b.getBoundingClientRect();
      const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      // The boxes of lines of text in SVG are a little higher than what is drawn.
      if (wide > 1 && high > (a.tagName === "text" ? 3 : 1)) {
        found.push(nameOf(a) + " overlaps " + nameOf(b));
      }
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page is too wide");
  return found;
})()`;

/** In the page: texts whose contrast is less than 4.5. */
const FAINT = `(() => {
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const groundOf = (e) => {
    for (; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg, script") || !e.checkVisibility()) continue;
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== "")) continue;
    const [a, b] = [parse(getComputedStyle(e).color).slice(0, 3), groundOf(e)].map(luminance);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(e.tagName + " " + e.textContent.slice(0, 20) + " " + ratio.toFixed(2));
  }
  return found;
})()`;

for (const [name, sign] of Object.entries(EXAMPLES)) {
  Deno.test({
    name:
      `examples/${name}.ts, page: nothing overlaps at 360, 800 and 1600 pixels, all can be read`,
    sanitizeOps: false, // those of the browser
    sanitizeResources: false,
    fn: async () => {
      await using shown = await ShownProgram.start(`examples/${name}.ts`);
      for (const colorScheme of ["light", "dark"] as const) {
        const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
        const page = await context.newPage();
        await page.goto(shown.url);
        await page.locator(sign).first().waitFor();
        await page.locator("#task-rows td").first().waitFor();
        for (const width of [360, 800, 1600]) {
          await page.setViewportSize({ width, height: 900 });
          await page.waitForTimeout(50);
          assertEquals(await page.evaluate(OVERLAPS), [], `${width} pixels`);
          const path = Deno.env.get("UASYNCIO_SCREENSHOTS");
          if (path !== undefined) {
            await page.screenshot({
              path: `${path}/${name}-${width}-${colorScheme}.png`,
              fullPage: true,
            });
          }
        }
        assertEquals(await page.evaluate(FAINT), [], colorScheme);
        await context.close();
      }
    },
  });
}

Deno.test({
  name: "page: everything has a name, and is reached by the keyboard",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await using shown = await ShownProgram.start("examples/button.ts");
    const page = await browser.newPage();
    await page.goto(shown.url);
    await page.locator(".press").waitFor();
    const outline = await page.locator("body").ariaSnapshot();
    const nameless = outline.split("\n").filter((line) =>
      /- (button|checkbox|combobox|img|region|log|heading)(?! ")/.test(line)
    );
    assertEquals(nameless, []);

    const reached: string[] = [];
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press("Tab");
      reached.push(
        await page.evaluate(`(() => {
          const e = document.activeElement;
          const isSeen = e === document.body || getComputedStyle(e).outlineStyle !== "none" ||
            e.querySelector(".frame") !== null;
          return (e.id || e.getAttribute("aria-label") || e.tagName) + (isSeen ? "" : ": not seen");
        })()`),
      );
      if (reached.at(-1) === "BODY") break;
    }
    for (
      const wanted of ["Button at GPIO27", "bounces", "pause", "screen", "trigger", "save-svg"]
    ) {
      assertEquals(reached.includes(wanted), true, `${wanted} is not in ${reached}`);
    }
    assertEquals(reached.filter((name) => name.endsWith("not seen")), []);

    await page.getByRole("button", { name: /^Pin 1, / }).focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const details = page.locator("#pin-details");
    await details.getByText("Pin 11, GPIO17, output, low, in use by this program").waitFor();
    await page.keyboard.press("ArrowDown"); // to pin 13
    await page.locator("#pin-details").getByText("GPIO27, input with pull-up, high").waitFor();
    await page.close();
  },
});
