/**
 * The least that JavaScript can do: as many plain async functions, each parked on
 * a bare promise, resolved in turn by a loop that awaits a microtask each time.
 *
 * @returns Nanoseconds for each resumption.
 */
export async function timeRawRoundRobin(tasks: number, turns: number): Promise<number> {
  const slots: (() => void)[] = [];

  async function yieldRepeatedly(index: number): Promise<void> {
    for (let i = 0; i <= turns; i++) {
      await new Promise<void>((resolve) => slots[index] = resolve);
    }
  }

  const yielders: Promise<void>[] = [];
  for (let i = 0; i < tasks; i++) yielders.push(yieldRepeatedly(i));
  const start = performance.now();
  for (let turn = 0; turn < turns; turn++) {
    for (let i = 0; i < tasks; i++) {
      slots[i]!();
      await null;
    }
  }
  const elapsed = performance.now() - start;
  for (const resume of slots) resume();
  await Promise.all(yielders);
  return elapsed * 1e6 / (tasks * turns);
}
