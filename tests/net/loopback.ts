import net from "node:net";
import {
  Event,
  open_connection,
  run,
  type Server,
  start_server,
  Stream,
  type TlsClientOptions,
  type TlsServerOptions,
} from "../../mod.ts";

const folder = new URL("certificates/", import.meta.url);

/** What a server of the tests speaks TLS with. */
export const serverTls: TlsServerOptions = {
  cert: Deno.readTextFileSync(new URL("server.crt", folder)),
  key: Deno.readTextFileSync(new URL("server.key", folder)),
};

/** What trusts it. */
export const clientTls: TlsClientOptions = {
  caCerts: [Deno.readTextFileSync(new URL("ca.crt", folder))],
};

export const HOST = "127.0.0.1";

const decoder = new TextDecoder();

export function text(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : decoder.decode(bytes);
}

/** The port of a server. */
export function portOf(server: Server): number {
  return server.get_extra_info("sockname")[1];
}

/** Both ends of a connection. */
export async function connect(isSecure = false): Promise<[client: Stream, server: Stream]> {
  let accepted: Stream | null = null;
  const hasAccepted = new Event();
  await using server = await start_server(
    (_, writer) => {
      accepted = writer;
      hasAccepted.set();
    },
    HOST,
    0,
    5,
    isSecure ? serverTls : null,
  );
  const [client] = await open_connection(HOST, portOf(server), isSecure ? clientTls : null);
  await hasAccepted.wait();
  return [client, accepted!];
}

/** A test with both ends of a connection, which are closed after it. */
export function testPair(
  name: string,
  body: (client: Stream, server: Stream) => Promise<void>,
  isSecure = false,
): void {
  Deno.test(name, () =>
    run(async () => {
      const [client, server] = await connect(isSecure);
      try {
        await body(client, server);
      } finally {
        for (const stream of [client, server]) {
          try {
            await stream.wait_closed();
          } catch {
            // what was not sent is not the matter of the test
          }
        }
      }
    }));
}

/** A stream, and the other side of it, which can reset the connection. */
export async function connectToResetter(): Promise<[stream: Stream, peer: net.Socket]> {
  const listener = Deno.listen({ hostname: HOST, port: 0 });
  const accepted = listener.accept();
  const peer = net.connect(listener.addr.port, HOST);
  await new Promise<void>((resolve) => peer.once("connect", () => resolve()));
  const stream = new Stream(await accepted);
  listener.close();
  return [stream, peer];
}
