import { studentTwoSided, studentWithin } from './student.ts';

/** How sure one is of a number that was taken from few runs. */
export type Spread = {
  /** The middle of the interval. */
  readonly value: number;
  /** The interval that holds the true one in 95 of 100 cases. */
  readonly low: number;
  readonly high: number;
  readonly error: number;
  readonly df: number;
  /** The chance of a `value` this far from 0 if the truth were 0; two-sided. */
  readonly p: number;
};

/** Of fewer runs nobody can say how much they vary. */
const FEWEST = 3;

/**
 * How far the mean of one group of runs lies above that of another, by Welch's interval for groups that vary
 * differently. Null: one has fewer than 3 runs, or all runs of both gave the same.
 * Welch, B. L. (1947): https://doi.org/10.1093/biomet/34.1-2.28, as `scipy.stats.ttest_ind(…, equal_var=False)`.
 */
export function welch(now: readonly number[], before: readonly number[]): Spread | null {
  if (now.length < FEWEST || before.length < FEWEST) return null;
  const [a, b] = [now, before].map((runs) => varianceOf(runs) / runs.length);
  if (a === undefined || b === undefined) return null;
  const df = (a + b) ** 2 / (a ** 2 / (now.length - 1) + b ** 2 / (before.length - 1));
  return spreadOf(meanOf(now) - meanOf(before), Math.sqrt(a + b), df);
}

/**
 * How far a single run lies above the mean of runs that should be its equals: 0 lies outside of the interval where the
 * run is none of them. Null: they are fewer than 3, or all gave the same.
 * The prediction interval of one more value: https://en.wikipedia.org/wiki/Prediction_interval#Unknown_mean,_unknown_variance
 */
export function runAgainstMean(run: number, runs: readonly number[]): Spread | null {
  if (runs.length < FEWEST) return null;
  const error = Math.sqrt(varianceOf(runs) * (1 + 1 / runs.length));
  return spreadOf(run - meanOf(runs), error, runs.length - 1);
}

function spreadOf(value: number, error: number, df: number): Spread | null {
  // Equal runs show no noise; that there is none they do not show.
  if (!(error > 0) || !Number.isFinite(value)) return null;
  const half = studentWithin(0.95, df) * error;
  const p = Math.max(studentTwoSided(value / error, df), Number.MIN_VALUE);
  return { value, low: value - half, high: value + half, error, df, p };
}

function meanOf(runs: readonly number[]): number {
  return runs.reduce((sum, each) => sum + each, 0) / runs.length;
}

function varianceOf(runs: readonly number[]): number {
  // The mean of equal numbers may differ from them by a rounding error.
  if (runs.every((run) => run === runs[0])) return 0;
  const mean = meanOf(runs);
  return runs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (runs.length - 1);
}
