import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  all_tasks,
  AsyncUDP,
  Barrier,
  Condition,
  create_task,
  Event,
  gather,
  Lock,
  open_connection,
  print_tasks,
  Queue,
  run,
  Semaphore,
  sleep_ms,
  start_server,
  type Stream,
  TaskGroup,
  ThreadSafeFlag,
} from "../../mod.ts";
import { Pin, set_board, SimulatedBoard } from "../../src/machine/mod.ts";

/** What `print_tasks()` prints, line by line. */
function printed(): string[] {
  const { log } = console;
  let text = "";
  console.log = (line: string) => text += line;
  try {
    print_tasks();
  } finally {
    console.log = log;
  }
  return text.split("\n");
}

Deno.test("print_tasks() names what each of 1,000 tasks waits for, in every kind of wait", async () => {
  set_board(new SimulatedBoard());
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  await run(async function main() {
    const locked = new Lock();
    await locked.acquire();
    const taken = new Semaphore(0);
    const full = new Queue<number>(1);
    full.put_nowait(1);
    const condition = new Condition();
    const barrier = new Barrier(100_000);
    const sleeper = create_task(() => sleep_ms(70_000), { name: "sleeper" });
    const connections: Stream[] = [];
    const connect = async () => {
      const stream = (await open_connection("127.0.0.1", port))[0];
      connections.push(stream);
      return stream;
    };
    const pin = new Pin(17, Pin.IN);
    await using server = await start_server(() => {}, "127.0.0.1", 0);
    const address = server.get_extra_info("sockname").join(":");
    const socket = new AsyncUDP();
    socket.bind(0, "127.0.0.1");
    const own = (socket.socket()!.addr as Deno.NetAddr).port;

    const few: Record<string, () => unknown> = {
      "receives at 127.0.0.1:PORT": () => socket.recvfrom(10),
      "waits for an edge of GPIO17": () => pin.edge(),
    };
    const kinds: Record<string, () => unknown> = {
      "asleep for N ms": () => sleep_ms(60_000),
      "waits for an Event": () => new Event().wait(),
      "waits for a Lock": () => locked.acquire(),
      "waits for a Semaphore": () => taken.acquire(),
      "waits for an item of a Queue": () => new Queue().get(),
      "waits for a free place of a Queue": () => full.put(2),
      "waits for the end of the work on a Queue": () => full.join(),
      "waits for a Condition": async () => {
        using _guard = await condition.acquire();
        await condition.wait();
      },
      "waits for a ThreadSafeFlag": () => new ThreadSafeFlag().wait(),
      "awaits task sleeper": async () => await sleeper,
      "gathers 1 of 1 tasks": () => gather(sleeper),
      "waits for the tasks of a TaskGroup": () =>
        TaskGroup.run((group) => void group.create_task(() => sleep_ms(60_000), { name: "inner" })),
      "awaits a promise of Deno's": () => new Promise(() => {}),
      "reads from 127.0.0.1:PORT": async () => await (await connect()).read(1),
      "writes to 127.0.0.1:PORT": async () => {
        const stream = await connect();
        stream.write(new Uint8Array(8_000_000));
        await stream.drain();
      },
      "ready": async () => {
        while (true) await sleep_ms(0);
      },
    };
    const expected = new Map<string, string>();
    const start = (kind: string, body: () => unknown, times: number) => {
      for (let i = 0; i < times; i++) {
        const name = `task ${expected.size}`;
        create_task(async () => void await body(), { name });
        expected.set(name, kind);
      }
    };
    for (const [kind, body] of Object.entries(few)) start(kind, body, 1);
    for (const [kind, body] of Object.entries(kinds)) {
      start(kind, body, /reads|writes/.test(kind) ? 10 : 70);
    }
    start("waits for a Condition", () => barrier.wait(), 10);
    let lines: string[] = [];
    let found = new Map<string, string>();
    let differing: string[] = [];
    for (let turn = 0; turn < 50 && (turn === 0 || differing.length > 0); turn++) {
      await sleep_ms(100); // until all are connected
      lines = printed();
      found = new Map(
        lines.slice(1).map((line) => {
          const [, name = "", what = ""] = /^(.*?) {2,}(.*)$/.exec(line)!;
          return [
            name,
            what.replace(/for \d+ ms/, "for N ms").replace(/1:\d+$/, "1:PORT"),
          ] as const;
        }).filter(([name]) => name.startsWith("task ")),
      );
      differing = [...expected].filter(([name, kind]) => found.get(name) !== kind)
        .map(([name, kind]) => `${name}: ${kind} != ${found.get(name)}`);
    }
    assertEquals(differing, []);
    assertEquals(found.size, expected.size);
    assertEquals(expected.size >= 1000, true);
    const table = lines.join("\n");
    assertEquals(lines[0]!.split(/ {2,}/), ["Task", "Does"]);
    for (
      const text of [
        `reads from 127.0.0.1:${port}`,
        `receives at 127.0.0.1:${own}`,
        `accepts at ${address}`,
      ]
    ) assertStringIncludes(table, text);

    for (const task of all_tasks()) {
      if (task.get_name() !== "main" && task.get_name() !== "serve") task.cancel();
    }
    await sleep_ms(20);
    for (const connection of connections) connection.close();
    await socket.close();
    pin.close();
  });
});

Deno.test("print_tasks() names connections that are being made", async () => {
  await run(async () => {
    const { connect } = Deno;
    // deno-lint-ignore no-explicit-any -- never connects
    Deno.connect = () => new Promise<any>(() => {});
    try {
      const task = create_task(() => open_connection("10.0.0.7", 5001), { name: "client" });
      await sleep_ms(1);
      assertEquals(String(task), "Task client: connects to 10.0.0.7:5001");
      task.cancel();
      await sleep_ms(1);
    } finally {
      Deno.connect = connect;
    }
  });
});

Deno.test("print_tasks() refuses other options, unknown signals, and signals without Deno", () => {
  assertThrows(() => print_tasks({ at: 1 } as object), TypeError, 'no option "at"');
  assertThrows(() => print_tasks({ signal: "SIGNOT" as Deno.Signal }), TypeError);
  const { addSignalListener } = Deno;
  Deno.addSignalListener = undefined as unknown as typeof addSignalListener;
  try {
    assertThrows(
      () => print_tasks({ signal: "SIGUSR1" }),
      Error,
      "Cannot print the tasks at a signal: there is no Deno to hear of it",
    );
  } finally {
    Deno.addSignalListener = addSignalListener;
  }
});
