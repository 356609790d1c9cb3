// Sends bytes to an echo server at a port of this machine, and prints the median
// round trip in ms.
const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(Deno.args[0]) });
const byte = new Uint8Array(1);
const times: number[] = [];
for (let i = 0; i < 21; i++) {
  const start = performance.now();
  await connection.write(byte);
  await connection.read(byte);
  times.push(performance.now() - start);
}
console.log(times.sort((a, b) => a - b)[10]);
connection.close();
