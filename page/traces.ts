/** So many changes of a line are kept. */
const KEPT = 100_000;

/** What a line has done: the times of its changes, in µs. */
export class Trace {
  /** The level that it has now. */
  level: 0 | 1 = 0;
  /** How many of its changes led to high. */
  flashes = 0;
  times: number[] = [];

  add(level: 0 | 1, time_us: number): void {
    // One before it has been missed: levels alternate all the same.
    if (level === this.level && this.times.length > 0) this.times.push(time_us);
    this.level = level;
    this.flashes += level;
    this.times.push(time_us);
    if (this.times.length > 2 * KEPT) this.times = this.times.slice(-KEPT);
  }

  /** The place of the first change that is later. */
  after(time_us: number): number {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle]! <= time_us) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The level before the change at a place. */
  levelBefore(place: number): 0 | 1 {
    return (this.level ^ ((this.times.length - place) & 1)) as 0 | 1;
  }

  /** The part of a span of time in which it was high, 0 to 1. */
  duty(from_us: number, to_us: number): number {
    let place = this.after(from_us);
    let level = this.levelBefore(place);
    let high_us = 0;
    let since_us = from_us;
    for (; place < this.times.length && this.times[place]! < to_us; place++) {
      if (level === 1) high_us += this.times[place]! - since_us;
      since_us = this.times[place]!;
      level = level === 1 ? 0 : 1;
    }
    if (level === 1) high_us += to_us - since_us;
    return high_us / (to_us - from_us);
  }

  /** The change that is nearest to a time; null if there are none. */
  nearest(time_us: number): number | null {
    const place = this.after(time_us);
    const [before, after] = [this.times[place - 1], this.times[place]];
    if (before === undefined || after === undefined) return before ?? after ?? null;
    return time_us - before < after - time_us ? before : after;
  }
}

/** A span of time of which some changes are not known. */
export interface Gap {
  readonly from_us: number;
  readonly to_us: number;
  readonly missed: number;
}
