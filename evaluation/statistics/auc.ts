import {
  byUnit,
  onceEach,
  unbiased,
  type PreparedStatistic,
  type Rows,
} from './prepared-statistic.ts';
import { endsOfTies, inOrder, sortRows, type SortedRows } from './sorted-rows.ts';

/**
 * The area under the ROC curve: how often a positive scores above a negative, ties counting half, as
 * https://scikit-learn.org/stable/modules/generated/sklearn.metrics.roc_auc_score.html
 */
export function auc(labels: Float64Array, scores: Float64Array, rows: Rows): PreparedStatistic {
  const sorted = sortRows(scores, rows);
  const isPositive = Uint8Array.from(inOrder(sorted.order, labels));
  const at: PreparedStatistic['at'] = (weights) => areaAt(weights, sorted, isPositive);
  return { at, influence: () => influenceOf(at(onceEach(rows.units)), sorted, isPositive, rows) };
}

function areaAt(
  weights: Int32Array,
  { units, isNext }: SortedRows,
  isPositive: Uint8Array,
): number {
  let [pairs, positives, below, tiedPositives, tiedNegatives] = [0, 0, 0, 0, 0];
  for (let at = 0; at < units.length; at += 1) {
    if (isNext[at] === 1) {
      pairs += tiedPositives * (below + tiedNegatives / 2);
      positives += tiedPositives;
      below += tiedNegatives;
      tiedPositives = 0;
      tiedNegatives = 0;
    }
    const weight = weights[units[at] ?? 0] ?? 0;
    const positive = weight * (isPositive[at] ?? 0);
    tiedPositives += positive;
    tiedNegatives += weight - positive;
  }
  pairs += tiedPositives * (below + tiedNegatives / 2);
  return pairs / ((positives + tiedPositives) * (below + tiedNegatives));
}

/**
 * DeLong's components, in one pass (Sun & Xu 2014: https://doi.org/10.1109/LSP.2014.2337313). Of rows that stand alone
 * their squares sum up to DeLong's variance (DeLong 1988: https://doi.org/10.2307/2531595), of clusters to Obuchowski's
 * (1997: https://doi.org/10.2307/2533958).
 */
function influenceOf(
  area: number,
  { order, isNext }: SortedRows,
  isPositive: Uint8Array,
  rows: Rows,
): Float64Array {
  const positives = isPositive.reduce((sum, each) => sum + each, 0);
  const negatives = isPositive.length - positives;
  const values = new Float64Array(isPositive.length);
  const standsAlone = rows.unitOf === null;
  const share = (count: number): number => (standsAlone ? Math.sqrt(count * (count - 1)) : count);
  let [start, below, lower] = [0, 0, 0];
  for (const end of endsOfTies(isNext)) {
    const tied = isPositive.subarray(start, end).reduce((sum, each) => sum + each, 0);
    const tiedNegatives = end - start - tied;
    for (let at = start; at < end; at += 1) {
      values[order[at] ?? 0] =
        isPositive[at] === 1
          ? ((below + tiedNegatives / 2) / negatives - area) / share(positives)
          : ((positives - lower - tied / 2) / positives - area) / share(negatives);
    }
    [start, below, lower] = [end, below + tiedNegatives, lower + tied];
  }
  return standsAlone ? values : unbiased(byUnit(values, rows));
}
