/**
 * Clients of plain Deno that come and go: each connects, sends some lines and reads
 * them back, and leaves, now and then without reading what it is owed.
 *
 *   deno run --allow-net=127.0.0.1 tests/soak/clients.ts <port> <connections> <seconds>
 */

const [port, connections, seconds] = Deno.args.map(Number);
if (port === undefined || connections === undefined || seconds === undefined) {
  throw new TypeError("Cannot start: a port, a number of connections and seconds are needed");
}
const end = performance.now() + seconds * 1000;
const line = new TextEncoder().encode("x".repeat(63) + "\n");

async function comeAndGo(random: () => number): Promise<void> {
  const buffer = new Uint8Array(64);
  while (performance.now() < end) {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: port! });
    for (let lines = Math.floor(random() * 20); lines > 0; lines--) {
      await connection.write(line);
      for (let received = 0; received < line.length;) {
        received += await connection.read(buffer) ?? line.length;
      }
    }
    if (random() < 0.2) await connection.write(line); // and is gone
  }
}

await Promise.all(Array.from({ length: connections }, () => comeAndGo(Math.random)));
