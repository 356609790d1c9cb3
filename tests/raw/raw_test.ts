import process from "node:process";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  AF_INET,
  AF_INET6,
  AsyncRAW,
  create_task,
  gather,
  IPPROTO_ICMP,
  OSError,
  run,
  RuntimeError,
  sleep_ms,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";

// These tests need CAP_NET_RAW, and the shim; tests/run.ts builds it. Without, they fail
// with the errors that say so.

/** For experiments, says RFC 3692: nobody else's packets come. */
const EXPERIMENT = 253;
const LOOPBACK = { [AF_INET]: "127.0.0.1", [AF_INET6]: "::1" };

/** What comes after the IP header; IPv6 sockets do not give one. */
function payload(packet: Uint8Array | null, family: number): number[] {
  if (packet === null) throw new Error("the socket has failed");
  return [...packet.subarray(family === AF_INET ? 4 * (packet[0]! & 15) : 0)];
}

/** A test with a socket that is connected to this machine, and so hears itself. */
function testSocket(name: string, body: (socket: AsyncRAW) => Promise<void>): void {
  Deno.test(name, () =>
    run(async () => {
      await using socket = new AsyncRAW(AF_INET, EXPERIMENT);
      assertEquals(await socket.connect("127.0.0.1"), true);
      await body(socket);
    }));
}

for (
  const [family, protocol] of [
    [AF_INET, EXPERIMENT],
    [AF_INET6, EXPERIMENT],
    [AF_INET, undefined], // 255
    [AF_INET6, undefined],
  ] as const
) {
  Deno.test(`AsyncRAW: a packet goes there and back, ${LOOPBACK[family]}, ${protocol ?? "default"}`, () =>
    run(async () => {
      await using socket = new AsyncRAW(family, protocol);
      await socket.connect(LOOPBACK[family]);
      assertEquals(await socket.send(new Uint8Array([1, 2, 3])), 3);
      assertEquals(payload(await socket.recv(100), family), [1, 2, 3]);
      assertEquals(socket.socket() > 2, true);
    }));
}

Deno.test("AsyncRAW: the kernel answers an echo request", () =>
  run(async () => {
    await using socket = new AsyncRAW(AF_INET, IPPROTO_ICMP);
    await socket.connect("127.0.0.1");
    await socket.send(new Uint8Array([8, 0, 0xf7, 0xff, 0, 0, 0, 0]));
    const types = [payload(await socket.recv(100), AF_INET)[0]];
    types.push(payload(await socket.recv(100), AF_INET)[0]);
    assertEquals(types, [8, 0]); // its own request, and the answer
  }));

Deno.test("AsyncRAW.connect() forgets what came from others before", () =>
  run(async () => {
    await using early = new AsyncRAW(AF_INET, EXPERIMENT);
    await using other = new AsyncRAW(AF_INET, EXPERIMENT);
    await other.connect("127.0.0.2");
    await other.send(new Uint8Array([1]));
    await early.connect("127.0.0.1");
    await early.send(new Uint8Array([2]));
    assertEquals(payload(await early.recv(100), AF_INET), [2]);
  }));

testSocket("AsyncRAW.recv() waits for a packet that comes later", async (socket) => {
  const receiver = create_task(socket.recv(100));
  await sleep_ms(10);
  assertEquals(receiver.done(), false);
  await socket.send(new Uint8Array([7]));
  assertEquals(payload(await receiver, AF_INET), [7]);
});

testSocket("AsyncRAW.recv(): a packet that is longer than n is cut", async (socket) => {
  await socket.send(new Uint8Array([1, 2, 3]));
  assertEquals((await socket.recv(22))?.length, 22);
});

testSocket(
  "AsyncRAW.recv(): what comes after a timeout or a cancellation is for the next one",
  async (socket) => {
    await assertRejects(async () => await wait_for_ms(socket.recv(100), 5), TimeoutError);
    const task = create_task(socket.recv(100));
    await sleep_ms(1);
    task.cancel();
    await assertRejects(async () => await task);
    for (let i = 0; i < 3; i++) await socket.send(new Uint8Array([i]));
    for (let i = 0; i < 3; i++) assertEquals(payload(await socket.recv(100), AF_INET), [i]);
  },
);

testSocket("AsyncRAW.recv() refuses a second task", async (socket) => {
  const first = create_task(socket.recv(100));
  await sleep_ms(0);
  await assertRejects(async () => await socket.recv(100), RuntimeError);
  await socket.send(new Uint8Array([1]));
  assertEquals(payload(await first, AF_INET), [1]);
});

testSocket(
  "AsyncRAW.close(): a closed socket says so, also to the task that receives",
  async (socket) => {
    const receiver = create_task(socket.recv(100));
    await sleep_ms(1);
    await socket.close();
    await socket.close();
    for (
      const use of [
        async () => await receiver,
        async () => await socket.recv(100),
        async () => await socket.send(new Uint8Array(1)),
        async () => await socket.connect("127.0.0.1"),
      ]
    ) {
      const error = await assertRejects(use, OSError);
      assertEquals(error.code, "EBADF");
      assertStringIncludes(error.message, "the socket has been closed; make another one");
    }
  },
);

Deno.test("AsyncRAW: errors say what was wrong, and what to do", () =>
  run(async () => {
    await using socket = new AsyncRAW();
    const cases: [() => unknown, new (message: string) => Error, string][] = [
      [() => new AsyncRAW(3 as 2), RangeError, "expected AF_INET or AF_INET6, got 3"],
      [() => new AsyncRAW(AF_INET, 256), RangeError, "the protocol must be 0 to 255, got 256"],
      [() => socket.recv(10), RuntimeError, "Cannot receive: the socket is not connected"],
      [() => socket.send(new Uint8Array(1)), RuntimeError, "await connect() first"],
      [() => socket.recv(0), RangeError, "Cannot receive 0 bytes: expected a positive integer"],
      [() => socket.recv(NaN), RangeError, "Cannot receive NaN bytes"],
      [() => socket.send("x" as unknown as Uint8Array), TypeError, '"x": expected a Uint8Array'],
      [() => socket.connect(""), RangeError, "Cannot connect: the host is empty"],
    ];
    for (const [call, errorClass, message] of cases) {
      assertStringIncludes(assertThrows(call, errorClass).message, message);
    }
    await using other = new AsyncRAW(AF_INET, EXPERIMENT);
    const unknown = await assertRejects(async () => await other.connect("x".repeat(64)), OSError);
    assertEquals(unknown.code, "ENOTFOUND");
    const noWay = await assertRejects(async () => await other.connect("255.255.255.255"), OSError);
    assertMatch(noWay.message, /^Cannot connect to 255\.255\.255\.255: (Permission|Network) /);
    await other.connect("localhost");
    const long = new Uint8Array(70_000);
    const tooLong = await assertRejects(async () => await other.send(long), OSError);
    assertEquals(tooLong.code, "EMSGSIZE");
  }));

Deno.test("AsyncRAW: 200 waiting sockets leave files as quick as they were, and take no CPU time", () =>
  run(async () => {
    const sockets = Array.from({ length: 200 }, () => new AsyncRAW(AF_INET, EXPERIMENT));
    const file = new URL(import.meta.url);
    const readMany = async () => {
      const start = performance.now();
      for (let i = 0; i < 50; i++) await Deno.readTextFile(file);
      return performance.now() - start;
    };
    await readMany();
    const before = Math.min(await readMany(), await readMany(), await readMany());
    const receivers = [];
    for (const socket of sockets) {
      await socket.connect("127.0.0.1");
      receivers.push(create_task(socket.recv(100)));
    }
    await sleep_ms(10);
    const during = Math.min(await readMany(), await readMany(), await readMany());
    assert(during < 3 * before + 5, `${during} ms, ${before} ms without`);
    const cpu = process.cpuUsage();
    await sleep_ms(500);
    const { user, system } = process.cpuUsage(cpu);
    assert(user + system < 50_000, `${user + system} us of CPU time in 500 ms`);
    await sockets[0]!.send(new Uint8Array([9])); // which all of them hear
    const packets = await gather(...receivers);
    assertEquals(packets.map((packet) => payload(packet, AF_INET)), Array(200).fill([9]));
    for (const socket of sockets) await socket.close();
  }));

Deno.test("AsyncRAW.connect() names an address of the other family", () =>
  run(async () => {
    for (const [family, host] of [[AF_INET, "::1"], [AF_INET6, "127.0.0.1"]] as const) {
      await using socket = new AsyncRAW(family, EXPERIMENT);
      const error = await assertRejects(async () => await socket.connect(host), OSError);
      assertEquals(error.code, "EAFNOSUPPORT");
      assertStringIncludes(
        error.message,
        `Cannot connect to ${host}: ${host} is not an address of the socket's family`,
      );
    }
  }));

Deno.test("AsyncRAW shows what it is and its state", () =>
  run(async () => {
    const socket = new AsyncRAW(AF_INET6, EXPERIMENT);
    assertEquals(String(socket), "AsyncRAW(AF_INET6, protocol 253, not connected)");
    await socket.connect("::1");
    assertEquals(Deno.inspect(socket), "AsyncRAW(AF_INET6, protocol 253, connected)");
    await socket.close();
    assertEquals(String(socket), "AsyncRAW(AF_INET6, protocol 253, closed)");
  }));
