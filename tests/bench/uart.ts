/**
 * The time of a round trip by a serial port, in us, whose other end sends back what it gets.
 *
 *   deno run -A tests/bench/uart.ts <port>
 */

import { run, StreamReader, StreamWriter } from "../../mod.ts";
import { UART } from "../../src/machine/mod.ts";
import { isQuick, median, quantile, report } from "./measure.ts";

const TRIPS = isQuick ? 2000 : 8000;
const MESSAGE = new TextEncoder().encode("x".repeat(31) + "\n");

const times: number[] = [];
await run(async () => {
  using uart = new UART(Deno.args[0], { baudrate: 115200 });
  const reader = new StreamReader(uart);
  const writer = new StreamWriter(uart);
  for (let i = -TRIPS; i < TRIPS; i++) {
    const start = performance.now();
    writer.write(MESSAGE);
    await writer.drain();
    await reader.readexactly(MESSAGE.length);
    if (i >= 0) times.push(1000 * (performance.now() - start));
  }
});
report({ uart: median(times), uart_p99: quantile(times, 0.99) });
