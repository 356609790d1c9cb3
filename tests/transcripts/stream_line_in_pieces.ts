// A line is waited for until its newline comes; what follows it stays for the next read.
import { open_connection, run, sleep_ms, start_server, type Stream } from "../../mod.ts";
import { print } from "./print.ts";

async function serve(_reader: Stream, writer: Stream) {
  for (const part of ["a line", " in pie", "ces\nand a", " second one\nrest"]) {
    writer.write(part);
    await writer.drain();
    await sleep_ms(20);
  }
  writer.close();
  await writer.wait_closed();
}

async function main() {
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  const [reader, writer] = await open_connection(host, port);
  print(await reader.readline());
  print(await reader.readexactly(3));
  print(await reader.readline());
  print(await reader.read());
  writer.close();
  await writer.wait_closed();
}

await run(main);
