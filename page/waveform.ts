/** A line and its changes, the oldest first; they alternate. */
export interface Waveform {
  readonly name: string;
  /** The level before the first change. */
  readonly before: 0 | 1;
  /** When it has changed, in µs. */
  readonly times: readonly number[];
}

/** All changes of some lines, in the order of their times. */
function merge(waveforms: readonly Waveform[]): { time_us: number; line: number; level: 0 | 1 }[] {
  const changes = waveforms.flatMap(({ before, times }, line) =>
    times.map((time_us, i) => ({ time_us, line, level: ((i + 1) % 2 ^ before) as 0 | 1 }))
  );
  return changes.sort((a, b) => a.time_us - b.time_us);
}

/** A value change dump (IEEE 1364), as GTKWave and PulseView read it; times are in µs. */
export function toVcd(waveforms: readonly Waveform[], end_us: number): string {
  const code = (line: number) => String.fromCharCode(33 + line % 90) + (line < 90 ? "" : line);
  const lines = [
    "$timescale 1 us $end",
    "$scope module board $end",
    ...waveforms.map(({ name }, i) => `$var wire 1 ${code(i)} ${name} $end`),
    "$upscope $end",
    "$enddefinitions $end",
    "$dumpvars",
    ...waveforms.map(({ before }, i) => `${before}${code(i)}`),
    "$end",
  ];
  let last_us = -1;
  for (const { time_us, line, level } of merge(waveforms)) {
    if (time_us !== last_us) lines.push(`#${time_us}`);
    last_us = time_us;
    lines.push(`${level}${code(line)}`);
  }
  return `${lines.join("\n")}\n#${Math.max(Math.round(end_us), last_us + 1)}\n`;
}

/** A table: time in ms, the name of the line, its level from then on. */
export function toCsv(waveforms: readonly Waveform[]): string {
  const rows = merge(waveforms).map(({ time_us, line, level }) =>
    `${(time_us / 1000).toFixed(3)},${waveforms[line]!.name},${level}\n`
  );
  return `time_ms,line,level\n${rows.join("")}`;
}
