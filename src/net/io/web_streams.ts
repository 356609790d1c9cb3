import type { Input } from "./input.ts";
import type { Output } from "./output.ts";

/** Whoever has both: a stream. */
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

/** A Web stream for what is to be sent, whose chunks wait for a peer that is slow. */
export function makeWritable(stream: Closable, output: Output): WritableStream<Uint8Array> {
  async function send(): Promise<void> {
    await output.waitOutside();
    output.throwFailure();
  }
  return new WritableStream({
    async write(chunk) {
      output.append(chunk);
      await send();
    },
    close: () => stream.close(),
    abort: () => stream.abort(),
  });
}
