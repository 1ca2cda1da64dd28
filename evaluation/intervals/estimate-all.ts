import { studentTwoSided, studentWithin } from '../../math/student.ts';
import { onceEach, type PreparedStatistic, type Rows } from '../statistics/prepared-statistic.ts';
import { accelerationOf } from './acceleration-of.ts';
import { bca } from './bca.ts';
import { drawWeights } from './draw-weights.ts';
import type { Estimate } from './estimate.ts';

/** A number whose noise is asked for. */
export type Asked = {
  readonly statistic: PreparedStatistic;
  readonly by: 'bca' | 'delong' | 'influence-function';
  /** What it was prepared for; the units are as many in all that are resampled. */
  readonly rows: Rows;
  /** Of closed forms: how many values the variance was taken from, less one. */
  readonly df: number;
};

export type Resampling = {
  /** The same text draws the same resamples, whatever is asked. */
  readonly seed: string;
  readonly resamples: number;
};

/** Each number from the same resamples, whose statistics say so (`by: 'bca'`). Null: the number does not vary, so nothing can be said. */
export function estimateAll(
  asked: readonly Asked[],
  resampling: Resampling,
): readonly (Estimate | null)[] {
  const numbers = resampleAll(asked, resampling);
  return asked.map((each) => {
    const { statistic, rows } = each;
    const resampled = numbers.get(each) ?? new Float64Array();
    const value = statistic.at(onceEach(rows.units));
    const acceleration = accelerationOf(statistic, rows);
    return bca({ value, resampled, acceleration, units: rows.units });
  });
}

function resampleAll(
  asked: readonly Asked[],
  { seed, resamples }: Resampling,
): ReadonlyMap<Asked, Float64Array> {
  const numbers = new Map(asked.map((each) => [each, new Float64Array(resamples)]));
  const [first] = asked;
  if (first === undefined) return numbers;
  const { units } = first.rows;
  const draw = drawWeights(seed, units);
  const weights = onceEach(units);
  for (let resample = 0; resample < resamples; resample += 1) {
    draw(weights);
    for (const [{ statistic }, into] of numbers) into[resample] = statistic.at(weights);
  }
  return numbers;
}

/** By the delta method: https://doi.org/10.1137/1.9781611970319, chapter 6. */
export function closedForm({ statistic, rows, by, df }: Asked): Estimate | null {
  const value = statistic.at(onceEach(rows.units));
  const error = Math.sqrt(statistic.influence().reduce((sum, each) => sum + each * each, 0));
  if (!(error > Math.abs(value) * 1e-12) || !Number.isFinite(error)) return null;
  const half = studentWithin(0.95, df) * error;
  const interval = { low: value - half, high: value + half };
  const p = Math.max(studentTwoSided(value / error, df), Number.MIN_VALUE);
  const type = by === 'delong' ? 'delong' : 'influence-function';
  return { value, interval, error, p, method: { type } };
}
