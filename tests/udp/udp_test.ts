import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import {
  type Address,
  AF_INET,
  AF_INET6,
  AsyncUDP,
  CancelledError,
  create_task,
  OSError,
  run,
  RuntimeError,
  sleep_ms,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";

const HOST = "127.0.0.1";
const decoder = new TextDecoder();

/** A socket on loopback, and its address. */
function bound(): [AsyncUDP, Address] {
  const socket = new AsyncUDP();
  socket.bind(0, HOST);
  return [socket, addressOf(socket)];
}

function addressOf(socket: AsyncUDP): Address {
  const { hostname, port } = socket.socket()!.addr as Deno.NetAddr;
  return [hostname, port];
}

function text(bytes: Uint8Array | null | undefined): string | null {
  return bytes === null || bytes === undefined ? null : decoder.decode(bytes);
}

/** A test with two sockets, which are closed after it. */
function testPair(
  name: string,
  body: (a: AsyncUDP, b: AsyncUDP, addressOfB: Address) => Promise<void>,
): void {
  Deno.test(name, () =>
    run(async () => {
      const [a] = bound();
      const [b, address] = bound();
      try {
        await body(a, b, address);
      } finally {
        await a.close();
        await b.close();
      }
    }));
}

testPair(
  "AsyncUDP.recvfrom(): a datagram arrives with its sender's address",
  async (a, b, address) => {
    assertEquals(await a.sendto("hello", address), 5);
    const [data, sender] = (await b.recvfrom(512))!;
    assertEquals([text(data), sender], ["hello", addressOf(a)]);
    await b.sendto(new Uint8Array([1, 2]), sender);
    assertEquals(await a.recv(512), new Uint8Array([1, 2]));
  },
);

testPair("AsyncUDP.recv(): a datagram that is longer than n is cut", async (a, b, address) => {
  await a.sendto("0123456789", address);
  await a.sendto("next", address);
  assertEquals(text(await b.recv(4)), "0123");
  assertEquals(text(await b.recv(4)), "next");
});

testPair(
  "AsyncUDP.recv(): what has been received stays as it is when more arrives",
  async (a, b, address) => {
    const received: Uint8Array[] = [];
    for (let i = 0; i < 200; i++) {
      await a.sendto(new Uint8Array(1 + 5 * i).fill(i), address);
      received.push((await b.recv(2000))!);
    }
    received.forEach((data, i) => assertEquals(data, new Uint8Array(1 + 5 * i).fill(i)));
  },
);

testPair("AsyncUDP.recv(): an empty datagram is one, too", async (a, b, address) => {
  assertEquals(await a.sendto("", address), 0);
  assertEquals((await b.recv(10))?.length, 0);
});

testPair("AsyncUDP.recv(): the longest datagram arrives whole", async (a, b, address) => {
  const data = new Uint8Array(65507).map((_, i) => i);
  assertEquals(await a.sendto(data, address), 65507);
  assertEquals(await b.recv(65535), data);
});

testPair("AsyncUDP.recv() gives null when the wait is over, and not before", async (_, b) => {
  const start = performance.now();
  assertEquals(await b.recv(10, 0.02), null);
  assertEquals(performance.now() - start >= 20, true);
  assertEquals(await b.recvfrom(10, 0), null);
});

testPair("AsyncUDP.recv() with a wait of 0 takes what is there", async (a, b, address) => {
  await a.sendto("there", address);
  let data: Uint8Array | null = null;
  for (let i = 0; i < 100 && data === null; i++) data = await b.recv(10, 0); // a busy machine
  assertEquals(text(data), "there");
});

testPair(
  "AsyncUDP.recv(): what comes after a timeout or a cancellation is for the next one",
  async (a, b, address) => {
    assertEquals(await b.recv(10, 0.005), null);
    await a.sendto("one", address);
    await a.sendto("two", address);
    await sleep_ms(5);
    assertEquals(text(await b.recv(10)), "one");
    await assertRejects(async () => await wait_for_ms(b.recv(10), 0), TimeoutError);
    const task = create_task(b.recv(10));
    await sleep_ms(0);
    task.cancel();
    await assertRejects(async () => await task);
    assertEquals(text(await b.recv(10)), "two");
  },
);

testPair("AsyncUDP.recv() refuses a second task", async (a, b, address) => {
  const first = create_task(b.recv(10));
  await sleep_ms(0);
  const error = await assertRejects(async () => await b.recv(10), RuntimeError);
  assertStringIncludes(error.message, "Cannot receive: another task does that already");
  await a.sendto("x", address);
  assertEquals(text(await first), "x");
});

testPair("AsyncUDP.sendto() by several tasks at once", async (a, b, address) => {
  const tasks = ["a", "b", "c"].map((data) => create_task(a.sendto(data, address)));
  for (const task of tasks) assertEquals(await task, 1);
  const data = [await b.recv(1), await b.recv(1), await b.recv(1)].map(text);
  assertEquals(data, ["a", "b", "c"]);
});

testPair(
  "AsyncUDP.sendto() that fails, or is cancelled, holds up none after it",
  async (a, b, address) => {
    const send = (data: string) => create_task(a.sendto(data, address));
    const [first, tooLong, cancelled, last] = ["a", "x".repeat(65_508), "b", "c"].map(send);
    await sleep_ms(0); // all have begun
    cancelled!.cancel();
    assertEquals(await first!, 1);
    assertEquals((await assertRejects(async () => await tooLong!, OSError)).code, "EMSGSIZE");
    await assertRejects(async () => await cancelled!, CancelledError);
    assertEquals(await last!, 1);
    const data = [await b.recv(1), await b.recv(1), await b.recv(1)].map(text);
    assertEquals(data, ["a", "b", "c"]); // the cancelled one is sent all the same
  },
);

Deno.test("AsyncUDP: IPv6 works as IPv4 does", () =>
  run(async () => {
    await using a = new AsyncUDP(AF_INET6);
    await using b = new AsyncUDP(AF_INET6);
    b.bind(0, "::1");
    await a.sendto("six", addressOf(b));
    const [data, [host]] = (await b.recvfrom(10))!;
    assertEquals([text(data), host], ["six", "::1"]);
  }));

Deno.test("AsyncUDP: the static functions send and receive by sockets of their own", () =>
  run(async () => {
    const [echo, address] = bound();
    assertEquals(await AsyncUDP.udp_send("one", address), 3);
    assertEquals(text(await echo.recv(10)), "one");
    const answering = create_task(async () => {
      const [data, sender] = (await echo.recvfrom(10))!;
      await echo.sendto(data, [HOST, sender[1]]);
    });
    const [data, sender] = (await AsyncUDP.udp_send_recv("two", 0, address, 1))!;
    assertEquals([text(data), sender], ["two", address]);
    await answering;
    assertEquals(await AsyncUDP.udp_send_recv("three", 0, address, 0.005), null);
    const port = address[1];
    await echo.close();
    assertEquals(await AsyncUDP.udp_recv(port, 0.005), null);
    const receiving = create_task(AsyncUDP.udp_recv(port, 1));
    await sleep_ms(1);
    await AsyncUDP.udp_send("four", [HOST, port]);
    assertEquals(text((await receiving)?.[0]), "four");
  }));

Deno.test("AsyncUDP.close(): a closed socket says so, also to the task that receives", () =>
  run(async () => {
    const [socket, address] = bound();
    const receiver = create_task(socket.recv(10));
    await sleep_ms(0);
    await socket.close();
    await socket.close();
    for (
      const use of [
        async () => await receiver,
        async () => await socket.recv(10),
        async () => await socket.sendto("x", address),
        async () => await Promise.resolve(socket.bind(0)),
      ]
    ) {
      const error = await assertRejects(use, OSError);
      assertEquals(error.code, "EBADF");
      assertStringIncludes(error.message, "the socket has been closed; make another one");
    }
    assertEquals(socket.socket(), null);
  }));

Deno.test("AsyncUDP: errors say what was wrong, and what to do", () =>
  run(async () => {
    const [socket, address] = bound();
    const cases: [() => unknown, new (message: string) => Error, string][] = [
      [() => new AsyncUDP(3 as 2), RangeError, "expected AF_INET or AF_INET6, got 3"],
      [() => socket.recv(0), RangeError, "Cannot receive 0 bytes: expected a positive integer"],
      [() => socket.recvfrom(-1), RangeError, "Cannot receive -1 bytes"],
      [() => socket.recv("9" as unknown as number), RangeError, 'Cannot receive "9" bytes'],
      [() => socket.recv(9, NaN), RangeError, "Cannot wait for NaN seconds"],
      [
        () => socket.sendto(5 as unknown as string, address),
        TypeError,
        "5: expected a Uint8Array or a string",
      ],
      [
        () => socket.sendto("x", HOST as unknown as Address),
        TypeError,
        "expected an address [host, port]",
      ],
      [() => socket.sendto("x", [HOST, 0]), RangeError, "the port must be 1 to 65535, got 0"],
      [() => socket.bind(1), RuntimeError, "Cannot bind: the socket has a port already"],
      [() => AsyncUDP.udp_recv(-1), RangeError, "the port must be 0 to 65535, got -1"],
    ];
    for (const [call, errorClass, message] of cases) {
      assertStringIncludes(assertThrows(call, errorClass).message, message);
    }
    const tooLong = await assertRejects(
      async () => await socket.sendto(new Uint8Array(65508), address),
      OSError,
    );
    assertEquals(tooLong.code, "EMSGSIZE");
    assertStringIncludes(tooLong.message, "Cannot send 65508 bytes to 127.0.0.1:");
    assertStringIncludes(tooLong.message, "a datagram has 65507 at most");
    const taken = assertThrows(() => new AsyncUDP().bind(address[1], HOST), OSError);
    assertEquals(taken.code, "EADDRINUSE");
    const unbound = await assertRejects(async () => await new AsyncUDP().recv(9), RuntimeError);
    assertStringIncludes(unbound.message, "the socket has no port; bind() it, or send first");
    await socket.close();
  }));

testPair(
  "AsyncUDP: 100,000 datagrams arrive all and in order, whatever is cancelled",
  async (a, b, address) => {
    const count = 100_000;
    const window = 50; // no more under way than the kernel keeps
    let received = 0;
    const bytes = new Uint8Array(4);
    const view = new DataView(bytes.buffer);
    const sender = create_task(async () => {
      for (let i = 0; i < count; i++) {
        view.setUint32(0, i);
        await a.sendto(bytes, address);
        while (i - received > window) await sleep_ms(0);
      }
    });
    let disturbances = 0;
    while (received < count) {
      let data: Uint8Array | null;
      if (received % 100 === 0) { // a timeout or a cancellation, now and then
        disturbances++;
        const task = create_task(b.recv(10));
        if (received % 200 === 0) await sleep_ms(0);
        task.cancel();
        try {
          data = await task;
        } catch {
          data = await b.recv(10, 0) ?? await b.recv(10);
        }
      } else {
        data = await b.recv(10);
      }
      if (data === null) continue;
      assertEquals(new DataView(data.buffer, data.byteOffset).getUint32(0), received);
      received++;
    }
    await sender;
    assertEquals(disturbances, 1000);
  },
);

Deno.test("AsyncUDP.sendto() takes the address of a name that is of the socket's family", async () => {
  const { listenDatagram } = Deno;
  const names: string[] = [];
  // As if the first address of the name were of IPv6.
  Deno.listenDatagram = ((options: Deno.UdpListenOptions & { transport: "udp" }) => {
    const socket = listenDatagram(options);
    const send = socket.send.bind(socket);
    socket.send = (bytes, address) => {
      const { hostname } = address as Deno.NetAddr;
      names.push(hostname);
      if (hostname !== "localhost") return send(bytes, address);
      const words = "Address family not supported by protocol (os error 97)";
      return Promise.reject(Object.assign(new Error(words), { code: "EAFNOSUPPORT" }));
    };
    return socket;
  }) as typeof listenDatagram;
  try {
    await run(async () => {
      const [receiver, [, port]] = bound();
      await using socket = new AsyncUDP();
      const tasks = ["a", "b", "c"].map((data) =>
        create_task(socket.sendto(data, ["localhost", port]))
      );
      for (const task of tasks) assertEquals(await task, 1);
      const data = [await receiver.recv(1), await receiver.recv(1), await receiver.recv(1)];
      assertEquals(data.map(text), ["a", "b", "c"]);
      await receiver.close();
    });
  } finally {
    Deno.listenDatagram = listenDatagram;
  }
  assertEquals(names, ["localhost", HOST, HOST, HOST]); // it knows the next time
});

testPair("AsyncUDP: an address of the other family is an OSError that says so", async (a) => {
  const error = await assertRejects(async () => await a.sendto("x", ["::1", 9]), OSError);
  assertEquals(error.code, "EAFNOSUPPORT");
  assertStringIncludes(error.message, "AF_INET is for IPv4 addresses, AF_INET6 for IPv6");
  for (const [af, host] of [[AF_INET, "::1"], [AF_INET6, HOST]] as const) {
    await using socket = new AsyncUDP(af);
    const bind = assertThrows(() => socket.bind(0, host), OSError);
    assertEquals(bind.code, "EAFNOSUPPORT");
    assertStringIncludes(bind.message, `${host} is not an address of the socket's family`);
  }
});

testPair("AsyncUDP takes wait by keyword, and refuses other options", async (a, b, address) => {
  assertEquals(await b.recv(9, { wait: 0.01 }), null);
  assertEquals(await b.recvfrom(9, { wait: 0 }), null);
  assertEquals(await a.sendto("hello", address, { wait: 1 }), 5);
  assertEquals(text(await b.recv(9, { wait: null })), "hello");
  const unknown = { timeout: 1 } as object;
  const message = 'Cannot receive or send: there is no option "timeout"; the only one is wait';
  for (
    const call of [
      () => b.recv(9, unknown),
      () => b.recvfrom(9, unknown),
      () => a.sendto("x", address, unknown),
      () => AsyncUDP.udp_send("x", address, unknown),
      () => AsyncUDP.udp_recv(9, unknown),
      () => AsyncUDP.udp_send_recv("x", 0, address, unknown),
    ]
  ) assertThrows(call, TypeError, message);
});

Deno.test("AsyncUDP shows where it is bound", () =>
  run(async () => {
    const socket = new AsyncUDP();
    assertEquals(String(socket), "AsyncUDP(not bound)");
    socket.bind(0, HOST);
    assertEquals(Deno.inspect(socket), `AsyncUDP(127.0.0.1:${addressOf(socket)[1]})`);
    await socket.close();
    assertEquals(String(socket), "AsyncUDP(closed)");
  }));

testPair(
  "AsyncUDP.sendto(): bytes that are transferred before their turn are no empty datagram",
  async (a, b, address) => {
    const bytes = new Uint8Array(5);
    const [first, second, third] = ["a", bytes, "c"].map((data) =>
      create_task(a.sendto(data, address))
    );
    await sleep_ms(0); // the first one is on its way, the others wait for it
    structuredClone(bytes, { transfer: [bytes.buffer] });
    const message =
      "Cannot send: the bytes have been transferred meanwhile; send a slice() of them";
    assertEquals(await first!, 1);
    await assertRejects(async () => await second!, TypeError, message);
    assertEquals(await third!, 1);
    assertEquals([text(await b.recv(9)), text(await b.recv(9))], ["a", "c"]);
  },
);

testPair(
  "AsyncUDP.recv(): what a cancelled task has waited for, another one may have at once",
  async (a, b, address) => {
    const task = create_task(b.recv(9));
    await sleep_ms(0);
    task.cancel();
    await a.sendto("hello", address);
    assertEquals(text(await b.recv(9)), "hello");
    await assertRejects(async () => await task, CancelledError);
  },
);

testPair("AsyncUDP: data that was received may be transferred", async (a, b, address) => {
  for (const data of ["", "one", "", "two", "x".repeat(600)]) {
    await a.sendto(data, address);
    const bytes = (await b.recv(1000))!;
    assertEquals(text(bytes), data);
    structuredClone(bytes, { transfer: [bytes.buffer as ArrayBuffer] });
  }
});
