import { assertEquals } from "@std/assert";
import { get_board, Pin } from "../../src/machine/mod.ts";
import type { News } from "../../src/web/messages.ts";
import { unpackChange } from "../../src/web/messages.ts";
import { serve_board } from "../../src/web/mod.ts";
import { frameOf, messages, openPage } from "../web/raw_page.ts";
import { gpiomon } from "./processes.ts";
import { drive, level, runBriefly, until, usersOf, wiggle } from "./wires.ts";

/** What a page knows. */
interface Page {
  news: News;
  levels: number[];
  /** The levels that lines have been told to have, one after the other. */
  told: Record<number, number[]>;
}

/** Reads what a page is told, until the connection ends. */
async function follow(connection: Deno.Conn, page: Page): Promise<void> {
  try {
    for await (const message of messages(connection)) {
      if (message instanceof Float64Array) {
        for (const change of message.subarray(1)) {
          const { line, level } = unpackChange(change);
          page.levels[line] = level;
          (page.told[line] ??= []).push(level);
        }
      } else {
        const news: News = JSON.parse(message);
        page.news = { ...page.news, ...news };
        if (news.levels !== undefined) page.levels = [...news.levels];
      }
    }
  } catch {
    // The test has closed it.
  }
}

Deno.test("serve_board(get_board()) shows what sysfs and gpioinfo say, and takes no line into use", async () => {
  await using _other = await gpiomon(9);
  const all = Array.from({ length: 54 }, (_, offset) => offset);
  const before = await usersOf(all);
  drive(13, 1);
  using output = new Pin(12, Pin.OUT, { value: 0 });
  using input = new Pin(13, Pin.IN);
  using board = serve_board(get_board());
  using connection = await openPage(Number(new URL(board.url).port));
  const page: Page = { news: {}, levels: [], told: {} };
  follow(connection, page);
  await runBriefly(async () => {
    await until(() => page.news.lines !== undefined);
    assertEquals([level(12), level(13)], [0, 1]);
    await until(() => page.levels[12] === 0 && page.levels[13] === 1);
    output.on();
    await until(() => page.levels[12] === level(12));
    assertEquals(level(12), 1);
    drive(13, 0); // no edge of it is listened for
    await until(() => page.levels[13] === 0);
    assertEquals(level(13), 0);
  });
  const users = await usersOf(all);
  assertEquals(page.news.lines!.map(({ used_by }) => used_by ?? null), users);
  assertEquals(users.map((user, i) => before[i] === user ? -1 : i).filter((i) => i >= 0), [12, 13]);
  const held = page.news.lines!.filter(({ known }) => known);
  assertEquals(held.map(({ name, mode }) => `${name} ${mode}`), ["GPIO12 out", "GPIO13 in"]);
  assertEquals([page.news.board!.name, page.news.board!.drives], [get_board().name, false]);
  assertEquals(input.value(), level(13));
});

Deno.test("serve_board(get_board()): the program hears all edges, and the page of each", async () => {
  drive(14, 0);
  using input = new Pin(14, Pin.IN);
  const heard: number[] = [];
  using board = serve_board(get_board());
  using connection = await openPage(Number(new URL(board.url).port));
  const page: Page = { news: {}, levels: [], told: {} };
  follow(connection, page);
  await runBriefly(async () => {
    await until(() => page.news.lines !== undefined);
    input.irq((_pin, edge) => heard.push(edge.level), Pin.IRQ_FALLING | Pin.IRQ_RISING);
    await wiggle(14, [1, 0, 1, 0, 1, 0, 1]);
    await until(() => heard.length === 7 && page.told[14]?.length === 7);
  });
  assertEquals(heard, [1, 0, 1, 0, 1, 0, 1]);
  assertEquals(page.told[14], heard);
});

Deno.test("serve_board(get_board()): what a page sends has no effect on a real line", async () => {
  for (const line of [15, 16]) drive(line, 0); // the tests before have left them as they like
  using _output = new Pin(12, Pin.OUT, { value: 0 });
  using input = new Pin(15, Pin.IN);
  using board = serve_board(get_board());
  using connection = await openPage(Number(new URL(board.url).port));
  const page: Page = { news: {}, levels: [], told: {} };
  const end = follow(connection, page);
  await runBriefly(async () => {
    await until(() => page.news.lines !== undefined);
    for (const line of ["GPIO12", "GPIO15", "GPIO16"]) {
      await connection.write(frameOf(JSON.stringify({ line, level: 1 })));
    }
    const close = frameOf("");
    close[0] = 0x88;
    await connection.write(close);
    await end; // by now all of them have been read
  });
  assertEquals([level(12), level(15), level(16)], [0, 0, 0]);
  assertEquals([input.value(), await usersOf([16])], [0, [null]]);
});
