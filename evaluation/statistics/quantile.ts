import { Z95 } from '../../math/z95.ts';
import {
  byUnit,
  onceEach,
  unbiased,
  type PreparedStatistic,
  type Rows,
} from './prepared-statistic.ts';
import { inOrder, sortRows } from './sorted-rows.ts';

/** The number below which a share of the rows lies, between two rows in proportion, as `numpy.quantile` by default. */
export function quantile(values: Float64Array, share: number, rows: Rows): PreparedStatistic {
  const { order, units } = sortRows(values, rows);
  const sorted = inOrder(order, values);
  const at: PreparedStatistic['at'] = (weights) => {
    let count = 0;
    for (let at = 0; at < units.length; at += 1) count += weights[units[at] ?? 0] ?? 0;
    const place = share * (count - 1);
    const before = Math.floor(place);
    const row = rowAt(before, units, weights, FIRST);
    const next = rowAt(before + 1, units, weights, row);
    const low = sorted[row.at] ?? Number.NaN;
    // Where the place is the last one, there is no next.
    return low + ((sorted[next.at] ?? low) - low) * (place - before);
  };
  const influence = (): Float64Array => {
    const value = at(onceEach(rows.units));
    const isBelow = values.map((each) => (share - (each <= value ? 1 : 0)) / values.length);
    const shares = unbiased(byUnit(isBelow, rows));
    const slope = slopeAt(sorted, share, norm(shares));
    return shares.map((each) => each * slope);
  };
  return { at, influence };
}

const FIRST: Seen = { at: 0, before: 0 };

type Seen = { readonly at: number; readonly before: number };

/** With every row as often as its unit counts: the row that is at a place (from 0), from a row before it on. */
function rowAt(place: number, units: Int32Array, weights: Int32Array, from: Seen): Seen {
  let { at, before } = from;
  for (; at < units.length; at += 1) {
    const weight = weights[units[at] ?? 0] ?? 0;
    if (before + weight > place) break;
    before += weight;
  }
  return { at, before };
}

/**
 * How fast the number rises with the share: over the shares that the sample cannot tell apart (Woodruff 1952:
 * https://doi.org/10.1080/01621459.1952.10483443).
 */
function slopeAt(sorted: Float64Array, share: number, error: number): number {
  const [from, to] = [Math.max(0, share - Z95 * error), Math.min(1, share + Z95 * error)];
  const valueAt = (part: number): number => {
    const place = part * (sorted.length - 1);
    const [low = 0, high = low] = sorted.subarray(Math.floor(place), Math.floor(place) + 2);
    return low + (high - low) * (place - Math.floor(place));
  };
  return (valueAt(to) - valueAt(from)) / (to - from);
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, each) => sum + each * each, 0));
}
