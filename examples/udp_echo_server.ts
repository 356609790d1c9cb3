// An echo server by UDP: each datagram goes back to its sender. Ctrl-C ends it.
//
//   deno run --unstable-net --allow-net=127.0.0.1 examples/udp_echo_server.ts    at port 8889
//   deno run --unstable-net --allow-net=127.0.0.1 examples/udp_echo_server.ts 0  at one that is free

import { AsyncUDP, OSError, run } from "@uasyncio/uasyncio";

async function echo(socket: AsyncUDP) {
  while (true) {
    const datagram = await socket.recvfrom(65535);
    if (datagram === null) continue; // an answer did not arrive; it is lost, as UDP's may be
    const [bytes, sender] = datagram;
    try {
      await socket.sendto(bytes, sender);
    } catch (error) {
      if (!(error instanceof OSError)) throw error; // below: there is no way to the sender
    }
  }
}

async function main(port: number) {
  await using socket = new AsyncUDP();
  socket.bind(port, "127.0.0.1");
  const { hostname, port: actualPort } = socket.socket()!.addr as Deno.NetAddr;
  console.log(`Listening on ${hostname}:${actualPort}`);
  try {
    await echo(socket);
  } finally {
    console.log("Closed");
  }
}

await run(() => main(Number(Deno.args[0] ?? 8889)), { signals: ["SIGINT", "SIGTERM"] });
