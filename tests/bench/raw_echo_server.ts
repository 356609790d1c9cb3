/**
 * The least that an echo server costs in Deno, for streams.ts: one buffer for each
 * connection, and no tasks. Prints its port.
 *
 *   deno run --allow-net=127.0.0.1 tests/bench/raw_echo_server.ts [anew]
 *
 * With "anew" it makes a buffer for each read, as it has to if the program keeps what it reads.
 */

const MOST_READ = 65536;
const BACKLOG = 1024;
/** It is killed before, unless whoever started it was. In ms. */
const LIFETIME = 60_000;

async function echo(connection: Deno.TcpConn): Promise<void> {
  connection.setNoDelay();
  const buffer = new Uint8Array(MOST_READ);
  try {
    for (let count = await connection.read(buffer); count !== null;) {
      for (let sent = 0; sent < count;) {
        sent += await connection.write(buffer.subarray(sent, count));
      }
      count = await connection.read(buffer);
    }
  } catch {
    // The load ends amid its requests.
  }
  connection.close();
}

async function echoAnew(connection: Deno.TcpConn): Promise<void> {
  connection.setNoDelay();
  try {
    while (true) {
      const buffer = new Uint8Array(MOST_READ);
      const count = await connection.read(buffer);
      if (count === null) break;
      for (let sent = 0; sent < count;) {
        sent += await connection.write(buffer.subarray(sent, count));
      }
    }
  } catch {
    // The load ends amid its requests.
  }
  connection.close();
}

const serve = Deno.args.includes("anew") ? echoAnew : echo;
const listener = Deno.listen({ hostname: "127.0.0.1", port: 0, tcpBacklog: BACKLOG });
setTimeout(() => Deno.exit(1), LIFETIME);
console.log(listener.addr.port);
for await (const connection of listener) serve(connection);
