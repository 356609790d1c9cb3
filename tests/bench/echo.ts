/**
 * An echo server of plain Deno in the same process: the median round trip of a
 * client outside, in microseconds, while no task runs and while 100 tasks sleep 1
 * to 5 ms in loops. Once with one request straight after the other, and once with
 * pauses, in which the process falls asleep.
 */

import { create_task, run, sleep_ms } from "../../mod.ts";
import { type Figures, isQuick, median, report } from "./measure.ts";

const TASKS = 100;
const PASSES = isQuick ? 1 : 2;
const HURRIED = [isQuick ? "2000" : "4000"];
const PAUSING = [isQuick ? "150" : "300", "1"];

const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });

async function serve(): Promise<void> {
  for await (const connection of listener) echo(connection);
}

async function echo(connection: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(64);
  for (let count = await connection.read(buffer); count !== null;) {
    await connection.write(buffer.subarray(0, count));
    count = await connection.read(buffer);
  }
  connection.close();
}

async function roundTrip(requests: string[]): Promise<number> {
  const client = new URL("echo_client.ts", import.meta.url).href;
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net=127.0.0.1", client, `${listener.addr.port}`, ...requests],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("the client failed");
  const { round_trip } = JSON.parse(new TextDecoder().decode(stdout)) as Figures;
  return round_trip!;
}

async function sleepRandomly(): Promise<void> {
  while (true) await sleep_ms(1 + 4 * Math.random());
}

serve();
const quiet: number[] = [];
const busy: number[] = [];
const pausingQuiet: number[] = [];
const pausingBusy: number[] = [];
await run(async () => {
  for (let pass = 0; pass < PASSES; pass++) {
    quiet.push(await roundTrip(HURRIED));
    pausingQuiet.push(await roundTrip(PAUSING));
    const tasks = [];
    for (let i = 0; i < TASKS; i++) tasks.push(create_task(sleepRandomly));
    busy.push(await roundTrip(HURRIED));
    pausingBusy.push(await roundTrip(PAUSING));
    for (const task of tasks) task.cancel();
  }
});
report({
  quiet: median(quiet),
  busy: median(busy),
  pausing_quiet: median(pausingQuiet),
  pausing_busy: median(pausingBusy),
});
Deno.exit(0); // the server would go on
