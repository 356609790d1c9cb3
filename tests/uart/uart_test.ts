import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  CancelledError,
  create_task,
  gather,
  OSError,
  run,
  sleep_ms,
  StreamReader,
  StreamWriter,
} from "../../mod.ts";
import { UART } from "../../src/machine/mod.ts";
import { urlOf } from "../programs/run_program.ts";
import { Pty } from "./pty.ts";

// On terminals that are no hardware, whose other end is the test's.

const decoder = new TextDecoder();

function text(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : decoder.decode(bytes);
}

/** A random number from 0 to `n` - 1, the same ones in each run. */
function makeRandom(seed = 1): (n: number) => number {
  return (n) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed % n;
  };
}

/** Waits until so many bytes have come: the kernel passes them on a moment later. */
function expectBytes(uart: UART, count: number): void {
  for (let i = 0; i < 2000 && uart.any() < count; i++) Atomics.wait(cell, 0, 0, 1);
  assertEquals(uart.any(), count);
}
const cell = new Int32Array(new SharedArrayBuffer(4));

Deno.test("UART.read(), readline(), readinto() and any() take what has come, and do not wait", () => {
  using pty = new Pty();
  using uart = new UART(pty.path, 115200);
  assertEquals([uart.any(), uart.read(), uart.readline()], [0, null, null]);
  assertEquals(uart.readinto(new Uint8Array(3)), null);
  pty.put("one\ntwo\nthree");
  expectBytes(uart, 13);
  assertEquals(text(uart.readline()), "one\n");
  assertEquals(text(uart.read(2)), "tw");
  const buffer = new Uint8Array(4);
  assertEquals(uart.readinto(buffer, 2), 2);
  assertEquals([...buffer], [0x6f, 0x0a, 0, 0]);
  assertEquals(text(uart.readline()), "three");
  pty.put("x".repeat(3000));
  expectBytes(uart, 3000);
  assertEquals(uart.read()?.length, 3000);
  assertEquals(uart.read(0)?.length, 0);
});

Deno.test("UART.read() waits for `timeout` at most, and for `timeout_char` between bytes", async () => {
  using pty = new Pty();
  using uart = new UART(pty.path, { baudrate: 115200, timeout: 60, timeout_char: 20 });
  const start = performance.now();
  assertEquals(uart.read(5), null);
  const took = performance.now() - start;
  assert(took >= 59 && took < 2000, `it took ${took} ms`);
  pty.put("ab");
  await new Promise((resolve) => setTimeout(resolve, 20));
  assertEquals(text(uart.read(5)), "ab");
});

Deno.test("UART.write() passes every byte on; txdone() and flush() say when they are sent", () => {
  using pty = new Pty();
  using uart = new UART(pty.path);
  const all = String.fromCharCode(...Array.from({ length: 128 }, (_, i) => i));
  assertEquals(uart.write(all), 128);
  assertEquals(uart.write(Uint8Array.of()), 0);
  uart.flush();
  assertEquals(uart.txdone(), true);
  Atomics.wait(cell, 0, 0, 20);
  assertEquals(pty.take(), all); // no newline has become two bytes, Ctrl-C is a byte, nothing echoes
  uart.sendbreak();
});

Deno.test("UART.write() gives up where the other side takes nothing, and says how far it came", () => {
  using pty = new Pty();
  using uart = new UART(pty.path, 4_000_000);
  const start = performance.now();
  const count = uart.write(new Uint8Array(100_000))!;
  assert(count > 0 && count < 100_000, `wrote ${count}`);
  assert(performance.now() - start < 10_000);
  assertEquals(uart.write("x"), null);
});

Deno.test("UART: settings that the driver does not take are an error", () => {
  using pty = new Pty();
  const words = `Cannot set up ${pty.path}: its driver does not take `;
  const error = assertThrows(() => new UART(pty.path, { bits: 7, parity: 0 }), OSError, words);
  assertStringIncludes(error.message, "bits 7, it has 8; nor parity 0, it has null");
  assertEquals(error.code, "EINVAL");
  using uart = new UART(pty.path, 250_000, { stop: 2 }); // a rate that has no name
  assertEquals(`${uart}`, `UART(${pty.path}, baudrate=250000, bits=8, parity=null, stop=2)`);
  uart.init({ flow: UART.RTS | UART.CTS, baudrate: 9600 });
  assertEquals(Deno.inspect(uart).includes("baudrate=9600, bits=8, parity=null, stop=2"), true);
});

Deno.test("UART: ports that cannot be had say what to do", async () => {
  const cases: [path: string, code: string, words: string][] = [
    [
      "/dev/serial0",
      "ENOENT",
      "the serial port is not enabled; `sudo raspi-config nonint do_serial",
    ],
    ["/dev/ttyUSB77", "ENOENT", "there is no such port; `ls /dev/tty*` shows those that are there"],
    ["/dev/null", "ENOTTY", "it is no serial port, nor a terminal"],
  ];
  for (const [path, code, words] of cases) {
    const error = assertThrows(() => new UART(path), OSError, `Cannot open ${path}: ${words}`);
    assertEquals(error.code, code);
  }
  using pty = new Pty();
  using _uart = new UART(pty.path);
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--allow-ffi"],
      urlOf(`import { UART } from "./src/machine/mod.ts"; new UART(${JSON.stringify(pty.path)});`),
    ],
    env: { NO_COLOR: "1" },
  }).output();
  const words = `Cannot open ${pty.path}: another program uses it; end that first`;
  assertStringIncludes(decoder.decode(stderr), words);
});

Deno.test("UART: of several objects the last one to close it does", () => {
  using pty = new Pty();
  const first = new UART(pty.path);
  const second = new UART(pty.path);
  first.deinit();
  first.deinit();
  pty.put("x");
  expectBytes(second, 1);
  second.deinit();
  using third = new UART(pty.path);
  assertEquals(text(third.read()), "x");
  first.init();
  first.deinit();
  third.write("y");
});

Deno.test("StreamReader(uart), StreamWriter(uart): lines both ways", () =>
  run(async () => {
    using pty = new Pty();
    const device = pty.stream();
    using uart = new UART(pty.path, 115200);
    const [reader, writer] = [new StreamReader(uart), new StreamWriter(uart)];
    assertEquals(`${reader}`, `Stream(${pty.path}, open)`);
    const echo = create_task(async () => {
      for (let i = 0; i < 100; i++) device.write(await device.readline());
    });
    for (let i = 0; i < 100; i++) {
      writer.write(`line ${i}\n`);
      assertEquals(text(await reader.readline()), `line ${i}\n`);
    }
    await echo;
  }));

Deno.test("StreamReader(uart): a thousand random cancels lose no byte", () =>
  run(async () => {
    using pty = new Pty();
    using uart = new UART(pty.path, 115200);
    const reader = new StreamReader(uart);
    const random = makeRandom();
    let [sent, received, cancels] = ["", "", 0];
    const put = () => {
      const part = `${sent.length} `.repeat(random(4));
      assertEquals(pty.put(part), part.length);
      sent += part;
    };
    for (let i = 0; cancels < 1000; i++) {
      const task = create_task(async () => {
        const read = [reader.read(1 + random(9)), reader.readexactly(3)][random(2)]!;
        received += text(await read);
      });
      for (const step of [random(3), random(3), random(3)]) {
        if (step === 0) put();
        else if (step === 1) await sleep_ms(0);
        else if (i % 10 === 0) await sleep_ms(1);
      }
      task.cancel();
      try {
        await task;
      } catch (error) {
        if (!(error instanceof CancelledError)) throw error;
        cancels++;
      }
    }
    pty.put("\n");
    received += text(await reader.readline());
    assert(sent.length > 3000, `only ${sent.length} bytes`);
    assertEquals(received, sent + "\n");
  }));

Deno.test("StreamReader(uart): 1 MB both ways at once, with random cancels, and nothing is lost", () =>
  run(async () => {
    using pty = new Pty();
    using uart = new UART(pty.path, 4_000_000);
    const ends = [[new StreamReader(uart), new StreamWriter(uart)], [pty.stream(), pty.stream()]];
    const size = 1 << 20;
    const data = Uint8Array.from({ length: size }, (_, i) => (i ^ (i >> 8) ^ (i >> 16)) & 0xff);
    const send = async (writer: StreamWriter) => {
      for (let at = 0; at < size; at += 16384) {
        writer.write(data.subarray(at, at + 16384));
        await writer.drain();
      }
    };
    const receive = async (reader: StreamReader, random: (n: number) => number) => {
      let at = 0;
      let cancels = 0;
      while (at < size) {
        const task = create_task(async () => {
          const bytes = await reader.read(1 + random(8000));
          for (const byte of bytes) {
            if (byte !== data[at++]) throw new Error(`byte ${at - 1} is ${byte}`);
          }
        });
        if (random(3) === 0) {
          await sleep_ms(0);
          cancels += Number(task.cancel());
        }
        const [failure] = await gather(task, { return_exceptions: true });
        if (failure instanceof Error && !(failure instanceof CancelledError)) throw failure;
      }
      assertEquals(at, size);
      return cancels;
    };
    const [one, other] = await gather(
      create_task(() => receive(ends[0]![0]!, makeRandom(1))),
      create_task(() => receive(ends[1]![0]!, makeRandom(2))),
      create_task(() => send(ends[0]![1]!)),
      create_task(() => send(ends[1]![1]!)),
    );
    assert(one + other > 20, `${one + other} cancels`);
  }));

Deno.test("StreamReader(uart): a device that is pulled out is ENODEV", () =>
  run(async () => {
    const pty = new Pty();
    using uart = new UART(pty.path);
    const reader = new StreamReader(uart);
    create_task(async () => {
      await sleep_ms(10);
      pty[Symbol.dispose]();
    });
    const gone = "the device is gone; plug it in again, and make a new UART";
    const error = await assertRejects(async () => await reader.readline(), OSError, gone);
    assertEquals(error.code, "ENODEV");
    for (const use of [() => uart.read(), () => uart.write("x"), () => uart.any()]) {
      assertEquals(assertThrows(use, OSError, gone).code, "ENODEV");
    }
    // The next one of this path is another device.
    uart.deinit();
    assertThrows(() => new UART(pty.path), OSError, "there is no such port");
  }));

Deno.test("UART.deinit() ends a read of a stream", () =>
  run(async () => {
    using pty = new Pty();
    const uart = new UART(pty.path);
    const reader = new StreamReader(uart);
    create_task(async () => {
      await sleep_ms(5);
      uart.deinit();
    });
    const words = `Cannot read from ${pty.path}: it has been closed`;
    const error = await assertRejects(async () => await reader.read(1), OSError, words);
    assertEquals(error.code, "EBADF");
  }));

Deno.test("UART.irq() calls at the end of a message, once for each", () =>
  run(async () => {
    using pty = new Pty();
    using uart = new UART(pty.path, 115200);
    const messages: (string | null)[] = [];
    uart.irq((uart) => messages.push(text(uart.read())));
    for (const message of ["one", "two"]) {
      pty.put(message);
      await sleep_ms(60);
    }
    assertEquals(messages, ["one", "two"]);
    let count = 0;
    uart.irq(() => count++, UART.IRQ_RXIDLE); // it does not read
    pty.put("three");
    await sleep_ms(120);
    assertEquals(count, 1);
    pty.put("four");
    await sleep_ms(120);
    assertEquals([count, text(uart.read())], [2, "threefour"]);
    uart.irq(null);
    pty.put("five");
    await sleep_ms(60);
    assertEquals(count, 2);
  }));

Deno.test("UART: fifty idle ports cost one thread and no CPU, and the process ends with run()", async () => {
  const ptys = Array.from({ length: 50 }, () => new Pty());
  const program = `
    import { create_task, run, sleep_ms, StreamReader } from "./mod.ts";
    import { UART } from "./src/machine/mod.ts";
    const paths = ${JSON.stringify(ptys.map(({ path }) => path))};
    const threads = () => [...Deno.readDirSync("/proc/self/task")].length;
    const used = () => {
      const fields = Deno.readTextFileSync("/proc/self/stat").split(") ")[1].split(" ");
      return 10 * (Number(fields[11]) + Number(fields[12])); // ms
    };
    await run(async () => {
      await sleep_ms(300);
      const before = threads();
      for (const path of paths) {
        const reader = new StreamReader(new UART(path));
        create_task(async () => console.log(await reader.readline()));
      }
      await sleep_ms(300);
      const start = used();
      await sleep_ms(1000);
      console.log(JSON.stringify([threads() - before, used() - start]));
    });
  `;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "-A", urlOf(program)],
    signal: AbortSignal.timeout(30_000),
  }).output();
  assertEquals(code, 0, decoder.decode(stderr));
  const [threads, cpu] = JSON.parse(decoder.decode(stdout));
  assert(threads <= 1, `${threads} more threads`);
  assert(cpu <= 50, `${cpu} ms of a second`);
  for (const pty of ptys) pty[Symbol.dispose]();
});

Deno.test("StreamReader(Deno.stdin): lines that are typed at a terminal arrive", async () => {
  const program = urlOf(`
    import { run, StreamReader, wait_for } from "./mod.ts";
    await run(async () => {
      const reader = new StreamReader(Deno.stdin);
      console.log("ready");
      for (const _ of [1, 2]) {
        console.log("got", new TextDecoder().decode(await reader.readline()).trim());
      }
      try {
        await wait_for(reader.readline(), 0.1);
      } catch (error) {
        console.log(error.name);
      }
    });
    console.log("over");
  `);
  const script = new Deno.Command("script", {
    args: ["-qec", `'${Deno.execPath()}' run --no-prompt --no-check '${program}'`, "/dev/null"],
    stdin: "piped",
    stdout: "piped",
    signal: AbortSignal.timeout(30_000),
  }).spawn();
  const keyboard = script.stdin.getWriter();
  let screen = "";
  let typed = 0;
  for await (const part of script.stdout.pipeThrough(new TextDecoderStream())) {
    screen += part;
    if (typed === 0 && screen.includes("ready")) {
      typed = 1;
      await keyboard.write(new TextEncoder().encode("first\r"));
    }
    if (typed === 1 && screen.includes("got first")) {
      typed = 2;
      await keyboard.write(new TextEncoder().encode("seconf\x7fd\r")); // with a slip
    }
  }
  assertStringIncludes(screen, "got second");
  assertStringIncludes(screen, "TimeoutError\r\nover");
  assertEquals((await script.status).code, 0);
  await keyboard.close().catch(() => {});
});
