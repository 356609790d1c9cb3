import { assertEquals } from "@std/assert";
import { CallWorker } from "../../../ffi/call_worker.ts";
import { Descriptor } from "../../../ffi/descriptor.ts";
import { create_task, run, sleep_ms } from "../../../mod.ts";

/** ioctl(2): send a break. With the serial port's driver it sleeps for a quarter of a second. */
const TCSBRK = 0x5409;

/** How often in a second a task with a period of 1 ms has its turn during some work. */
async function turnsDuring(work: () => Promise<void>): Promise<number> {
  let turns = 0;
  const other = create_task(async () => {
    while (true) {
      await sleep_ms(1);
      turns++;
    }
  });
  const start = performance.now();
  await work();
  other.cancel();
  return 1000 * turns / (performance.now() - start);
}

// What `i2c.async` and `spi.async` stand on. An emulated transfer by I2C would show nothing: it
// takes no time on the bus, and all of the machine's only processor.
Deno.test("CallWorker leaves the loop its turns while a call takes a quarter of a second", async () => {
  const port = Descriptor.open("/dev/serial0") as Descriptor;
  const worker = new CallWorker();
  const call = () =>
    new Promise<void>((resolve, reject) => {
      const settle = (error: string | null) => error === null ? resolve() : reject(error);
      worker.call({ fd: port.fd, request: TCSBRK, argument: 0 }, settle);
    });
  await run(async () => {
    await call(); // the thread has been started
    const start = performance.now();
    const beside = await turnsDuring(call);
    assertEquals(performance.now() - start > 200, true, "the call is no long one");
    const alone = await turnsDuring(async () => await sleep_ms(265));
    const figures = `${beside.toFixed(0)} turns a second, without the call ${alone.toFixed(0)}`;
    assertEquals(beside > alone / 3, true, figures);
  });
  worker.unref();
  port.close();
});
