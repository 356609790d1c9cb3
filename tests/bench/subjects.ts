import type { Rounds } from "./results.ts";
import type { Runtime, RuntimeName } from "./runtimes.ts";
import { measureBuses } from "./buses.ts";
import { measureGpio } from "./gpio.ts";
import { measureRaw } from "./raw_sockets.ts";
import { type Case, cases, measureStreams } from "./streams.ts";

/** What has to hold of a figure; checked by `--check`. */
export interface Bounds {
  most?: number;
  mostOfBare?: number;
  /** In the unit of the row. */
  mostOverBare?: number;
  leastOfBare?: number;
  /** How many times better than another runtime's our figure is at least. */
  leastOver?: { [name in Exclude<RuntimeName, "ours">]?: number };
}

/** A line of the table. */
export interface Row {
  label: string;
  unit: string;
  /** The name of the figure that the programs print. */
  figure: string;
  /** What the same takes in plain Deno, or in C where Deno has it not: another figure of our program. */
  bare?: string;
  /** Of most figures, less is better. */
  higherIsBetter?: boolean;
  /** Takes the worst of all rounds instead of the median. */
  isWorst?: boolean;
  bounds?: Bounds;
}

/** One program, written for several runtimes. */
export interface Subject {
  /** The programs' file name. */
  name: string;
  runtimes: RuntimeName[];
  /** How often each runtime runs it. */
  rounds: number;
  /** The same with `--quick`; 1 if left out. */
  quickRounds?: number;
  /** Measures all rounds, if it takes more than a program for each runtime. */
  measure?: (runtimes: Runtime[], rounds: number, program: string) => Promise<Rounds>;
  rows: Row[];
}

const all: RuntimeName[] = ["ours", "python", "micropython"];
// MicroPython has no subprocesses, and no timer of the loop but its tasks.
const withoutMicroPython: RuntimeName[] = ["ours", "python"];

export const subjects: Subject[] = [
  {
    name: "switches",
    runtimes: all,
    rounds: 4,
    rows: [
      switchRow(1, { mostOfBare: 1.6, leastOver: { python: 12, micropython: 8 } }),
      switchRow(2, { mostOfBare: 1.6, leastOver: { micropython: 8 } }),
      switchRow(100, { mostOfBare: 1.6, leastOver: { python: 7, micropython: 8 } }),
      switchRow(10_000, { leastOver: { python: 2.5 } }),
      {
        label: "switch while another task sleeps",
        unit: "ns",
        figure: "switch_beside",
        bare: "switch_alone",
        bounds: { mostOfBare: 1.6 },
      },
    ],
  },
  {
    name: "spawn",
    runtimes: all,
    rounds: 5,
    rows: [{ label: "spawn and finish a task", unit: "ns", figure: "spawn" }],
  },
  {
    name: "ping_pong",
    runtimes: all,
    rounds: 5,
    rows: [{ label: "event ping-pong, a hand-over", unit: "ns", figure: "ping_pong" }],
  },
  {
    name: "queue_hand_over", // a queue.py would hide Python's own module
    runtimes: withoutMicroPython, // it has no queues
    rounds: 5,
    rows: [{
      label: "queue ping-pong; by events",
      unit: "ns",
      figure: "queue",
      bare: "event",
      bounds: { mostOfBare: 1.3, leastOver: { python: 8 } },
    }],
  },
  {
    name: "lock",
    runtimes: all,
    rounds: 5,
    rows: [{ label: "lock and a pause, a hand-over", unit: "ns", figure: "lock" }],
  },
  {
    name: "sleepers",
    // MicroPython's allocator takes most of a minute for as many tasks.
    runtimes: withoutMicroPython,
    rounds: 3,
    rows: [
      { label: "100,000 sleepers: create", unit: "ms", figure: "create_time" },
      { label: "  its CPU time", unit: "ms", figure: "create_cpu" },
      { label: "100,000 sleepers: cancel", unit: "ms", figure: "cancel_time" },
      { label: "  its CPU time", unit: "ms", figure: "cancel_cpu" },
      { label: "100,000 sleepers: finish", unit: "ms", figure: "finish_time" },
      { label: "  its CPU time", unit: "ms", figure: "finish_cpu" },
      { label: "100,000 sleepers: in all", unit: "ms", figure: "total_time" },
      {
        label: "100,000 sleepers: CPU in all",
        unit: "ms",
        figure: "total_cpu",
        bounds: { leastOver: { python: 5 } },
      },
    ],
  },
  {
    name: "sleeper_memory",
    runtimes: all,
    rounds: 1, // it hardly varies
    rows: [{
      label: "heap per sleeping task",
      unit: "bytes",
      figure: "sleeper_bytes",
      bare: "bare_bytes",
      bounds: { most: 1300 },
    }],
  },
  {
    name: "precision",
    runtimes: all,
    rounds: 2,
    rows: [1, 5, 20].flatMap((period): Row[] => [
      {
        label: `sleep_ms(${period}): overshoot`,
        unit: "ms",
        figure: `median_${period}`,
        bounds: { most: 0.15 },
      },
      { label: `sleep_ms(${period}): its p95`, unit: "ms", figure: `p95_${period}` },
      {
        label: `sleep_ms(${period}): woken early`,
        unit: "times",
        figure: `early_${period}`,
        isWorst: true,
        bounds: { most: 0 },
      },
      {
        label: `sleep_ms(${period}): CPU`,
        unit: "%",
        figure: `cpu_${period}`,
        bounds: { leastOver: { python: 0.5 } },
      },
    ]),
  },
  {
    name: "echo",
    runtimes: withoutMicroPython,
    rounds: 2,
    rows: [
      { label: "echo, no task", unit: "us", figure: "quiet" },
      {
        label: "echo, 100 tasks sleep 1 to 5 ms",
        unit: "us",
        figure: "busy",
        bare: "quiet",
        bounds: { mostOfBare: 1.2 },
      },
      // No bound: between two requests the machine itself falls asleep, more or
      // less deeply; that alone makes a difference.
      { label: "pausing client, no task", unit: "us", figure: "pausing_quiet" },
      {
        label: "pausing client, 100 tasks sleep",
        unit: "us",
        figure: "pausing_busy",
        bare: "pausing_quiet",
      },
    ],
  },
  {
    name: "stream_work",
    runtimes: ["ours"],
    rounds: 2,
    rows: [1, 50].map((count): Row => ({
      label: `echo without a kernel, ${count} at once`,
      unit: "us",
      figure: `work_${count}`,
      bare: `bare_work_${count}`,
    })),
  },
  {
    name: "streams",
    runtimes: ["ours", "python", "uvloop"],
    rounds: 5,
    quickRounds: 2,
    measure: measureStreams,
    rows: cases.flatMap(streamRows),
  },
  {
    name: "udp",
    runtimes: withoutMicroPython,
    rounds: 3,
    rows: [
      {
        label: "UDP round trip, 64 B",
        unit: "us",
        figure: "round_trip",
        bare: "bare_round_trip",
        bounds: { mostOfBare: 1.11 },
      },
      {
        label: "UDP echoes, 20 under way",
        unit: "1/s",
        figure: "rate",
        bare: "bare_rate",
        higherIsBetter: true,
        bounds: { leastOfBare: 0.9 },
      },
    ],
  },
  {
    name: "raw",
    runtimes: ["ours"],
    rounds: 3,
    measure: measureRaw,
    rows: [
      {
        label: "raw ICMP echo",
        unit: "us",
        figure: "kernel",
        bare: "c_kernel",
        bounds: { mostOverBare: 150 },
      },
      {
        label: "raw echo, a process answers",
        unit: "us",
        figure: "process",
        bare: "c_process",
        bounds: { mostOverBare: 150 },
      },
    ],
  },
  {
    name: "buses",
    runtimes: ["ours", "python"],
    rounds: 5,
    measure: measureBuses,
    rows: [
      {
        label: "I2C: read a register",
        unit: "us",
        figure: "i2c",
        bare: "c_i2c",
        bounds: { mostOfBare: 2, leastOver: { python: 1 } },
      },
      {
        label: "SPI: transfer 4 KiB",
        unit: "us",
        figure: "spi",
        bare: "c_spi",
        bounds: { mostOfBare: 1.2 },
      },
      {
        label: "UART: 32 bytes there and back",
        unit: "us",
        figure: "uart",
        bounds: { leastOver: { python: 1 / 1.5 } },
      },
      { label: "  its p99", unit: "us", figure: "uart_p99" },
    ],
  },
  {
    name: "gpio",
    runtimes: ["ours"], // Python's module is in the virtual machine only
    rounds: 5,
    quickRounds: 3,
    measure: measureGpio,
    rows: [
      { label: "value(x), no system call", unit: "ns", figure: "set_store", bare: "c_set_store" },
      { label: "value(), no system call", unit: "ns", figure: "get_store", bare: "c_get_store" },
      { label: "value(x), a system call", unit: "ns", figure: "set_ioctl", bare: "c_set_ioctl" },
      {
        label: "  C's call and our share",
        unit: "ns",
        figure: "set_sum",
        bare: "c_set_ioctl",
        bounds: { mostOfBare: 1.3 },
      },
      { label: "value(), a system call", unit: "ns", figure: "get_ioctl", bare: "c_get_ioctl" },
      ...["2", "1"].flatMap(lineRows),
    ],
  },
  {
    name: "responsiveness",
    runtimes: withoutMicroPython,
    rounds: 3,
    rows: [
      // The median of the rounds: each round's figure is a longest gap already, and
      // a busy machine may withhold the CPU for longer than that.
      {
        label: "longest gap of a 1 ms interval",
        unit: "ms",
        figure: "gap",
        bounds: { most: 5 },
      },
      { label: "  in the worst round", unit: "ms", figure: "gap", isWorst: true },
    ],
  },
  {
    name: "idle",
    runtimes: all,
    rounds: 1,
    rows: [{
      label: "1,000 waiting tasks: CPU",
      unit: "%",
      figure: "idle",
      bare: "bare_idle",
      bounds: { most: 0.1 },
    }],
  },
  {
    name: "import_time",
    runtimes: withoutMicroPython,
    rounds: 1, // with many runs each
    rows: [
      { label: "start an empty script", unit: "ms", figure: "empty" },
      { label: "start and import the module", unit: "ms", figure: "importing" },
      { label: "the import", unit: "ms", figure: "extra", bounds: { most: 15 } },
    ],
  },
];

function switchRow(tasks: number, bounds: Bounds): Row {
  const count = tasks.toLocaleString("en");
  return {
    label: `switch, ${count} ${tasks === 1 ? "task" : "tasks"}`,
    unit: "ns",
    figure: `switch_${tasks}`,
    bare: `raw_${tasks}`,
    bounds,
  };
}

/** Lines of the virtual machine, where all is much slower. */
function lineRows(version: string): Row[] {
  const title = `libgpiod ${version}`;
  // At most 2.5 times as long: 1 / 0.4.
  const python = { leastOver: { python: 0.4 } };
  return [
    {
      label: `${title}: value(x)`,
      unit: "ns",
      figure: `set_${version}`,
      bare: `c_set_${version}`,
      bounds: { mostOfBare: 2.5 },
    },
    { label: `${title}: value()`, unit: "ns", figure: `get_${version}`, bare: `c_get_${version}` },
    ...["irq", "task"].flatMap((name): Row[] => [
      {
        label: `${title}: edge to ${name}`,
        unit: "us",
        figure: `${name}_${version}`,
        bare: `c_${name}_${version}`,
        bounds: python,
      },
      {
        label: "  its p99",
        unit: "us",
        figure: `${name}_p99_${version}`,
        bare: `c_${name}_p99_${version}`,
      },
    ]),
  ];
}

function streamRows(each: Case): Row[] {
  const { name, connections, bytes, readsInto, readsAnew, mostOfBareP99 } = each;
  const clients = `${connections.toLocaleString("en")} ${connections === 1 ? "peer" : "peers"}`;
  const size = bytes < 1024 ? `${bytes} B` : `${bytes / 1024} KiB`;
  const what = readsInto ? "readinto" : readsAnew ? "new buffers" : "streams";
  return [
    {
      label: `${what}, ${clients}, ${size}`,
      unit: "1/s",
      figure: `rate_${name}`,
      bare: `raw_rate_${name}`,
      higherIsBetter: true,
      bounds: { leastOfBare: 0.9, leastOver: { python: 1.5, uvloop: 1 } },
    },
    { label: "  its p50", unit: "us", figure: `p50_${name}`, bare: `raw_p50_${name}` },
    {
      label: "  its p99",
      unit: "us",
      figure: `p99_${name}`,
      bare: `raw_p99_${name}`,
      ...mostOfBareP99 === undefined ? {} : { bounds: { mostOfBare: mostOfBareP99 } },
    },
  ];
}
