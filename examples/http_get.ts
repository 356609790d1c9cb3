// Gets a page: an HTTP/1.1 client by hand. Status and headers go to stderr, the body to stdout.
//
//   deno run --allow-net=example.com examples/http_get.ts https://example.com/

import {
  open_connection,
  OSError,
  run,
  type Stream,
  TimeoutError,
  wait_for,
} from "@uasyncio/uasyncio";

/** For so long, in seconds, the server may keep us waiting. */
const TIMEOUT = 10;
/** So many bytes a line may have, and so many headers an answer. */
const LONGEST_LINE = 8192;
const MOST_HEADERS = 100;

/** What came is not HTTP, or not all of it came. */
class ResponseError extends Error {}

interface Head {
  status: number;
  headers: Headers;
}

async function get(url: URL) {
  const isSecure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1"); // an IPv6 address has brackets in a URL
  const port = Number(url.port || (isSecure ? 443 : 80));
  const [reader, writer] = await wait_for(
    open_connection(host, port, isSecure ? true : null),
    TIMEOUT,
  );
  try {
    const head = await wait_for(() => ask(url, reader, writer), TIMEOUT);
    const stdout = Deno.stdout.writable.getWriter();
    for await (const bytes of body(head, reader)) await stdout.write(bytes);
  } finally {
    writer.close();
  }
}

async function ask(url: URL, reader: Stream, writer: Stream): Promise<Head> {
  writer.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\n`);
  writer.write(`Host: ${url.host}\r\n`);
  writer.write("Accept-Encoding: identity\r\n"); // nothing compressed
  writer.write("Connection: close\r\n\r\n");
  await writer.drain();
  while (true) {
    const head = await readHead(reader);
    if (head.status >= 200) return head; // below, more is to come: 103 Early Hints, for example
  }
}

async function readHead(reader: Stream): Promise<Head> {
  const statusLine = await readLine(reader);
  const [, status] = /^HTTP\/1\.[01] (\d{3})( |$)/.exec(statusLine) ?? [];
  if (status === undefined) {
    throw new ResponseError(`this is not HTTP: ${JSON.stringify(statusLine.slice(0, 60))}`);
  }
  console.error(statusLine);
  return { status: Number(status), headers: await readHeaders(reader) };
}

async function readHeaders(reader: Stream): Promise<Headers> {
  const headers = new Headers();
  for (let count = 0; count < MOST_HEADERS; count++) {
    const line = await readLine(reader);
    if (line === "") return headers;
    const [, name, value] = /^([^:\s]+):(.*)$/.exec(line) ?? [];
    try {
      headers.append(name ?? "", value ?? "");
    } catch {
      throw new ResponseError(`this is not a header: ${JSON.stringify(line.slice(0, 60))}`);
    }
    console.error(line);
  }
  throw new ResponseError(`more than ${MOST_HEADERS} headers`);
}

/** The body, piece by piece. */
async function* body({ status, headers }: Head, reader: Stream): AsyncGenerator<Uint8Array> {
  const encoding = headers.get("transfer-encoding");
  const length = headers.get("content-length");
  if (status === 204 || status === 304) return; // without a body, whatever the headers say
  if (encoding?.toLowerCase() === "chunked") {
    yield* chunks(reader);
  } else if (encoding !== null) {
    throw new ResponseError(`the transfer encoding ${encoding} is unknown here`);
  } else if (length !== null) {
    yield* counted(reader, parseSize(length, 10));
  } else {
    yield* untilEnd(reader);
  }
}

async function* chunks(reader: Stream): AsyncGenerator<Uint8Array> {
  while (true) {
    const [sizeInHex = ""] = (await readLineInTime(reader)).split(";"); // extensions may follow
    const size = parseSize(sizeInHex.trim(), 16);
    if (size === 0) break;
    yield* counted(reader, size);
    if (await readLineInTime(reader) !== "") throw new ResponseError("a chunk is too long");
  }
  await wait_for(() => readHeaders(reader), TIMEOUT); // trailers: headers after the body
}

async function* counted(reader: Stream, size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0;) {
    const bytes = await wait_for(reader.read(Math.min(left, 65536)), TIMEOUT);
    if (bytes.length === 0) throw new ResponseError(`the body ends ${left} bytes too early`);
    left -= bytes.length;
    yield bytes;
  }
}

async function* untilEnd(reader: Stream): AsyncGenerator<Uint8Array> {
  while (true) {
    const bytes = await wait_for(reader.read(65536), TIMEOUT);
    if (bytes.length === 0) return;
    yield bytes;
  }
}

function readLineInTime(reader: Stream) {
  return wait_for(() => readLine(reader), TIMEOUT);
}

async function readLine(reader: Stream): Promise<string> {
  const bytes = await reader.readline(LONGEST_LINE);
  if (bytes.length === 0) throw new ResponseError("the server has hung up");
  if (bytes.length === LONGEST_LINE) throw new ResponseError("a line is too long");
  return new TextDecoder().decode(bytes).replace(/\r?\n$/, "");
}

function parseSize(text: string, radix: 10 | 16): number {
  const digits = radix === 10 ? /^\d+$/ : /^[\da-f]+$/i;
  const size = digits.test(text) ? parseInt(text, radix) : NaN;
  if (Number.isSafeInteger(size)) return size;
  throw new ResponseError(`this is not a size: ${JSON.stringify(text.slice(0, 60))}`);
}

function fail(message: string): never {
  console.error(message);
  Deno.exit(1);
}

const [text = ""] = Deno.args;
const url = URL.parse(text);
if (url === null || !["http:", "https:"].includes(url.protocol) || url.port === "0") {
  fail(`Cannot get ${JSON.stringify(text)}: expected a URL like http://example.com/`);
}
try {
  await run(() => get(url));
} catch (error) {
  if (error instanceof Deno.errors.BrokenPipe) Deno.exit(); // of stdout: `| head` has enough
  if (error instanceof TimeoutError) fail(`Cannot get ${url}: no answer in ${TIMEOUT} s`);
  if (!(error instanceof OSError || error instanceof ResponseError)) throw error;
  fail(`Cannot get ${url}: ${error.message}`);
}
