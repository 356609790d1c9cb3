import { assert, assertEquals, assertThrows } from "@std/assert";
import { run, sleep_ms } from "../../mod.ts";
import { Pin, set_board, SimulatedBoard } from "../../src/machine/mod.ts";
import { type BoardPage, serve_board } from "../../src/web/mod.ts";
import { LevelFeed } from "../../src/web/level_feed.ts";
import { LogFeed } from "../../src/web/log_feed.ts";
import { unpackChange } from "../../src/web/messages.ts";
import { acceptKey, encodeFrame, FrameReader, TEXT } from "../../src/web/websocket.ts";
import { OSError } from "../../mod.ts";
import { frameOf, messages, openPage, request, statusOf } from "./raw_page.ts";

function portOf({ url }: BoardPage): number {
  return Number(new URL(url).port);
}

/** Waits for something that is soon so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("serve_board() serves the page, and nothing else", async () => {
  using page = serve_board(new SimulatedBoard());
  const response = await fetch(page.url);
  const text = await response.text();
  assertEquals(response.status, 200);
  assert(response.headers.get("content-security-policy")!.includes("default-src 'none'"));
  assert(text.includes('<h2 id="scope-title">Oscilloscope</h2>'));
  assertEquals(/https?:\/\/(?!www\.w3\.org)/.test(text), false); // nothing from elsewhere
  for (const path of ["/other", "/..", "/board/x"]) {
    const status = await statusOf(await request(portOf(page), path));
    assertEquals(status, "HTTP/1.1 404 Not Found");
  }
});

Deno.test("serve_board() lets only its own page connect", async () => {
  using page = serve_board(new SimulatedBoard());
  const port = portOf(page);
  const refused = "HTTP/1.1 403 Forbidden";
  assertEquals(await statusOf(await openPage(port)), "HTTP/1.1 101 Switching Protocols");
  for (const origin of ["http://evil.example", "null", `https://127.0.0.1:${port}`, ""]) {
    assertEquals(await statusOf(await openPage(port, { origin })), refused);
  }
  const host = `evil.example:${port}`; // a name that leads here
  assertEquals(await statusOf(await openPage(port, { host, origin: `http://${host}` })), refused);
  assertEquals(await statusOf(await request(port, "/", { host })), refused);
});

Deno.test("serve_board() at another address wants the token", async () => {
  using page = serve_board(new SimulatedBoard(), { hostname: "0.0.0.0" });
  const port = portOf(page);
  const { search } = new URL(page.url);
  assertEquals(search.length > 30, true);
  assertEquals(await statusOf(await request(port, "/")), "HTTP/1.1 403 Forbidden");
  assertEquals(await statusOf(await request(port, `/${search}`)), "HTTP/1.1 200 OK");
  assertEquals(await statusOf(await openPage(port)), "HTTP/1.1 403 Forbidden");
  const opened = await openPage(port, {}, `/board${search}`);
  assertEquals(await statusOf(opened), "HTTP/1.1 101 Switching Protocols");
});

Deno.test("serve_board() refuses options that there are none of, and a port that is taken", () => {
  using page = serve_board(new SimulatedBoard());
  const error = assertThrows(
    () => serve_board(new SimulatedBoard(), { port: portOf(page) }),
    OSError,
    "Cannot serve the board at 127.0.0.1:",
  );
  assertEquals(error.code, "EADDRINUSE");
  assertThrows(
    () => serve_board(new SimulatedBoard(), { prot: 1 } as never),
    TypeError,
    'Cannot serve the board: there is no option "prot"',
  );
  assertThrows(
    () => serve_board(new SimulatedBoard(), { port: 70_000 }),
    RangeError,
    "Cannot serve the board: the port must be",
  );
});

Deno.test("serve_board() tells of levels, in order and completely", async () => {
  const board = new SimulatedBoard();
  set_board(board);
  using page = serve_board(board);
  const connection = await openPage(portOf(page));
  const reading = messages(connection);
  await reading.next(); // lines and levels
  const seen: [number, number][] = [];
  await run(async () => {
    const pin = new Pin(17, Pin.OUT);
    for (let i = 0; i < 300; i++) {
      pin.toggle();
      if (i % 50 === 0) await sleep_ms(30);
    }
  });
  while (seen.length < 300) {
    const { value } = await reading.next();
    if (!(value instanceof Float64Array)) continue;
    assertEquals(value[0], 0); // none is missed
    for (const change of value.subarray(1)) {
      const { line, level, time_us } = unpackChange(change);
      assertEquals(line, 17);
      seen.push([time_us, level]);
    }
  }
  const history = board.history(17).map(([time, level]) => [Math.round(time * 1000), level]);
  assertEquals(seen, history as [number, number][]);
  connection.close();
});

Deno.test("serve_board() lets a page drive a line, and lets go of it when the page goes", async () => {
  const board = new SimulatedBoard();
  using page = serve_board(board);
  const connection = await openPage(portOf(page));
  await until(() => page.viewers === 1);
  await connection.write(frameOf(JSON.stringify({ line: "GPIO5", level: 1 })));
  await until(() => board.level(5) === 1);
  for (
    const text of ["", "{", "null", '{"line":"GPIO99","level":1}', '{"line":"GPIO6","level":2}']
  ) {
    await connection.write(frameOf(text)); // makes no sense, and does no harm
  }
  await connection.write(frameOf(JSON.stringify({ line: "GPIO6", level: 1 })));
  await until(() => board.level(6) === 1);
  connection.close();
  await until(() => page.viewers === 0);
  assertEquals([board.level(5), board.level(6)], [0, 0]);
});

Deno.test("serve_board(): a thousand pages that come and vanish leave nothing", async () => {
  using page = serve_board(new SimulatedBoard());
  const port = portOf(page);
  for (let i = 0; i < 50; i++) {
    const pages = await Promise.all(Array.from({ length: 20 }, () => openPage(port)));
    for (const connection of pages) connection.close();
  }
  await until(() => page.viewers === 0);
  assertEquals(await statusOf(await openPage(port)), "HTTP/1.1 101 Switching Protocols");
});

Deno.test("serve_board(): a page that does not read costs bounded memory, and hears how much it has missed", async () => {
  const board = new SimulatedBoard();
  using page = serve_board(board);
  const connection = await openPage(portOf(page));
  await until(() => page.viewers === 1);
  const toggle = async (times: number) => {
    for (let i = 0; i < times; i++) {
      board.drive(17, i % 2 === 0 ? 1 : 0);
      if (i % 20_000 === 0) await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  await toggle(1_000_000);
  const before = Deno.memoryUsage();
  await toggle(2_000_000);
  const after = Deno.memoryUsage();
  const grown = after.external - before.external;
  assert(grown < 5e6, `${grown} bytes`); // all changes would be 16 MB
  let count = 0;
  let missed = 0;
  for await (const message of messages(connection)) {
    if (!(message instanceof Float64Array)) continue;
    missed += message[0]!;
    count += message.length - 1;
    if (count + missed === 3_000_000) break;
  }
  assert(missed > 0 && count >= 2 ** 16, `${count} and ${missed}`);
});

Deno.test("serve_board(): clients that send nonsense are let go of", async () => {
  using page = serve_board(new SimulatedBoard());
  const port = portOf(page);
  const long = await request(port, `/${"x".repeat(9000)}`);
  assertEquals(await statusOf(long).catch(() => ""), "");
  const connection = await openPage(port);
  await until(() => page.viewers === 1);
  await connection.write(Uint8Array.of(0x81, 5, 1, 2, 3, 4, 5)); // without a mask
  await until(() => page.viewers === 0);
  connection.close();
});

Deno.test("serve_board(): the console is as it was, in whichever order pages are closed", () => {
  const before = console.log;
  const shown: unknown[][] = [];
  const quiet = (...data: unknown[]) => void shown.push(data);
  console.log = quiet;
  try {
    const [one, other] = [serve_board(new SimulatedBoard()), serve_board(new SimulatedBoard())];
    one.close();
    other.close();
    other.close(); // which does no harm
    console.log("once");
    assertEquals(shown, [["once"]]);
    using _third = serve_board(new SimulatedBoard());
    console.log = quiet; // the program's own from now on
  } finally {
    assertEquals(console.log, quiet);
    console.log = before;
  }
});

Deno.test("FrameReader takes frames however they are cut", () => {
  const long = "x".repeat(120);
  const bytes = Uint8Array.from([...frameOf("one"), ...frameOf(long), ...frameOf("")]);
  for (const size of [1, 3, 7, bytes.length]) {
    const reader = new FrameReader();
    const texts: string[] = [];
    for (let i = 0; i < bytes.length; i += size) {
      for (const { kind, payload } of reader.take(bytes.subarray(i, i + size))!) {
        assertEquals(kind, TEXT);
        texts.push(new TextDecoder().decode(payload));
      }
    }
    assertEquals(texts, ["one", long, ""]);
  }
});

Deno.test("FrameReader refuses fragments, frames without a mask, and what is too long", () => {
  const refused = [
    [0x01, 0x81, 0, 0, 0, 0, 65], // a fragment
    [0x81, 1, 65], // no mask
    [0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0], // 64 KiB
    [0x81, 0xfe, 0x20, 0, 0, 0, 0, 0, 0], // 8 KiB
  ];
  for (const bytes of refused) assertEquals(new FrameReader().take(Uint8Array.from(bytes)), null);
});

Deno.test("encodeFrame() gives a length its size; acceptKey() is RFC 6455's", () => {
  const sizes = [0, 125, 126, 65535, 65536].map((n) =>
    encodeFrame(TEXT, new Uint8Array(n)).length - n
  );
  assertEquals(sizes, [2, 2, 4, 4, 10]);
  assertEquals(acceptKey("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
});

Deno.test("LevelFeed.read() counts what a page has missed, and gives the rest in order", () => {
  const feed = new LevelFeed();
  for (let i = 0; i < 100_000; i++) feed.add(3, i % 2, i);
  let next = 0;
  const times: number[] = [];
  let missed = 0;
  for (let part = feed.read(next); part !== null; part = feed.read(next)) {
    missed += part.message[0]!;
    times.push(...[...part.message.subarray(1)].map((change) => unpackChange(change).time_us));
    next = part.next;
  }
  assertEquals(missed, 100_000 - 2 ** 16);
  assertEquals(times, Array.from({ length: 2 ** 16 }, (_, i) => missed + i));
  assertEquals(feed.read(next), null);
});

Deno.test("LogFeed.read() counts what a page has missed", () => {
  const feed = new LogFeed();
  for (let i = 0; i < 5000; i++) {
    feed.add({ kind: "console", time_us: i, level: "log", text: String(i) });
  }
  let next = 0;
  const times: number[] = [];
  let missed = 0;
  for (let part = feed.read(next); part !== null; part = feed.read(next)) {
    missed += part.missed;
    times.push(...part.entries.map(({ time_us }) => time_us));
    next = part.next;
  }
  assert(times.length >= 2000);
  assertEquals(times, Array.from({ length: 5000 - missed }, (_, i) => missed + i));
});
