import { assertEquals, assertStringIncludes } from "@std/assert";
import { runProgram, urlOf } from "../programs/run_program.ts";
import { openPage } from "./raw_page.ts";
import { ShownProgram } from "./shown_program.ts";

const FLAGS = ["--allow-env=UASYNCIO_BOARD", "--allow-net=127.0.0.1"];

const WORK = `
  import { run, sleep_ms } from "./mod.ts";
  import { Pin } from "./src/machine/mod.ts";
  new Pin(17, Pin.OUT);
  await run(sleep_ms(1000));
  console.log("the end");
`;

Deno.test("UASYNCIO_BOARD=web:8080 is for a port of one's own", async () => {
  for (const port of ["x", "", "-1", "65536", "99999999"]) {
    const { code, stderr } = await runProgram([...FLAGS, urlOf(WORK)], {
      UASYNCIO_BOARD: `web:${port}`,
    });
    assertEquals(code, 1);
    const words =
      `Cannot show the board: "${port}" is no port; set UASYNCIO_BOARD to web or web:8080`;
    assertStringIncludes(stderr, words);
  }
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const taken = `web:${listener.addr.port}`;
  const { code, stderr } = await runProgram([...FLAGS, urlOf(WORK)], { UASYNCIO_BOARD: taken });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "Cannot serve the board at 127.0.0.1:");
});

Deno.test("UASYNCIO_BOARD=web: the process ends as it would without, also with a page that does not read", async () => {
  await using shown = await ShownProgram.start(WORK);
  const port = Number(new URL(shown.url).port);
  using _silent = await openPage(port);
  using _idle = await Deno.connect({ hostname: "127.0.0.1", port });
  await shown.until(() => shown.stdout === "the end\n");
  const before = performance.now();
  assertEquals(await shown.ended(), 0);
  assertEquals(performance.now() - before < 5000, true);
  const { code, stdout } = await runProgram(
    [
      ...FLAGS,
      urlOf('import { Pin } from "./src/machine/mod.ts"; new Pin(17).on(); console.log(1);'),
    ],
    { UASYNCIO_BOARD: "web" },
  );
  assertEquals([code, stdout], [0, "1\n"]); // without run(), too
});

Deno.test("UASYNCIO_BOARD=web: tasks take their turns as without a page", async () => {
  const program = `
    import { create_task, run, sleep_ms } from "./mod.ts";
    import { Pin } from "./src/machine/mod.ts";
    const pin = new Pin(17, Pin.OUT);
    const order = [];
    async function work(name, ms) {
      for (let i = 0; i < 200; i++) {
        order.push(name);
        pin.toggle();
        await sleep_ms(ms);
      }
    }
    await run(async () => {
      await sleep_ms(1000);
      const tasks = ["a", "b", "c"].map((name) => create_task(() => work(name, 0)));
      for (const task of tasks) await task;
    });
    console.log(order.join(""));
  `;
  await using shown = await ShownProgram.start(program);
  using _page = await openPage(Number(new URL(shown.url).port));
  assertEquals(await shown.ended(), 0);
  assertEquals(shown.stdout, "abc".repeat(200) + "\n");
});
