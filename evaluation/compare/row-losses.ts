import type { Examples, Statistic } from '../examples.ts';

type Of = { readonly statistic: Statistic; readonly isUp: boolean };

/** How wrong each row is, by what a metric is made of: less is better. NaN: it has no number. */
export function rowLosses({ ids, columns }: Pick<Examples, 'ids' | 'columns'>, of: Of) {
  const { statistic, isUp } = of;
  const column = (name: string) =>
    columns.get(name) ?? new Float64Array(ids.length).fill(Number.NaN);
  if ('column' in statistic)
    return column(statistic.column).map((value) => (isUp ? -value : value));
  if ('score' in statistic) {
    // Two models need not mean the same by a score: its place among all does.
    return apart(column(statistic.label), placesOf(column(statistic.score)));
  }
  const truth = 'label' in statistic ? statistic.label : statistic.actual;
  const said = 'predicted' in statistic ? statistic.predicted : statistic.probability;
  return apart(column(truth), column(said));
}

function apart(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, row) => Math.abs(value - (other[row] ?? Number.NaN)));
}

/** From 0 (the least) to 1; equal numbers share a place, and what is no number has none. */
function placesOf(scores: Float64Array): Float64Array {
  const rows = new Uint32Array(scores.length).map((_, row) => row);
  const order = rows.filter((row) => !Number.isNaN(scores[row]));
  order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const places = new Float64Array(scores.length).fill(Number.NaN);
  for (let from = 0; from < order.length;) {
    const score = scores[order[from] ?? 0];
    let to = from + 1;
    while (to < order.length && scores[order[to] ?? 0] === score) to += 1;
    const place = (from + to - 1) / 2 / Math.max(1, order.length - 1);
    for (let at = from; at < to; at += 1) places[order[at] ?? 0] = place;
    from = to;
  }
  return places;
}
