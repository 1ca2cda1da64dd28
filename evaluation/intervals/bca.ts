import { cumulativeNormal, quantileNormal } from 'vega-statistics';
import { studentTwoSided, studentWithin } from '../../math/student.ts';
import type { Estimate } from './estimate.ts';

type Bootstrap = {
  readonly value: number;
  /** The number in each resample. */
  readonly resampled: Float64Array;
  /** How the number's error changes with the number (`accelerationOf`). */
  readonly acceleration: number;
  /** How many were drawn from. */
  readonly units: number;
};

/**
 * The bias-corrected and accelerated interval of Efron (1987: https://doi.org/10.1080/01621459.1987.10478410), as
 * https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.bootstrap.html computes it, at a level that makes up
 * for the resamples of few units varying too little (`scoreWithin`). Null: the resamples do not vary.
 */
export function bca({ value, resampled, acceleration, units }: Bootstrap): Estimate | null {
  // One that lacks what the statistic divides by says nothing.
  const sorted = resampled.filter(Number.isFinite).sort();
  const error = deviationOf(sorted);
  if (sorted.length < resampled.length * LEAST_DEFINED || !(error > 0)) return null;
  // Equal numbers may differ by a rounding error: scipy counts such ones as smaller or larger, by chance.
  const tolerance = error * 1e-9;
  const below = (placeOf(sorted, value - tolerance) + placeOf(sorted, value + tolerance)) / 2;
  const bias = scoreOf(below / sorted.length, sorted.length);
  const shareAt = (score: number): number => {
    const shifted = bias + score;
    return cumulativeNormal(bias + shifted / (1 - acceleration * shifted));
  };
  const interval = {
    low: quantileOf(sorted, shareAt(-scoreWithin(units))),
    high: quantileOf(sorted, shareAt(scoreWithin(units))),
  };
  if (!(interval.high - interval.low > tolerance)) return null;
  const score = scoreAtLevel(scoreOfZero(sorted, tolerance), bias, acceleration);
  const p = Math.max(studentTwoSided(score / widened(units), units - 1), SMALLEST_P);
  return { value, interval, error, p, method: { type: 'bca', resamples: resampled.length, units } };
}

/** At most one in a hundred resamples may be undefined. */
const LEAST_DEFINED = 0.99;

/**
 * The normal score of a 95 % interval: Student's, widened by what a sample varies less than what it was drawn from. Of
 * 30 it is 2.08 in place of 1.96, of 1,000 it is 1.963. Hesterberg 2015, section 3.3 ("expanded percentile"):
 * https://doi.org/10.1080/00031305.2015.1089789
 */
export function scoreWithin(units: number): number {
  return studentWithin(0.95, units - 1) * widened(units);
}

function widened(units: number): number {
  return Math.sqrt(units / (units - 1));
}

/** Further out the number of resamples is mostly chance, above all of the one among many metrics that is furthest. */
const TAIL = 0.01;

/**
 * Where 0 lies among the resamples, as a normal score. In their tails the distribution is taken to go on as a normal
 * one does from its middle through the tail's begin.
 */
function scoreOfZero(sorted: Float64Array, tolerance: number): number {
  const median = quantileOf(sorted, 0.5);
  // Resamples that are 0 do not speak against it.
  const place = placeOf(sorted, median > 0 ? tolerance : -tolerance);
  const last = sorted.length - 1;
  if (Math.min(place, sorted.length - place) > TAIL * last) {
    const [from = 0, to = 0] = sorted.subarray(place - 1, place + 1);
    const part = to > from ? Math.min(Math.max(-from / (to - from), 0), 1) : 0;
    return scoreOf((place - 1 + part) / last, sorted.length);
  }
  const share = median > 0 ? TAIL : 1 - TAIL;
  return scoreOf(share, sorted.length) * Math.max(1, median / (median - quantileOf(sorted, share)));
}

/**
 * The score of the widest BCa interval that does not hold 0: Efron's formula read backwards, from where a bound lies
 * among the resamples.
 */
function scoreAtLevel(score: number, bias: number, acceleration: number): number {
  const shifted = score - bias;
  // Far out its fraction has a pole, beyond which there is no level.
  return shifted / Math.max(1 + acceleration * shifted, 0.1) - bias;
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
