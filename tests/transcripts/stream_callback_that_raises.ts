// What a server's callback raises goes to the exception handler; the server serves on.
import {
  Event,
  type ExceptionContext,
  get_event_loop,
  type Loop,
  open_connection,
  run,
  start_server,
  type Stream,
} from "../../mod.ts";
import { print } from "./print.ts";

async function serve(reader: Stream, writer: Stream) {
  const word = await reader.readline();
  print("server got", word);
  if (new TextDecoder().decode(word) === "bad\n") throw new RangeError("bad word");
  writer.write("fine");
  await writer.drain();
  writer.close();
  await writer.wait_closed();
}

async function main() {
  const reported = new Event();

  function handler(_loop: Loop, context: ExceptionContext) {
    print(context.message, (context.exception as Error).message);
    reported.set();
  }

  get_event_loop().set_exception_handler(handler);
  await using server = await start_server(serve, "127.0.0.1", 0);
  const [host, port] = server.get_extra_info("sockname");
  for (const word of ["good\n", "bad\n", "better\n"]) {
    const [reader, writer] = await open_connection(host, port);
    writer.write(word);
    await writer.drain();
    if (word === "bad\n") await reported.wait();
    else print(await reader.read());
    writer.close();
    await writer.wait_closed();
  }
}

await run(main);
