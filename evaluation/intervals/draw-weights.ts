import { sfc32 } from '../../math/sfc32.ts';
import type { Weights } from '../statistics/prepared-statistic.ts';

/** From so many units on the processor waits for memory at each draw: then each unit draws its own count, in order. */
const MOST_DRAWN = 100_000;

const TWO_TO_32 = 2 ** 32;

/** Fills weights with the next resample: how often each unit was drawn. The seed decides all of them. */
export function drawWeights(seed: string, units: number): (weights: Weights) => void {
  const random = sfc32(seed);
  const isPoisson = units > MOST_DRAWN;
  const draws = new Uint32Array(isPoisson ? (units + 1) >>> 1 : units);
  return (weights) => {
    random(draws);
    if (isPoisson) countPoisson(draws, weights);
    else countMultinomial(draws, weights);
  };
}

/** As many draws as units, each unit as likely as any: Efron's bootstrap. */
function countMultinomial(draws: Uint32Array, weights: Weights): void {
  weights.fill(0);
  const scale = weights.length / TWO_TO_32;
  for (let at = 0; at < draws.length; at += 1) {
    const unit = Math.trunc((draws[at] ?? 0) * scale);
    weights[unit] = (weights[unit] ?? 0) + 1;
  }
}

/**
 * Counts that do not depend on each other, with a mean of 1. For many units this is the same but for how many are drawn
 * in all, on which no statistic here depends: Hanley & MacGibbon 2006, https://doi.org/10.1016/j.cmpb.2006.04.006
 */
function countPoisson(draws: Uint32Array, weights: Weights): void {
  const half = weights.length >>> 1;
  // Each draw counts two: the other's bits decide only where its own do not.
  for (let at = 0; at < half; at += 1) {
    const draw = draws[at] ?? 0;
    weights[at] = poissonOf(draw);
    weights[at + half] = poissonOf((draw << 16) | (draw >>> 16));
  }
  if (2 * half < weights.length) weights[2 * half] = poissonOf(draws[half] ?? 0);
}

function poissonOf(draw: number): number {
  const count = COUNT_BY_HIGH_BITS[draw >>> 20] ?? ON_A_BOUNDARY;
  return count === ON_A_BOUNDARY ? countOf(draw >>> 0) : count;
}

/** Draws below the first bound count 0, below the second 1, and so on. */
const BOUNDS = poissonBounds();

const ON_A_BOUNDARY = 255;

/** Nearly always a few bits of a draw decide: a table that stays near the processor. */
const COUNT_BY_HIGH_BITS = Uint8Array.from({ length: 2 ** 12 }, (_, high) => {
  const [first, last] = [countOf(high * 2 ** 20), countOf((high + 1) * 2 ** 20 - 1)];
  return first === last ? first : ON_A_BOUNDARY;
});

function countOf(draw: number): number {
  const count = BOUNDS.findIndex((bound) => draw < bound);
  return count === -1 ? BOUNDS.length : count;
}

function poissonBounds(): number[] {
  const bounds: number[] = [];
  let [chance, sum] = [Math.exp(-1), 0];
  for (let count = 0; chance * TWO_TO_32 > 1; count += 1) {
    sum += chance;
    bounds.push(sum * TWO_TO_32);
    chance /= count + 1;
  }
  return bounds;
}
