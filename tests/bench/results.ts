import { type Figures, median } from "./measure.ts";
import { rivals, type RuntimeName } from "./runtimes.ts";
import type { Bounds, Row } from "./subjects.ts";

/** What a round of a subject has brought, for each runtime that took part. */
export type Round = Partial<Record<RuntimeName, Figures>>;

export type Rounds = Round[];

/** The figure of a runtime; null if it has none. */
export function valueOf(rounds: Rounds, row: Row, runtime: RuntimeName): number | null {
  return combine(row, rounds.map((round) => round[runtime]?.[row.figure]));
}

/** What plain Deno takes; null if that is not measured. */
export function bareValueOf(rounds: Rounds, row: Row): number | null {
  const { bare } = row;
  return bare === undefined ? null : combine(row, rounds.map((round) => round.ours?.[bare]));
}

/**
 * How many times better than another runtime's our figure is. The median of each
 * round's own ratio: what disturbs a round disturbs both.
 */
export function advantageOver(rounds: Rounds, row: Row, runtime: RuntimeName): number | null {
  const { figure, higherIsBetter } = row;
  return medianRatio(rounds.map((round) => {
    const ours = round.ours?.[figure];
    const theirs = round[runtime]?.[figure];
    return higherIsBetter ? [ours, theirs] : [theirs, ours];
  }));
}

/** How many times the figure of plain Deno ours is. */
export function ratioToBare(rounds: Rounds, row: Row): number | null {
  const { figure, bare } = row;
  if (bare === undefined) return null;
  return medianRatio(rounds.map(({ ours }) => [ours?.[figure], ours?.[bare]]));
}

/** How much more than the bare figure ours is: the median of each round's own difference. */
function differenceFromBare(rounds: Rounds, row: Row): number | null {
  const { figure, bare } = row;
  if (bare === undefined) return null;
  const differences = rounds
    .map(({ ours }) => (ours?.[figure] ?? NaN) - (ours?.[bare] ?? NaN))
    .filter(Number.isFinite);
  return differences.length === 0 ? null : median(differences);
}

function combine(row: Row, values: (number | undefined)[]): number | null {
  const present = values.filter((value) => value !== undefined);
  if (present.length === 0) return null;
  return row.isWorst ? Math.max(...present) : median(present);
}

function medianRatio(pairs: [number | undefined, number | undefined][]): number | null {
  const ratios = pairs
    .map(([dividend, divisor]) => (dividend ?? NaN) / (divisor ?? NaN))
    .filter(Number.isFinite);
  return ratios.length === 0 ? null : median(ratios);
}

/** A bound and whether it holds. */
export interface Verdict {
  claim: string;
  holds: boolean;
  /** What was measured; null if nothing was, and then it does not count. */
  measured: number | null;
}

/** Judges all the bounds of a row. */
export function judge(rounds: Rounds, row: Row): Verdict[] {
  const { most, mostOfBare, mostOverBare, leastOfBare, leastOver }: Bounds = row.bounds ?? {};
  const label = row.label.trim();
  const verdicts: Verdict[] = [];
  if (most !== undefined) {
    const measured = valueOf(rounds, row, "ours");
    verdicts.push({
      claim: `${label} <= ${most} ${row.unit}`,
      holds: measured !== null && measured <= most,
      measured,
    });
  }
  if (mostOfBare !== undefined) {
    const measured = ratioToBare(rounds, row);
    verdicts.push({
      claim: `${label}: ours/bare <= ${mostOfBare}`,
      holds: measured !== null && measured <= mostOfBare,
      measured,
    });
  }
  if (mostOverBare !== undefined) {
    const measured = differenceFromBare(rounds, row);
    verdicts.push({
      claim: `${label}: ours - bare <= ${mostOverBare} ${row.unit}`,
      holds: measured === null || measured <= mostOverBare,
      measured,
    });
  }
  if (leastOfBare !== undefined) {
    const measured = ratioToBare(rounds, row);
    verdicts.push({
      claim: `${label}: ours/bare >= ${leastOfBare}`,
      holds: measured !== null && measured >= leastOfBare,
      measured,
    });
  }
  for (const { name, title } of rivals) {
    const least = leastOver?.[name];
    if (least === undefined) continue;
    const measured = advantageOver(rounds, row, name);
    const ratio = row.higherIsBetter ? `ours/${title}` : `${title}/ours`;
    verdicts.push({
      claim: `${label}: ${ratio} >= ${least}`,
      holds: measured === null || measured >= least,
      measured,
    });
  }
  return verdicts;
}
