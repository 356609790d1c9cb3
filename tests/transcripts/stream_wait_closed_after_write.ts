// wait_closed() does not switch, if the kernel takes everything at once.
import { Event, gather, open_connection, run, sleep_ms, start_server } from "../../mod.ts";
import { print } from "./print.ts";

const served = new Event();
async function main() {
  await using server = await start_server(
    async (reader, writer) => {
      await reader.read();
      await writer.wait_closed();
      served.set();
    },
    "127.0.0.1",
    0,
  );
  const [, writer] = await open_connection(...server.get_extra_info("sockname"));
  await gather(async () => {
    writer.write("x");
    print("closes");
    await writer.wait_closed();
    print("is closed");
  }, async () => {
    for (let i = 0; i < 3; i++) {
      print("other", i);
      await sleep_ms(0);
    }
  });
  await served.wait();
}

await run(main);
