/** The device at the other end of the emulated Pi's serial port: it sends back what it gets. */
const connection = await Deno.connect({ transport: "unix", path: Deno.args[0]! });
await connection.readable.pipeTo(connection.writable);
