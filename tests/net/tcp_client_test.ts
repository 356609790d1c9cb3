import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  create_task,
  OSError,
  run,
  RuntimeError,
  sleep_ms,
  start_server,
  type Stream,
  TCPClient,
  TimeoutError,
  wait_for_ms,
} from "../../mod.ts";
import { HOST, portOf, text } from "./loopback.ts";

async function echo(reader: Stream, writer: Stream): Promise<void> {
  for (let bytes = await reader.read(65536); bytes.length > 0; bytes = await reader.read(65536)) {
    writer.write(bytes);
    await writer.drain();
  }
  writer.close();
}

/** A test with a client that is connected to an echo server. */
function testClient(name: string, body: (client: TCPClient) => Promise<void>): void {
  Deno.test(name, () =>
    run(async () => {
      await using server = await start_server(echo, HOST, 0);
      await using client = new TCPClient(HOST, portOf(server));
      await client.connect();
      await body(client);
      await client.close();
      await sleep_ms(5); // until the server has seen the end
    }));
}

testClient("TCPClient sends and receives", async (client) => {
  assertEquals(await client.send("hello"), true);
  assertEquals(text(await client.recv()), "hello");
  assertEquals(await client.send(new Uint8Array([1, 2, 3])), true);
  assertEquals(await client.recv(2), new Uint8Array([1, 2]));
  assertEquals(await client.recv(2), new Uint8Array([3]));
});

testClient("TCPClient.recv() takes all that has arrived", async (client) => {
  const bytes = new Uint8Array(100_000).map((_, i) => i);
  await client.send(bytes);
  await sleep_ms(100);
  assertEquals(await client.recv(), bytes);
});

testClient("TCPClient.recv(0) is no bytes, not the end", async (client) => {
  assertEquals((await client.recv(0))?.length, 0);
});

testClient("TCPClient.recv() that times out loses nothing", async (client) => {
  await assertRejects(async () => await wait_for_ms(client.recv(), 5), TimeoutError);
  await client.send("hello");
  assertEquals(text(await client.recv()), "hello");
});

testClient("TCPClient.recv() refuses a second task", async (client) => {
  const first = create_task(client.recv());
  await sleep_ms(0);
  await assertRejects(async () => await client.recv(), RuntimeError);
  await client.send("x");
  assertEquals(text(await first), "x");
});

Deno.test("TCPClient.recv() is null when the server has closed, and send() false", () =>
  run(async () => {
    await using server = await start_server((_, writer) => writer.close(), HOST, 0);
    await using client = new TCPClient(HOST, portOf(server));
    await client.connect();
    assertEquals(await client.recv(), null);
    assertEquals(await client.recv(5), null);
    let isSent = true;
    for (let i = 0; i < 10 && isSent; i++) {
      isSent = await client.send("x", 2);
      await sleep_ms(2);
    }
    assertEquals(isSent, false);
    assertEquals(await client.recv(), null);
    await client.close();
    await client.connect();
    assertEquals(await client.recv(), null);
  }));

Deno.test("TCPClient that is not connected says so", () =>
  run(async () => {
    const client = new TCPClient(HOST, 1);
    const sending = await assertRejects(async () => await client.send("x"), RuntimeError);
    assertEquals(sending.message, "Cannot send: not connected; await connect() first");
    const receiving = await assertRejects(async () => await client.recv(), RuntimeError);
    assertEquals(receiving.message, "Cannot receive: not connected; await connect() first");
    await client.close();
    const error = await assertRejects(async () => await client.connect(), OSError);
    assertEquals(error.code, "ECONNREFUSED");
    await assertRejects(async () => await client.recv(), RuntimeError);
  }));

testClient("TCPClient.connect() is refused before the client is closed", async (client) => {
  const message = "Cannot connect: connected already; close() comes first";
  await assertRejects(async () => await client.connect(), RuntimeError, message);
  await client.close();
  await client.connect();
  await client.send("again");
  assertEquals(text(await client.recv()), "again");
});

Deno.test("TCPClient refuses wrong arguments at once", () => {
  const doing = "Cannot make a TCPClient: ";
  assertThrows(() => new TCPClient("", 80), RangeError, `${doing}the host is empty`);
  assertThrows(() => new TCPClient(HOST, 0), RangeError, `${doing}the port must be 1 to 65535`);
  assertThrows(
    () => new TCPClient(5 as unknown as string, 80),
    TypeError,
    `${doing}expected a host`,
  );
  const message = "Cannot send: attempts must be a positive integer, got 0";
  assertThrows(() => new TCPClient(HOST, 80).send("x", 0), RangeError, message);
});

testClient("TCPClient.recv() that is cancelled, wherever it is, loses nothing", async (client) => {
  const SIZE = 4096; // so much at a stretch that it looks for more
  for (let i = 0; i < 20; i++) {
    await client.send(new Uint8Array(SIZE));
    await sleep_ms(3); // it has come back by now
    const receiver = create_task(client.recv());
    await sleep_ms(0.1 * i);
    receiver.cancel();
    let received = 0;
    try {
      received = (await receiver)!.length;
    } catch (error) {
      assertEquals((error as Error).name, "CancelledError");
    }
    while (received < SIZE) received += (await wait_for_ms(client.recv(), 1000))!.length;
    assertEquals(received, SIZE);
  }
});

Deno.test("TCPClient.connect() refuses a second task", () =>
  run(async () => {
    await using server = await start_server(echo, HOST, 0);
    await using client = new TCPClient(HOST, portOf(server));
    const [first, second] = [create_task(client.connect()), create_task(client.connect())];
    const error = await assertRejects(async () => await second, RuntimeError);
    assertEquals(error.message, "Cannot connect: another task is connecting already; await that");
    await first;
    await client.send("hello");
    assertEquals(text(await client.recv()), "hello");
    await client.close();
    const cancelled = create_task(client.connect());
    await sleep_ms(0);
    cancelled.cancel();
    await assertRejects(async () => await cancelled);
    await client.connect(); // it may be tried again
    await client.close();
    await sleep_ms(5);
  }));

Deno.test("TCPClient shows where it goes, and its state", () =>
  run(async () => {
    await using server = await start_server(echo, HOST, 0);
    const port = portOf(server);
    const client = new TCPClient(HOST, port);
    assertEquals(String(client), `TCPClient(127.0.0.1:${port}, not connected)`);
    const connecting = create_task(client.connect());
    await sleep_ms(0);
    assertEquals(String(client), `TCPClient(127.0.0.1:${port}, connecting)`);
    await connecting;
    assertEquals(Deno.inspect(client), `TCPClient(127.0.0.1:${port}, connected)`);
    await client.close();
    await sleep_ms(5);
  }));

Deno.test("TCPClient.send() takes attempts by keyword, and refuses other options", () => {
  const client = new TCPClient(HOST, 80);
  const attempts = { attempts: 0 };
  assertThrows(() => client.send("x", attempts), RangeError, "attempts must be a positive integer");
  const unknown = { tries: 2 } as object;
  const message = 'Cannot send: there is no option "tries"; the only one is attempts';
  assertThrows(() => client.send("x", unknown), TypeError, message);
  assertThrows(() => client.recv(1.5), TypeError, "Cannot receive 1.5 bytes: expected an integer");
});
