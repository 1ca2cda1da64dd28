/**
 * How often each unit counts. A unit is what is drawn together: a row, or a cluster with all of its rows. In the
 * examples as they are each counts once; in a resample as often as it was drawn.
 */
export type Weights = Int32Array;

/** The rows that a statistic is taken over. */
export type Rows = {
  readonly count: number;
  readonly units: number;
  /** The unit of each row; null: each row is one of its own. */
  readonly unitOf: Int32Array | null;
  /** The numbers of a column, one a row. */
  readonly column: (name: string) => Float64Array;
};

/** A statistic with all done that does not depend on the weights. */
export type PreparedStatistic = {
  /** NaN where it is not defined: a resample may lack what it divides by. */
  readonly at: (weights: Weights) => number;
  /**
   * Unit by unit, how far the statistic moves as the unit counts for more (its influence function at the sample, Efron
   * 1982: https://doi.org/10.1137/1.9781611970319, chapter 6), scaled so that their squares sum up to its variance.
   */
  readonly influence: () => Float64Array;
};

/** Every unit counts once: the examples as they are. */
export function onceEach(units: number): Weights {
  return new Int32Array(units).fill(1);
}

/** What rows say, summed by their units. */
export function byUnit(values: Float64Array, { units, unitOf }: Rows): Float64Array {
  if (unitOf === null) return values;
  const sums = new Float64Array(units);
  for (let row = 0; row < values.length; row += 1) {
    const unit = unitOf[row] ?? 0;
    sums[unit] = (sums[unit] ?? 0) + (values[row] ?? 0);
  }
  return sums;
}

/** Of a sample the spread is a little smaller than of what it was drawn from: n − 1 in place of n (Bessel). */
export function unbiased(influence: Float64Array): Float64Array {
  const factor = Math.sqrt(influence.length / (influence.length - 1));
  return influence.map((each) => each * factor);
}
