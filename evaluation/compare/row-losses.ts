import type { Examples, Statistic } from '../examples.ts';

type Of = { readonly statistic: Statistic; readonly isUp: boolean };

/** How wrong each row is, by what a metric is made of: less is better. NaN: it has no number. */
export function rowLosses({ ids, columns }: Pick<Examples, 'ids' | 'columns'>, of: Of) {
  const { statistic, isUp } = of;
  const column = (name: string) => columns[name] ?? new Float64Array(ids.length).fill(Number.NaN);
  if ('column' in statistic)
    return column(statistic.column).map((value) => (isUp ? -value : value));
  if ('score' in statistic) {
    // Two models need not mean the same by a score: its place among all does.
    const places = placesOf(column(statistic.score));
    return both(column(statistic.label), places, (label, place) =>
      label === 1 ? 1 - place : place,
    );
  }
  const truth = 'label' in statistic ? statistic.label : statistic.actual;
  const said = 'predicted' in statistic ? statistic.predicted : statistic.probability;
  return both(column(truth), column(said), differ);
}

function differ(one: number, other: number): number {
  return Math.abs(one - other);
}

function both(
  one: Float64Array,
  other: Float64Array,
  loss: (one: number, other: number) => number,
): Float64Array {
  return one.map((value, row) => loss(value, other[row] ?? Number.NaN));
}

/** From 0 (the least) to 1; equal numbers share a place. */
function placesOf(scores: Float64Array): Float64Array {
  const order = new Uint32Array(scores.length).map((_, row) => row);
  order.sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const places = new Float64Array(scores.length);
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
