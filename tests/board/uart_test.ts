import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  create_task,
  OSError,
  run,
  RuntimeError,
  sleep_ms,
  StreamReader,
  StreamWriter,
} from "../../mod.ts";
import { set_board, SimulatedBoard, UART } from "../../src/machine/mod.ts";
import { VirtualClock } from "../../src/testing/mod.ts";
import { ticks_ms } from "../../src/time/mod.ts";

/** A test with a simulated board, in virtual time. */
function testUart(name: string, test: (board: SimulatedBoard) => Promise<void>): void {
  Deno.test(name, async () => {
    using _clock = new VirtualClock();
    const board = new SimulatedBoard();
    set_board(board);
    await run(() => test(board));
    set_board(null);
  });
}

function text(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

testUart("SimulatedBoard.uart() is the other end of UART, as a stream", async (board) => {
  const device = board.uart(0);
  using uart = new UART(0, 115200, { timeout: 100 });
  assertEquals(`${uart}`, "UART(simulated UART 0, baudrate=115200, bits=8, parity=null, stop=1)");
  assertEquals(uart.write("hello\n"), 6);
  assertEquals(text(await device.readline()), "hello\n");
  device.write("one\ntwo");
  await device.drain();
  assertEquals([uart.any(), text(uart.readline()), text(uart.read())], [7, "one\n", "two"]);
  const start = ticks_ms();
  assertEquals([uart.read(), ticks_ms() - start], [null, 100]);
  uart.flush();
  uart.sendbreak();
  assertEquals(uart.txdone(), true);
  assertEquals(`${device}`, "Stream(the other end of simulated UART 0, open)");
});

testUart(
  "UART.deinit() ends a read of a stream, and what comes later is there for the next one",
  async (board) => {
    const uart = new UART(0);
    const reading = create_task(new StreamReader(uart).read(10));
    await sleep_ms(1);
    uart.deinit();
    const error = await assertRejects(async () => await reading, OSError);
    assertEquals(error.code, "EBADF");
    uart.init();
    board.uart(0).write("later");
    await sleep_ms(1);
    assertEquals(text(uart.read()), "later");
    uart.deinit();
  },
);

testUart("UART takes the port of its lines, also beside a number, as on Linux", async (board) => {
  using uart = new UART(0, { tx: 4, rx: 5 });
  assertEquals(`${uart}`.startsWith("UART(simulated UART 3,"), true, `${uart}`);
  board.uart(3).write("x");
  await sleep_ms(1);
  assertEquals(text(uart.read()), "x");
});

testUart("StreamReader(uart) and StreamWriter(uart) work on a simulated board", async (board) => {
  create_task(async () => {
    for await (const line of board.uart()) {
      await sleep_ms(5);
      board.uart().write(line);
    }
  });
  const uart = new UART();
  const [reader, writer] = [new StreamReader(uart), new StreamWriter(uart)];
  for (let i = 0; i < 10; i++) {
    writer.write(`line ${i}\n`);
    assertEquals(text(await reader.readline()), `line ${i}\n`);
  }
  assertEquals(ticks_ms(), 50);
  const reading = create_task(async () => await reader.read(5));
  await sleep_ms(1);
  reading.cancel();
  await sleep_ms(1);
  board.uart().write("later");
  assertEquals(text(await reader.readexactly(5)), "later");
});

testUart(
  "UART: a simulated device that is closed is one that has been pulled out",
  async (board) => {
    using uart = new UART(3);
    board.uart(3).close();
    const gone = "Cannot read from simulated UART 3: the device is gone";
    await assertRejects(async () => await new StreamReader(uart).read(1), OSError, gone);
    assertThrows(() => uart.read(), OSError, gone);
    assertThrows(() => uart.write("x"), OSError, "Cannot write to simulated UART 3: the device is");
    using again = new UART(3);
    board.uart(3).write("x");
    await board.uart(3).drain();
    assertEquals(text(again.read()), "x");
  },
);

testUart(
  "UART: a device that is pulled out is gone, and what it had sent can still be read",
  async (board) => {
    using uart = new UART(0);
    const device = board.uart(0);
    device.write("last");
    await device.drain();
    device.close();
    assertThrows(() => uart.write("x"), OSError, "the device is gone");
    assertEquals(text(uart.read(4)), "last");
    assertEquals(board.uart(0) === device, false);
  },
);

testUart("UART finds its port by its lines", async (board) => {
  using uart = new UART({ tx: 4, rx: "GPIO5" });
  board.uart(3).write("x");
  await board.uart(3).drain();
  assertEquals(text(uart.read()), "x");
  const none = "Cannot use a UART with the lines 4, 6: no port has these pins; the line " +
    "dtoverlay=uart3 in /boot/firmware/config.txt makes one, from the next boot on";
  assertThrows(() => new UART({ tx: 4, rx: 6 }), RangeError, none);
  const unknown = "no port has these pins; an overlay makes one for tx at 0, 4, 8, 12, 14";
  assertThrows(() => new UART({ tx: 20, rx: 21 }), RangeError, unknown);
});

testUart("UART.irq() calls at the end of a message, in virtual time", async (board) => {
  using uart = new UART(0, 9600);
  const messages: [number, string][] = [];
  uart.irq((uart) => messages.push([ticks_ms(), text(uart.read())!]), UART.IRQ_RXIDLE);
  await sleep_ms(100);
  board.uart().write("in two ");
  await sleep_ms(1);
  board.uart().write("parts");
  await sleep_ms(100);
  board.uart().write("other");
  await sleep_ms(100);
  assertEquals(messages.map(([, text]) => text), ["in two parts", "other"]);
  assertEquals(messages.map(([time]) => time < 110 || (time > 200 && time < 210)), [true, true]);
  using errors = catchErrors();
  uart.irq(() => {
    throw new Error("broken");
  });
  board.uart().write("x");
  await sleep_ms(10);
  uart.irq(() => Promise.reject(new Error("broken")));
  board.uart().write("x");
  await sleep_ms(10);
  assertEquals(errors.lines, [
    "Uncaught exception in the irq handler of simulated UART 0:",
    "Uncaught exception in the irq handler of simulated UART 0, which cannot wait; it may create_task():",
  ]);
});

testUart("UART.init() with a lower rate has irq() wait longer for the next byte", async (board) => {
  using uart = new UART(0, 115200);
  let calls = 0;
  uart.irq(() => calls++);
  uart.init(300); // a character takes more than 36 ms
  for (let i = 0; i < 3; i++) {
    board.uart().write("x");
    await sleep_ms(20);
  }
  assertEquals(calls, 0);
  await sleep_ms(100);
  assertEquals(calls, 1);
});

testUart("UART.flush() gives up where the other side holds it up", async (board) => {
  const open = board.buses.open_uart.bind(board.buses);
  board.buses.open_uart = (address) => ({ ...open(address), is_sent: () => false });
  using uart = new UART(0, 9600, { timeout: 500 });
  const start = ticks_ms();
  const words =
    "Cannot flush simulated UART 0: it takes longer than at 9600 baud; does the other " +
    "side hold it up (flow)?";
  assertEquals(assertThrows(() => uart.flush(), OSError, words).code, "ETIMEDOUT");
  const took = ticks_ms() - start;
  assertEquals(took > 6000 && took < 8000, true, `it took ${took} ms`);
  await sleep_ms(0);
});

function catchErrors() {
  const before = console.error;
  const lines: string[] = [];
  console.error = (line: string) => lines.push(line);
  return { lines, [Symbol.dispose]: () => void (console.error = before) };
}

testUart("UART refuses what is wrong, and says what is right", async () => {
  const make = (id: unknown, options: unknown = {}) => () =>
    new UART(id as number, options as never);
  const cases: [() => unknown, new () => Error, string][] = [
    [make(-1), TypeError, "Cannot open a UART: -1 is no port; expected its number, or a path as"],
    [make(0, { baud: 5 }), TypeError, 'Cannot set up a UART: there is no option "baud"'],
    [make(0, 0), RangeError, "Cannot set up a UART: baudrate is an integer from 1 to 4000000, not"],
    [make(0, { bits: 9 }), RangeError, "Cannot set up a UART: bits is an integer from 5 to 8, not"],
    [make(0, { stop: 3 }), RangeError, "Cannot set up a UART: stop is an integer from 1 to 2"],
    [make(0, { parity: 2 }), RangeError, "parity is null for none, 0 for even or 1 for odd, not 2"],
    [make(0, { flow: 1 }), RangeError, "flow is 0 or UART.RTS | UART.CTS, not 1; Linux has both"],
    [make(0, { timeout: -1 }), RangeError, "Cannot set up a UART: timeout is an integer from 0 to"],
    [make(0, { tx: [] }), TypeError, "Cannot set up a UART: tx is the number of a line, or its"],
    [() => new UART().read(-1), RangeError, "Cannot read from a UART: nbytes is an integer"],
    [
      () => new UART().readinto([] as never),
      TypeError,
      "Cannot read from a UART: expected a Uint8Array, got an Array",
    ],
    [
      () => new UART().write(5 as never),
      TypeError,
      "Cannot write to a UART: expected a Uint8Array, got 5",
    ],
    [
      () => new UART().irq(5 as never),
      TypeError,
      "Cannot watch a UART: the handler is a function or null, not 5",
    ],
    [
      () => new UART().irq(() => {}, 1),
      RangeError,
      "Cannot watch a UART: the trigger 1 is unknown; there is IRQ_RXIDLE",
    ],
  ];
  for (const [call, errorClass, message] of cases) assertThrows(call, errorClass, message);
  const uart = new UART();
  uart.deinit();
  assertEquals(`${uart}`.startsWith("UART(closed, "), true);
  const closed = "the UART has been closed; init() opens it again";
  for (const use of [() => uart.any(), () => uart.write("x"), () => uart.sendbreak()]) {
    assertThrows(use, Error, closed);
  }
  assertThrows(() => uart.read(), Error, `Cannot read: ${closed}`);
  uart.init({ baudrate: 19200 });
  assertEquals(uart.any(), 0);
  await sleep_ms(0);
});

testUart("UART.init() takes other lines only when the port has been closed", async () => {
  using uart = new UART({ tx: 14, rx: 15 });
  uart.init({ tx: 14, rx: 15, baudrate: 9600 });
  assertThrows(
    () => uart.init({ tx: 4, rx: 5 }),
    RuntimeError,
    "Cannot set up a UART with the lines 4, 5: it is open with others; deinit() it before",
  );
  uart.deinit();
  uart.init({ tx: 4, rx: 5 });
  assertEquals(String(uart).startsWith("UART(simulated UART 3,"), true);
  await sleep_ms(0);
});
