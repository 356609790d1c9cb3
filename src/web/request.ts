/** The longest head of a request that is read. */
const LONGEST = 8192;

/** The head of a request of HTTP. */
export interface RequestHead {
  readonly method: string;
  /** The path, with what comes behind a question mark. */
  readonly target: string;
  /** Headers by their names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Reads the head of a request; null if there is none, or it is none of HTTP. */
export async function readHead(connection: Deno.Conn): Promise<RequestHead | null> {
  const buffer = new Uint8Array(LONGEST);
  let length = 0;
  while (length < LONGEST) {
    const count = await connection.read(buffer.subarray(length));
    if (count === null) return null;
    length += count;
    const text = new TextDecoder("latin1").decode(buffer.subarray(0, length));
    // A page sends nothing behind it before it has got an answer.
    if (text.endsWith("\r\n\r\n")) return parseHead(text);
  }
  return null;
}

function parseHead(text: string): RequestHead | null {
  const [first = "", ...lines] = text.trimEnd().split("\r\n");
  const [, method, target] = /^([A-Z]+) (\/\S*) HTTP\/1\.[01]$/.exec(first) ?? [];
  if (method === undefined || target === undefined) return null;
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { method, target, headers: new Map(headers) };
}

/** An answer of HTTP, after which the connection ends. */
export function answer(
  status: string,
  body: string,
  headers: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(body);
  const all = {
    "content-type": "text/plain; charset=utf-8",
    "content-length": String(bytes.length),
    "connection": "close",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = new TextEncoder().encode(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`);
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  return whole;
}

/** Writes all of it. */
export async function write(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  while (bytes.length > 0) bytes = bytes.subarray(await connection.write(bytes));
}
