import { cumulativeNormal, quantileNormal } from 'vega-statistics';
import { Z95 } from '../../math/z95.ts';
import type { Estimate } from './estimate.ts';

type Bootstrap = {
  readonly value: number;
  /** The number in each resample. */
  readonly resampled: Float64Array;
  /** How the number's error changes with the number (`accelerationOf`). */
  readonly acceleration: number;
};

/**
 * The bias-corrected and accelerated interval of Efron (1987: https://doi.org/10.1080/01621459.1987.10478410), as
 * https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.bootstrap.html computes it. Null: the resamples do
 * not vary.
 */
export function bca({ value, resampled, acceleration }: Bootstrap): Estimate | null {
  // One that lacks what the statistic divides by says nothing.
  const sorted = resampled.filter(Number.isFinite).sort();
  const error = deviationOf(sorted);
  if (sorted.length < resampled.length * LEAST_DEFINED || !(error > 0)) return null;
  // Equal numbers may differ by a rounding error.
  const tolerance = error * 1e-9;
  const below = (placeOf(sorted, value - tolerance) + placeOf(sorted, value + tolerance)) / 2;
  const bias = scoreOf(below / sorted.length, sorted.length);
  const shareAt = (score: number): number => {
    const shifted = bias + score;
    return cumulativeNormal(bias + shifted / (1 - acceleration * shifted));
  };
  const interval = {
    low: quantileOf(sorted, shareAt(-Z95)),
    high: quantileOf(sorted, shareAt(Z95)),
  };
  if (!(interval.high - interval.low > tolerance)) return null;
  const p = pOf(scoreOfZero(sorted, tolerance), bias, acceleration);
  return { value, interval, error, p, method: { type: 'bca', resamples: resampled.length } };
}

/** At most one in a hundred resamples may be undefined. */
const LEAST_DEFINED = 0.99;

/** With fewer resamples beyond 0 (of 10,000, of fewer in proportion) their number is mostly chance. */
const FEWEST_BEYOND = 10;

/**
 * Where 0 lies among the resamples, as a normal score. Beyond nearly all of them the distribution is taken to go on as
 * a normal one does from its middle through its tenth last value, so that among many metrics one can stand out further
 * than the number of resamples.
 */
function scoreOfZero(sorted: Float64Array, tolerance: number): number {
  const median = quantileOf(sorted, 0.5);
  // Resamples that are 0 do not speak against it.
  const place = placeOf(sorted, median > 0 ? tolerance : -tolerance);
  const last = sorted.length - 1;
  const few = Math.min(FEWEST_BEYOND, Math.ceil(last / 1000));
  if (Math.min(place, sorted.length - place) >= few) {
    const [from = 0, to = 0] = sorted.subarray(place - 1, place + 1);
    const part = to > from ? Math.min(Math.max(-from / (to - from), 0), 1) : 0;
    return scoreOf((place - 1 + part) / last, sorted.length);
  }
  const share = median > 0 ? few / last : 1 - few / last;
  return scoreOf(share, sorted.length) * Math.max(1, median / (median - quantileOf(sorted, share)));
}

/**
 * The smallest 1 − level of all BCa intervals that hold 0: Efron's formula read backwards, from a share of the
 * resamples to the level whose bound lies there.
 */
function pOf(score: number, bias: number, acceleration: number): number {
  const shifted = score - bias;
  // Far out its fraction has a pole, beyond which there is no level.
  const level = shifted / Math.max(1 + acceleration * shifted, 0.1) - bias;
  return Math.min(1, Math.max(2 * cumulativeNormal(-Math.abs(level)), SMALLEST_P));
}

/** Nothing that is resampled is known better. */
const SMALLEST_P = 1e-16;

/** A share of the resamples as a normal score; neither none nor all of them is taken as certain. */
function scoreOf(share: number, count: number): number {
  return quantileNormal(Math.min(Math.max(share, 0.5 / count), 1 - 0.5 / count));
}

/** How many lie at or below. */
function placeOf(sorted: Float64Array, limit: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

function quantileOf(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const before = Math.min(Math.max(Math.floor(place), 0), sorted.length - 1);
  const low = sorted[before] ?? 0;
  return low + ((sorted[before + 1] ?? low) - low) * (place - before);
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const squares = values.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
