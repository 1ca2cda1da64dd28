import { incompleteBeta } from './incomplete-beta.ts';

/** The chance that a value of Student's t distribution lies farther from 0 than `t`, on either side. */
export function studentTwoSided(t: number, df: number): number {
  return incompleteBeta(df / (df + t * t), df / 2, 0.5);
}

/** Of Student's t distribution with `df` degrees of freedom the middle share `level` lies within ± this. */
export function studentWithin(level: number, df: number): number {
  let [low, high] = [0, 1];
  while (studentTwoSided(high, df) > 1 - level) [low, high] = [high, high * 2];
  // Until the doubles between them are used up.
  for (let middle = (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2) {
    if (studentTwoSided(middle, df) > 1 - level) low = middle;
    else high = middle;
  }
  return high;
}
