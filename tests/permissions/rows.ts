/**
 * The README's table of permissions as programs: each runs with exactly the flags of its row,
 * and says clearly what is missing when one of them is left out.
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { runProgram, urlOf } from "../programs/run_program.ts";

interface Row {
  /** The first column. */
  what: string;
  /** The flags, with the addresses of the test's own. */
  flags: string[];
  /** Prints "works". `"./` stands for the repository. */
  program: string;
  /** What the error says when a flag is left out, by the flag's beginning. */
  without: Record<string, string>;
  /** The environment; that of the caller otherwise. */
  env?: Record<string, string>;
  /** What it takes besides: nothing, the right to open raw sockets, or lines. */
  needs?: "raw" | "gpio";
}

const NO_BOARD = "run again with the --allow-ffi flag";

const blinkOnce = `
  import { Pin } from "./src/machine/mod.ts";
  import { LED } from "./src/pyb/mod.ts";
  using pin = new Pin(17, Pin.OUT);
  pin.on();
  using led = new LED(pin);
  led.off();
  console.log(pin.value() === 0 ? "works" : "does not work");
`;

export const rows: Row[] = [
  {
    what: "tasks, time, synchronisation, tests",
    flags: [],
    program: `
      import { create_task, Event, gather, Lock, run, sleep_ms, ThreadSafeFlag } from "./mod.ts";
      import { VirtualClock } from "./src/testing/mod.ts";
      using _clock = new VirtualClock();
      await run(async () => {
        const event = new Event();
        const task = create_task(event.wait());
        using _guard = await new Lock().acquire();
        new ThreadSafeFlag().set();
        event.set();
        await gather(task, sleep_ms(10));
        console.log("works");
      });
    `,
    without: {},
  },
  {
    what: "a board by `set_board(new SimulatedBoard())`",
    flags: [],
    program: `
      import { set_board, SimulatedBoard } from "./src/machine/mod.ts";
      set_board(new SimulatedBoard());
      ${blinkOnce}
    `,
    without: {},
  },
  {
    what: "a board by `UASYNCIO_BOARD=sim`",
    flags: ["--allow-env=UASYNCIO_BOARD"],
    program: blinkOnce.replace("works", "works\\nworks"), // the view's lines come before
    without: { "--allow-env": "--allow-env=UASYNCIO_BOARD" },
  },
  {
    what: "a board in the browser by `UASYNCIO_BOARD=web`",
    flags: ["--allow-env=UASYNCIO_BOARD", "--allow-net=127.0.0.1"],
    env: { UASYNCIO_BOARD: "web" },
    program: `
      ${blinkOnce.replace("works", "blinks")}
      import { run, sleep_ms } from "./mod.ts";
      await run(sleep_ms(2000));
      console.log("works");
    `,
    without: {
      "--allow-env": "--allow-env=UASYNCIO_BOARD",
      "--allow-net": 'Requires net access to "127.0.0.1:0"',
    },
  },
  {
    what: "a report of the tasks by `UASYNCIO_DEBUG=1`",
    flags: ["--allow-env=UASYNCIO_DEBUG"],
    program: `
      import { run, sleep_ms } from "./mod.ts";
      if (Deno.env.get("UASYNCIO_DEBUG") !== undefined) throw new Error("it is set");
      await run(sleep_ms(1));
      console.log("works");
    `,
    without: { "--allow-env": 'Requires env access to "UASYNCIO_DEBUG"' },
  },
  {
    what: "`Pin`, `Pins`, `Signal`, `LED` on real lines",
    flags: ["--allow-ffi"],
    program: blinkOnce,
    without: { "--allow-ffi": NO_BOARD },
    needs: "gpio",
  },
  {
    what: "the same on a chip that `UASYNCIO_BOARD` names",
    flags: ["--allow-ffi", "--allow-env=UASYNCIO_BOARD"],
    program: blinkOnce.replaceAll("17", "7") + `
      import { get_board } from "./src/machine/mod.ts";
      if (!get_board().name.includes("lab-expander")) throw new Error("another board");
    `,
    without: { "--allow-ffi": NO_BOARD, "--allow-env": "another board" },
    needs: "gpio",
  },
  {
    what: "`I2C` and `SPI` on Linux's buses",
    flags: ["--allow-ffi"],
    program: `
      import { I2C, SPI } from "./src/machine/mod.ts";
      for (const open of [() => new I2C(77), () => new SPI(77)]) {
        try {
          open();
        } catch (error) {
          if (error.code !== "ENOENT") throw error; // there are not so many
        }
      }
      console.log("works");
    `,
    without: { "--allow-ffi": NO_BOARD },
  },
  {
    what: "which program uses which line, by `pinout`",
    flags: ["--allow-ffi"],
    program: `
      import { get_board } from "./src/machine/mod.ts";
      import { draw_header } from "./src/pinout.ts";
      const text = draw_header(get_board().lines());
      console.log(text.includes("GPIO17") ? "works" : "does not work");
    `,
    without: { "--allow-ffi": NO_BOARD },
    needs: "gpio",
  },
  {
    what: "`UART` on a serial port",
    flags: ["--allow-ffi"],
    program: `
      import { run, StreamReader, wait_for } from "./mod.ts";
      import { UART } from "./src/machine/mod.ts";
      await run(async () => {
        using uart = new UART("/dev/ptmx", 115200); // a new terminal
        uart.write("x");
        try {
          await wait_for(new StreamReader(uart).read(1), 0.1);
        } catch { /* nothing has come */ }
        console.log("works");
      });
    `,
    without: { "--allow-ffi": NO_BOARD },
  },
  {
    what: "`PWM`, `NeoPixel` on real lines",
    flags: ["--allow-ffi"],
    program: `
      import { PWM } from "./src/machine/mod.ts";
      import { NeoPixel } from "./src/neopixel/mod.ts";
      const uses = [() => new PWM(18), () => new NeoPixel(10, 8)];
      for (const use of uses) {
        try {
          use();
        } catch (error) {
          if (!error.message.includes("in /boot/firmware/config.txt")) throw error; // it has none
        }
      }
      console.log("works");
    `,
    without: { "--allow-ffi": NO_BOARD },
  },
  {
    what: "`ADC`, `DHT11`, `DHT22`, `DS18X20`",
    flags: ["--allow-ffi"],
    program: `
      import { DHT22 } from "./src/dht/mod.ts";
      import { ADC } from "./src/machine/mod.ts";
      import { OneWire } from "./src/onewire/mod.ts";
      const uses = [() => new ADC(0), () => new DHT22(4), () => new OneWire(4)];
      for (const use of uses) {
        try {
          use();
        } catch (error) {
          if (!error.message.includes("in /boot/firmware/config.txt")) throw error; // it has none
        }
      }
      console.log("works");
    `,
    without: { "--allow-ffi": NO_BOARD },
  },
  {
    what: "`Timer`, `RTC.datetime()`, `reset`, `soft_reset`",
    flags: [],
    program: `
      import { run, sleep_ms } from "./mod.ts";
      import { RTC, Timer } from "./src/machine/mod.ts";
      await run(async () => {
        using _timer = new Timer({ period: 1, callback: () => {} });
        await sleep_ms(5);
        console.log(new RTC().datetime()[0] > 2000 ? "works" : "does not work");
      });
    `,
    without: {},
  },
  {
    what: "`WDT`, `unique_id`, `freq`, to set the clock by `RTC`",
    flags: ["--allow-ffi"],
    program: `
      import { freq } from "./src/machine/mod.ts";
      try {
        freq();
      } catch (error) {
        if (error.name !== "OSError") throw error; // a virtual machine does not say
      }
      console.log("works");
    `,
    without: { "--allow-ffi": NO_BOARD },
  },
  {
    what: "`open_connection`, `TCPClient`",
    flags: ["--allow-net=127.0.0.1:PORT"],
    program: `
      import { open_connection, run, TCPClient } from "./mod.ts";
      await run(async () => {
        const [reader, writer] = await open_connection("127.0.0.1", PORT);
        writer.write("ping\\n");
        await writer.drain();
        await reader.readline();
        const client = new TCPClient("127.0.0.1", PORT);
        await client.connect();
        await client.close();
        console.log("works");
      });
    `,
    without: { "--allow-net": 'Requires net access to "127.0.0.1:PORT", run again with the' },
  },
  {
    what: "`start_server`",
    flags: ["--allow-net=127.0.0.1:0"],
    program: `
      import { run, start_server } from "./mod.ts";
      await run(async () => {
        await using _server = await start_server(async () => {}, "127.0.0.1", 0);
        console.log("works");
      });
    `,
    without: { "--allow-net": 'Requires net access to "127.0.0.1:0", run again with the --allow' },
  },
  {
    what: "`AsyncUDP`",
    flags: ["--unstable-net", "--allow-net=127.0.0.1"],
    program: `
      import { AsyncUDP, run } from "./mod.ts";
      await run(async () => {
        await using socket = new AsyncUDP();
        socket.bind(0, "127.0.0.1");
        const { port } = socket.socket().addr;
        await socket.sendto("hello", ["127.0.0.1", port]);
        console.log((await socket.recvfrom(512, 5)) === null ? "nothing came" : "works");
      });
    `,
    without: {
      "--unstable-net": "--unstable-net",
      "--allow-net": "run again with the --allow-net flag",
    },
  },
  {
    what: "`AsyncRAW`",
    flags: ["--allow-ffi", "--allow-env=UASYNCIO_FFI,XDG_CACHE_HOME,HOME"],
    program: `
      import { AsyncRAW, IPPROTO_ICMP, AF_INET, run } from "./mod.ts";
      await run(async () => {
        await using socket = new AsyncRAW(AF_INET, IPPROTO_ICMP);
        await socket.connect("127.0.0.1");
        console.log("works");
      });
    `,
    without: {
      "--allow-ffi": "run again with the --allow-ffi flag",
      "--allow-env": "run again with the --allow-env flag",
    },
    needs: "raw",
  },
];

/** Runs the program of a row with its flags, and without each of them. */
export async function checkRow(row: Row, env: Record<string, string> = {}): Promise<void> {
  using peer = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const echoes = serve(peer);
  const fill = (text: string) => text.replaceAll("PORT", String(peer.addr.port));
  const flags = row.flags.map(fill);
  const run = (...flags: string[]) =>
    runProgram([...flags, urlOf(fill(row.program))], row.env ?? env);
  const { stdout, stderr } = await run(...flags);
  assertEquals(stdout.trimEnd().split("\n").at(-1), "works", stderr);
  for (const flag of flags) {
    const { code, stderr } = await run(...flags.filter((other) => other !== flag));
    assertEquals(code, 1, `without ${flag}`);
    const reason = row.without[flag.split("=")[0]!];
    assertStringIncludes(stderr, fill(reason ?? "a row has to say what is missing"));
  }
  peer.close();
  await echoes;
}

/** Sends back what it gets. */
async function serve(listener: Deno.Listener): Promise<void> {
  const connections: Promise<void>[] = [];
  try {
    for await (const connection of listener) {
      connections.push(connection.readable.pipeTo(connection.writable).catch(() => {}));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
  await Promise.all(connections);
}
