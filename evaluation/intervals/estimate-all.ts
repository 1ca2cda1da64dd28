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
  /** Of closed forms: how many values the variance was taken from, less one. */
  readonly df: number;
};

export type Resampling = {
  /** The same text draws the same resamples, whatever is asked. */
  readonly seed: string;
  readonly resamples: number;
  readonly rows: Rows;
};

/** So many units are drawn in all; more resamples than a thousand are worth less than the time. */
const MOST_DRAWS = 1_000_000_000;
const FEWEST_RESAMPLES = 1000;

/** All numbers over the same rows, from the same resamples. Null: the number does not vary, so nothing can be said. */
export function estimateAll(
  asked: readonly Asked[],
  { seed, resamples, rows }: Resampling,
): readonly (Estimate | null)[] {
  const affordable = Math.max(FEWEST_RESAMPLES, Math.floor(MOST_DRAWS / rows.units));
  const resampled = resampleAll(
    asked.map(({ by, statistic }) => (by === 'bca' ? statistic : null)),
    { seed, rows, resamples: Math.min(resamples, affordable) },
  );
  return asked.map(({ statistic, by, df }, at) => {
    const value = statistic.at(onceEach(rows.units));
    const numbers = resampled[at] ?? null;
    if (by !== 'bca' || numbers === null) return closedForm(statistic, { value, by, df });
    const acceleration = accelerationOf(statistic, rows);
    return bca({ value, resampled: numbers, acceleration });
  });
}

function resampleAll(
  statistics: readonly (PreparedStatistic | null)[],
  { seed, resamples, rows }: Resampling,
): readonly (Float64Array | null)[] {
  const numbers = statistics.map((each) => (each === null ? null : new Float64Array(resamples)));
  if (numbers.every((each) => each === null)) return numbers;
  const draw = drawWeights(seed, rows.units);
  const weights = onceEach(rows.units);
  for (let resample = 0; resample < resamples; resample += 1) {
    draw(weights);
    for (const [at, into] of numbers.entries()) {
      if (into !== null) into[resample] = statistics[at]?.at(weights) ?? Number.NaN;
    }
  }
  return numbers;
}

type Closed = Pick<Asked, 'df'> & {
  readonly value: number;
  readonly by: Asked['by'];
};

/** By the delta method: https://doi.org/10.1137/1.9781611970319, chapter 6. */
function closedForm(statistic: PreparedStatistic, { value, by, df }: Closed): Estimate | null {
  const error = Math.sqrt(statistic.influence().reduce((sum, each) => sum + each * each, 0));
  if (!(error > Math.abs(value) * 1e-12) || !Number.isFinite(error)) return null;
  const half = studentWithin(0.95, df) * error;
  const interval = { low: value - half, high: value + half };
  const p = Math.max(studentTwoSided(value / error, df), Number.MIN_VALUE);
  const type = by === 'delong' ? 'delong' : 'influence-function';
  return { value, interval, error, p, method: { type } };
}
