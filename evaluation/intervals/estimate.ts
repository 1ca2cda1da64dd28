import type { Interval, Method } from '../comparison.ts';

/** A number with its noise. */
export type Estimate = {
  readonly value: number;
  /** Holds the true one in 95 of 100 cases; `low` < `high`. */
  readonly interval: Interval;
  /** The standard error. */
  readonly error: number;
  /**
   * The chance of a number this far from 0 if the truth were 0; two-sided, never 0. Below 0.05 just where the interval
   * does not hold 0.
   */
  readonly p: number;
  readonly method: Method;
};

/** Whether a number varies by more than rounding errors of the numbers it was computed from. */
export function varies(
  estimate: Estimate | null,
  ...from: readonly number[]
): estimate is Estimate {
  const largest = Math.max(...from.map(Math.abs));
  return estimate !== null && estimate.error > largest * 1e-12;
}
