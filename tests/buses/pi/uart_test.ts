import { assertEquals, assertThrows } from "@std/assert";
import {
  create_task,
  OSError,
  run,
  sleep_ms,
  StreamReader,
  StreamWriter,
  TimeoutError,
  wait_for_ms,
} from "../../../mod.ts";
import { UART } from "../../../src/machine/mod.ts";
import { runPython } from "../programs.ts";

// On the PL011 of an emulated Raspberry Pi, by its stock driver. The device at its other end sends
// back what it gets, echo_outside.ts.

const decoder = new TextDecoder();

Deno.test("UART opens /dev/serial0, and the driver takes what it can", () => {
  using uart = new UART(0, 115200);
  assertEquals(`${uart}`, "UART(/dev/serial0, baudrate=115200, bits=8, parity=null, stop=1)");
  uart.init({ bits: 7, parity: 1, stop: 2 });
  uart.init({ bits: 8, parity: null, stop: 1 });
  const words = "Cannot set up /dev/serial0: its driver does not take baudrate 4000000, it has ";
  assertThrows(() => uart.init({ baudrate: 4_000_000 }), OSError, words);
  uart.init({ baudrate: 9600, timeout: 10_000 });
  assertEquals(uart.write("hello"), 5);
  uart.flush();
  assertEquals(uart.txdone(), true);
  assertEquals(decoder.decode(uart.read(5)!), "hello");
  uart.init({ timeout: 0 });
  const start = performance.now();
  uart.sendbreak();
  assertEquals(performance.now() - start < 200, true);
  assertEquals(uart.read(), null);
});

Deno.test("UART refuses the port of the console", () => {
  const error = assertThrows(
    () => new UART("/dev/ttyS1"),
    OSError,
    "Cannot open /dev/ttyS1: it is the kernel's console; " +
      "`sudo raspi-config nonint do_serial_cons 1` ends that, from the next boot on",
  );
  assertEquals(error.code, "EBUSY");
});

Deno.test("UART reads the line that pyserial reads", async () => {
  const program = "import serial; s = serial.Serial('/dev/serial0', 115200, timeout=20); " +
    "s.write(b'21.5 degrees\\n'); print(s.readline())";
  assertEquals(await runPython(program), "b'21.5 degrees\\n'");
  using uart = new UART(0, { baudrate: 115200, timeout: 20_000 });
  uart.write("21.5 degrees\n");
  assertEquals(decoder.decode(uart.readline()!), "21.5 degrees\n");
});

Deno.test("StreamReader(uart): both directions at once, with random cancels, lose no byte", async () => {
  const TOTAL = 48 * 1024;
  /** So many may be under way: the port has no line that would hold the other side up. */
  const WINDOW = 1024;
  let seed = 1;
  const random = (n: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >> 8) % n;
  };
  const sent = Uint8Array.from({ length: TOTAL }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
  await run(async () => {
    using uart = new UART(0, 115200);
    let received = 0;
    let cancelled = 0;
    create_task(async () => {
      const writer = new StreamWriter(uart);
      for (let at = 0; at < TOTAL;) {
        const count = Math.min(1 + random(400), received + WINDOW - at, TOTAL - at);
        if (count <= 0) {
          await sleep_ms(1);
          continue;
        }
        writer.write(sent.subarray(at, at += count));
        await writer.drain();
      }
    });
    const reader = new StreamReader(uart);
    while (received < TOTAL) {
      try {
        const bytes = await wait_for_ms(reader.read(1 + random(500)), random(5));
        assertEquals(bytes, sent.slice(received, received += bytes.length));
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
        cancelled++;
      }
    }
    assertEquals(cancelled > 10, true, `${cancelled} were cancelled`);
  });
});
