import { Stream } from "../../mod.ts";

/** A connection without a kernel behind it: nothing arrives, and all that is written is taken. */
export class FakeConnection {
  readonly localAddr = { transport: "tcp", hostname: "127.0.0.1", port: 2 };
  readonly remoteAddr = { transport: "tcp", hostname: "127.0.0.1", port: 1 };
  isClosed = false;

  read(_room: Uint8Array): Promise<number | null> {
    return Promise.resolve(null);
  }

  write(bytes: Uint8Array): Promise<number> {
    return Promise.resolve(bytes.length);
  }

  close(): void {
    this.isClosed = true;
  }

  ref(): void {}
  unref(): void {}

  /** A stream of this connection. */
  open(): Stream {
    return new Stream(this as unknown as Deno.Conn);
  }
}
