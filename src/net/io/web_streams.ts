import { describe } from "../../core/describe.ts";
import type { Input } from "./input.ts";
import type { Output } from "./output.ts";

/** What has both: a stream. */
interface Closable {
  close(): void;
  abort(): void;
}

/** What arrives, as a Web stream that reads only when it is asked to. */
export function makeReadable(stream: Closable, input: Input): ReadableStream<Uint8Array> {
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      await input.waitOutside();
      if (input.size > 0) return controller.enqueue(input.take(input.size).slice());
      input.throwFailure();
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: () => stream.close(),
  });
}

/** A chunk that a Web stream for sending takes. */
export type WritableChunk = Uint8Array | ArrayBufferView | ArrayBufferLike | string;

/** A Web stream for what is to be sent, whose chunks wait for a peer that is slow. */
export function makeWritable(stream: Closable, output: Output): WritableStream<WritableChunk> {
  return new WritableStream({
    async write(chunk) {
      output.append(toBytes(chunk));
      await output.waitOutside();
      output.throwFailure();
    },
    close: () => stream.close(),
    abort: () => stream.abort(),
  });
}

function toBytes(chunk: WritableChunk): Uint8Array | string {
  if (typeof chunk === "string" || chunk instanceof Uint8Array) return chunk;
  if (ArrayBuffer.isView(chunk)) {
    return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
  if (chunk instanceof ArrayBuffer || chunk instanceof SharedArrayBuffer) {
    return new Uint8Array(chunk);
  }
  throw new TypeError(
    `Cannot send ${
      describe(chunk)
    }: expected bytes (a Uint8Array, a buffer, another view of one) ` +
      "or a string",
  );
}
