import { assertEquals, assertThrows } from "@std/assert";
import { run, sleep_ms } from "../../mod.ts";
import { time } from "../../src/core/scheduler.ts";
import type { Board, Level } from "../../src/machine/boards/board.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { BoardPage, serve_board } from "../../src/web/board_page.ts";
import type { News } from "../../src/web/messages.ts";
import { ShownHardware } from "../../src/web/shown_hardware.ts";
import { CHIP, FakeBoard, setLevel } from "./fake_board.ts";
import { frameOf, messages, openPage } from "./raw_page.ts";

/** A board that is shown, and the changes that it has told. */
function show(board: FakeBoard): { shown: ShownHardware; told: [number, Level, number][] } {
  const shown = new ShownHardware(board, board.held);
  const told: [number, Level, number][] = [];
  shown.watch((...change) => told.push(change));
  return { shown, told };
}

Deno.test("ShownHardware tells how lines are used, and knows levels only of those that are held", () => {
  const board = new FakeBoard();
  board.users.set(9, "spi0 CS0");
  const button = board.hold(27, { pull: "pull_up", level: 1 });
  const { shown } = show(board);
  const lines = shown.lines();
  const free = { mode: "in" as const, pull: undefined, used: false, known: false, used_by: null };
  assertEquals(lines[4], { name: "GPIO4", ...free });
  assertEquals(lines[9], { name: "GPIO9", ...free, used_by: "spi0 CS0" });
  const own = {
    mode: "in",
    pull: "pull_up",
    used: true,
    known: true,
    used_by: "uasyncio",
  } as const;
  assertEquals(lines[27], { name: "GPIO27", ...own });
  assertEquals(lines.slice(28).map(({ name }) => name), ["NAME_28", "line 29"]);
  assertEquals(shown.levels().map((level, i) => level * i).filter((i) => i > 0), [27]);
  button.give();
  assertEquals(shown.lines()[27]!.known, false);
  assertEquals([shown.drives, shown.hands()], [false, null]);
});

Deno.test("ShownHardware: a line on another chip is not taken for one of the header", () => {
  const board = new FakeBoard();
  board.hold(17, { chip: "/dev/gpiochip1", level: 1 });
  const { shown, told } = show(board);
  board.held.drove("/dev/gpiochip1", 17, 1);
  shown.look();
  assertEquals([told, shown.lines()[17]!.known, shown.levels()[17]], [[], false, 0]);
});

Deno.test("ShownHardware tells at once what the program drives, and each change once", async () => {
  using _clock = new VirtualClock();
  const board = new FakeBoard();
  const led = board.hold(17, { mode: "out" });
  const { shown, told } = show(board);
  await run(async () => {
    await sleep_ms(5);
    for (const level of [1, 1, 0, 1] as const) {
      setLevel(led, level);
      board.held.drove(CHIP, 17, level);
      shown.look();
      await sleep_ms(1);
    }
  });
  assertEquals(told, [[17, 1, 5], [17, 0, 7], [17, 1, 8]]);
});

Deno.test("ShownHardware finds a change that nothing tells of when it looks", async () => {
  using _clock = new VirtualClock();
  const board = new FakeBoard();
  const input = board.hold(4);
  const { shown, told } = show(board);
  await run(async () => {
    await sleep_ms(10);
    setLevel(input, 1);
    await sleep_ms(10);
    shown.look();
    shown.look();
  });
  assertEquals(told, [[4, 1, 20]]);
});

Deno.test("ShownHardware: of a line whose edges are heard, the edge tells when it was, not the look before", async () => {
  using _clock = new VirtualClock();
  const board = new FakeBoard();
  const button = board.hold(27, { listens: true });
  const { shown, told } = show(board);
  await run(async () => {
    setLevel(button, 1);
    await sleep_ms(10);
    shown.look(); // the edge of 3 ms ago has not been handed out
    assertEquals(told, []);
    board.held.heard(CHIP, 27, 1, timeOf(shown, 7));
    shown.look();
  });
  assertEquals(told, [[27, 1, 7]]);
});

Deno.test("ShownHardware: edges of one kind alone are not told twice in a row", async () => {
  using _clock = new VirtualClock();
  const board = new FakeBoard();
  const button = board.hold(27, { listens: true });
  const { shown, told } = show(board);
  await run(async () => {
    await sleep_ms(100);
    board.held.heard(CHIP, 27, 1, timeOf(shown, 10));
    setLevel(button, 1);
    board.held.heard(CHIP, 27, 1, timeOf(shown, 20)); // it fell in between
    setLevel(button, 0);
    shown.look();
    assertEquals(told.length, 3);
    await sleep_ms(45);
    shown.look(); // no edge has told of it: the program does not ask for falling ones
  });
  assertEquals(told, [[27, 1, 10], [27, 0, 20], [27, 1, 20], [27, 0, 100]]);
});

Deno.test("ShownHardware: an edge from before the board was shown counts from its beginning", () => {
  const board = new FakeBoard();
  board.hold(27, { listens: true });
  const { shown, told } = show(board);
  board.held.heard(CHIP, 27, 1, timeOf(shown, -5));
  assertEquals(told, [[27, 1, 0]]);
});

Deno.test("ShownHardware: a chip that is unplugged does no harm", () => {
  const board = new FakeBoard();
  board.users.set(9, "spi0 CS0");
  const { shown } = show(board);
  board.isThere = false;
  board.held.add({
    look: () => {
      throw new Error("it has been unplugged");
    },
  });
  shown.look();
  assertEquals(shown.lines()[9], {
    name: "GPIO9",
    mode: "in",
    pull: undefined,
    used: false,
    known: false,
    used_by: null,
  });
});

Deno.test("serve_board() of a real board: pages see the lines, and what they send has no effect", async () => {
  const board = new FakeBoard();
  const button = board.hold(27, { level: 1 });
  using page = new BoardPage(new ShownHardware(board, board.held), {});
  const connection = await openPage(Number(new URL(page.url).port));
  const reading = messages(connection);
  const { value } = await reading.next();
  const news: News = JSON.parse(value as string);
  assertEquals([news.board!.name, news.board!.drives], [board.name, false]);
  assertEquals(news.levels!.indexOf(1), 27);
  for (const act of [{ line: "GPIO27", level: 0 }, { dial: "x", value: 1 }]) {
    await connection.write(frameOf(JSON.stringify(act)));
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  assertEquals([button.line.level, page.viewers], [1, 1]); // and the page is still welcome
  setLevel(button, 0); // only a look finds that
  while (true) {
    const { value } = await reading.next();
    if (value instanceof Float64Array) break;
  }
  connection.close();
});

Deno.test("serve_board() listens to a real board only while it is served", () => {
  const board = new FakeBoard();
  {
    using _page = new BoardPage(new ShownHardware(board, board.held), {});
    assertEquals(board.held.isWatched, true);
  }
  assertEquals(board.held.isWatched, false);
});

Deno.test("serve_board() refuses what is no board of this module", () => {
  assertThrows(
    () => serve_board({ name: "toy" } as Board),
    TypeError,
    "Cannot serve the board: ",
  );
  assertThrows(
    () => serve_board(null as never),
    TypeError,
    "null is neither a SimulatedBoard nor a GpiodBoard; get_board() gives the one that pins use",
  );
});

/** A time since the board was made, on the clock of the tasks. */
function timeOf(shown: ShownHardware, ms: number): number {
  return time() - shown.time_ms() + ms;
}
