import {
  byUnit,
  onceEach,
  unbiased,
  type PreparedStatistic,
  type Rows,
} from './prepared-statistic.ts';

export type Ratio = {
  /** What a row adds above the line, and below it. */
  readonly above: Float64Array;
  readonly below: Float64Array;
  /** Whether the statistic is the root of the ratio. */
  readonly isRoot?: boolean;
};

/** A statistic that is one sum over the rows divided by another: as fast in a resample as adding up its units. */
export function ratioOfSums({ isRoot = false, ...sums }: Ratio, rows: Rows): PreparedStatistic {
  const above = byUnit(sums.above, rows);
  const below = byUnit(sums.below, rows);
  const at: PreparedStatistic['at'] = (weights) => {
    let [over, under] = [0, 0];
    for (let unit = 0; unit < weights.length; unit += 1) {
      const weight = weights[unit] ?? 0;
      over += weight * (above[unit] ?? 0);
      under += weight * (below[unit] ?? 0);
    }
    return isRoot ? Math.sqrt(over / under) : over / under;
  };
  const influence = (): Float64Array => {
    const value = at(onceEach(rows.units));
    const ratio = isRoot ? value * value : value;
    const slope = isRoot ? 1 / (2 * value) : 1;
    const under = below.reduce((sum, each) => sum + each, 0);
    return unbiased(
      above.map((each, unit) => (slope * (each - ratio * (below[unit] ?? 0))) / under),
    );
  };
  return { at, influence };
}
