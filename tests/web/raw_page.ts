/**
 * A page without a browser, byte by byte.
 *
 * @module
 */

/** Asks for something; the connection, after the head of a request has been sent. */
export async function request(
  port: number,
  target: string,
  headers: Record<string, string> = {},
): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const all = { host: `127.0.0.1:${port}`, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  await connection.write(new TextEncoder().encode(`GET ${target} HTTP/1.1\r\n${lines}\r\n`));
  return connection;
}

/** The first line of the answer; the connection is closed then. */
export async function statusOf(connection: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(1000);
  const count = await connection.read(buffer) ?? 0;
  connection.close();
  return new TextDecoder().decode(buffer.subarray(0, count)).split("\r\n")[0]!;
}

/** Connects as a page does. */
export function openPage(
  port: number,
  headers: Record<string, string> = {},
  target = "/board",
): Promise<Deno.TcpConn> {
  return request(port, target, {
    origin: `http://127.0.0.1:${port}`,
    upgrade: "websocket",
    connection: "Upgrade",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  });
}

/** What a page is told, message by message: texts, and levels as numbers. */
export async function* messages(connection: Deno.Conn): AsyncGenerator<string | Float64Array> {
  let bytes = new Uint8Array(0);
  let isHead = true;
  for await (const chunk of connection.readable) {
    const all = new Uint8Array(bytes.length + chunk.length);
    all.set(bytes);
    all.set(chunk, bytes.length);
    bytes = all;
    if (isHead) {
      const end = new TextDecoder("latin1").decode(bytes).indexOf("\r\n\r\n");
      if (end < 0) continue;
      bytes = bytes.slice(end + 4);
      isHead = false;
    }
    while (bytes.length >= 2) {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const short = bytes[1]!;
      const start = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (bytes.length < start) break;
      const length = short < 126
        ? short
        : short === 126
        ? view.getUint16(2)
        : Number(view.getBigUint64(2));
      if (bytes.length < start + length) break;
      const payload = bytes.slice(start, start + length);
      yield bytes[0] === 0x81
        ? new TextDecoder().decode(payload)
        : new Float64Array(payload.buffer);
      bytes = bytes.slice(start + length);
    }
  }
}

/** What a page sends, as a frame. */
export function frameOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const mask = [1, 2, 3, 4];
  return Uint8Array.from([
    ...[0x81, 0x80 | bytes.length, ...mask],
    ...bytes.map((byte, i) => byte ^ mask[i % 4]!),
  ]);
}
