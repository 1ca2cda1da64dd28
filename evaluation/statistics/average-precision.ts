import {
  byUnit,
  onceEach,
  unbiased,
  type PreparedStatistic,
  type Rows,
} from './prepared-statistic.ts';
import { endsOfTies, inOrder, sortRows, type SortedRows } from './sorted-rows.ts';

/**
 * Precision at each score, weighted by the positives found there; equal scores are found together, as
 * https://scikit-learn.org/stable/modules/generated/sklearn.metrics.average_precision_score.html
 */
export function averagePrecision(
  labels: Float64Array,
  scores: Float64Array,
  rows: Rows,
): PreparedStatistic {
  // Highest score first.
  const sorted = sortRows(
    scores.map((score) => -score),
    rows,
  );
  const isPositive = Uint8Array.from(inOrder(sorted.order, labels));
  const at: PreparedStatistic['at'] = (weights) => precisionAt(weights, sorted, isPositive);
  return { at, influence: () => influenceOf(at(onceEach(rows.units)), sorted, isPositive, rows) };
}

function precisionAt(
  weights: Int32Array,
  { units, isNext }: SortedRows,
  isPositive: Uint8Array,
): number {
  let [sum, found, seen, foundBefore] = [0, 0, 0, 0];
  for (let at = 0; at < units.length; at += 1) {
    if (isNext[at] === 1 && found > foundBefore) {
      sum += ((found - foundBefore) * found) / seen;
      foundBefore = found;
    }
    const weight = weights[units[at] ?? 0] ?? 0;
    found += weight * (isPositive[at] ?? 0);
    seen += weight;
  }
  if (found > foundBefore) sum += ((found - foundBefore) * found) / seen;
  return sum / found;
}

/** A row counts where its own score is found, and in the precision of every lower score. */
function influenceOf(
  value: number,
  { order, isNext }: SortedRows,
  isPositive: Uint8Array,
  rows: Rows,
): Float64Array {
  const positives = isPositive.reduce((sum, each) => sum + each, 0);
  const ends = endsOfTies(isNext);
  let [found, start] = [0, 0];
  const ties = ends.map((end) => {
    const tied = isPositive.subarray(start, end).reduce((sum, each) => sum + each, 0);
    found += tied;
    const tie = { start, end, tied, precision: found / end };
    start = end;
    return tie;
  });
  const values = new Float64Array(isPositive.length);
  let [gain, loss] = [0, 0];
  for (const { start, end, tied, precision } of ties.toReversed()) {
    gain += tied / end;
    loss += (tied * precision) / end;
    for (let at = start; at < end; at += 1) {
      values[order[at] ?? 0] =
        ((isPositive[at] ?? 0) * (precision - value + gain) - loss) / positives;
    }
  }
  return unbiased(byUnit(values, rows));
}
