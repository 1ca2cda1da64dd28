/** How much runs vary that ought to give the same. */
export type Spread = { readonly sd: number; readonly n: number };

/** A number that is the mean of so many runs, and how much one of them varies; null: not known. */
export type Mean = { readonly of: number; readonly spread: Spread | null };

/** The standard error of a difference, and of how many independent values it was taken. */
export type DifferenceError = { readonly error: number; readonly df: number };

/** Of fewer runs nobody can say how much they vary. */
const FEWEST = 3;

/** Null: they are fewer than 3, or all gave the same: equal runs show no noise; that there is none they do not show. */
export function spreadOf(runs: readonly number[]): Spread | null {
  if (runs.length < FEWEST || runs.every((run) => run === runs[0])) return null;
  const mean = meanOf(runs);
  const squares = runs.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const sd = Math.sqrt(squares / (runs.length - 1));
  return sd > 0 && Number.isFinite(sd) ? { sd, n: runs.length } : null;
}

export function meanOf(runs: readonly number[]): number {
  return runs.reduce((sum, each) => sum + each, 0) / runs.length;
}

/**
 * The standard error of the difference of two means, by Welch for groups that vary differently. Where the spread of one
 * side alone is known, the other is taken to vary as much: of a single run that is the prediction interval. Null: of
 * neither.
 * Welch, B. L. (1947): https://doi.org/10.1093/biomet/34.1-2.28, as `scipy.stats.ttest_ind(…, equal_var=False)`.
 * https://en.wikipedia.org/wiki/Prediction_interval#Unknown_mean,_unknown_variance
 */
export function errorOfDifference(now: Mean, before: Mean): DifferenceError | null {
  if (now.spread !== null && before.spread !== null) {
    const [a, b] = [varianceOf(now.spread, now.of), varianceOf(before.spread, before.of)];
    const df = (a + b) ** 2 / (a ** 2 / (now.spread.n - 1) + b ** 2 / (before.spread.n - 1));
    return { error: Math.sqrt(a + b), df };
  }
  const spread = now.spread ?? before.spread;
  if (spread === null) return null;
  const error = Math.sqrt(varianceOf(spread, now.of) + varianceOf(spread, before.of));
  return { error, df: spread.n - 1 };
}

function varianceOf({ sd }: Spread, of: number): number {
  return sd ** 2 / of;
}
