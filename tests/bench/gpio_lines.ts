/**
 * Measures calls and edges, one figure for each line of the standard input: `set` and
 * `get` are the ns of a call that sets a line, or reads it; `irq` and `task` the us
 * from an edge of another line to an irq handler, or to a task that waits for it,
 * the median and the p99. For these it prints `ready` before there may be edges, and
 * the figures when there are none any more.
 *
 *   deno run -A tests/bench/gpio_lines.ts <chip> <output> <input>
 */

import { create_task, run, sleep_ms } from "../../mod.ts";
import { type Edge, GpiodBoard, Pin, set_board } from "../../src/machine/mod.ts";
import { median, quantile } from "./measure.ts";

const PASS = 100;
const BLOCK = 1000;
/** Calls before the first that counts, for the compiler. */
const WARM_UP = 200_000;
const QUIET = 500;
const CLOCK_MONOTONIC = 1;

const { clock_gettime } = Deno.dlopen("libc.so.6", {
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
}).symbols;
const clock = new BigInt64Array(2);

const [chip, output, input] = Deno.args;
set_board(new GpiodBoard(chip));
const driven = new Pin(Number(output), Pin.OUT, { value: 0 });
let watched: Pin | null = null;

for (let i = 0; i < WARM_UP; i += BLOCK) {
  setBlock();
  getBlock();
}
const line = new Uint8Array(16);
while (true) {
  const size = Deno.stdin.readSync(line);
  if (size === null) break;
  const command = new TextDecoder().decode(line.subarray(0, size)).trim();
  if (command === "set") timeCalls(setBlock);
  else if (command === "get") timeCalls(getBlock);
  else await run(() => timeEdges(command === "irq" ? takeByHandler : takeByTask));
}

function setBlock(): void {
  for (let i = 0; i < BLOCK; i++) driven.value((i & 1) as 0 | 1);
}

function getBlock(): void {
  for (let i = 0; i < BLOCK; i++) driven.value();
}

function timeCalls(callBlock: () => void): void {
  let time = 0;
  let blocks = 0;
  for (; time < PASS; blocks++) {
    const start = performance.now();
    callBlock();
    time += performance.now() - start;
  }
  console.log(time * 1e6 / blocks / BLOCK);
}

/** The us since an edge. */
function since({ timestamp_ns }: Edge): number {
  clock_gettime(CLOCK_MONOTONIC, clock);
  return Number(clock[0]! * 1_000_000_000n + clock[1]! - timestamp_ns) / 1000;
}

async function timeEdges(take: (pin: Pin, times: number[]) => () => void): Promise<void> {
  const times: number[] = [];
  watched ??= new Pin(Number(input), Pin.IN);
  const end = take(watched, times);
  console.log("ready");
  let before: number;
  do {
    before = times.length;
    await sleep_ms(QUIET);
  } while (times.length === 0 || times.length > before);
  end();
  console.log(median(times), quantile(times, 0.99));
}

function takeByHandler(pin: Pin, times: number[]): () => void {
  pin.irq((_, edge) => times.push(since(edge)));
  return () => pin.irq(null);
}

function takeByTask(pin: Pin, times: number[]): () => void {
  const edges = pin.edges();
  create_task(async () => {
    for await (const edge of edges) times.push(since(edge));
  });
  return () => edges.return!();
}
