import { orderOf } from './order-of.ts';
import type { Rows } from './prepared-statistic.ts';

/** Rows in the order of a number, each with its unit, so that a resample is one pass over them. */
export type SortedRows = {
  /** The rows, smallest number first. */
  readonly order: Int32Array;
  readonly units: Int32Array;
  /** 1 where a row's number is larger than that of the row before it. */
  readonly isNext: Uint8Array;
};

export function sortRows(values: Float64Array, { unitOf }: Rows): SortedRows {
  const order = orderOf(values);
  const isNext = new Uint8Array(order.length);
  for (let at = 1; at < order.length; at += 1) {
    isNext[at] = values[order[at] ?? 0] === values[order[at - 1] ?? 0] ? 0 : 1;
  }
  return { order, units: unitOf === null ? order : order.map((row) => unitOf[row] ?? 0), isNext };
}

/** What rows say, in their order. */
export function inOrder(order: Int32Array, values: Float64Array): Float64Array {
  const sorted = new Float64Array(order.length);
  for (let at = 0; at < order.length; at += 1) sorted[at] = values[order[at] ?? 0] ?? 0;
  return sorted;
}

/** Of rows in their order, where each run of equal numbers ends (the place after its last). */
export function endsOfTies(isNext: Uint8Array): number[] {
  const ends: number[] = [];
  for (let at = 1; at < isNext.length; at += 1) if (isNext[at] === 1) ends.push(at);
  return isNext.length === 0 ? ends : [...ends, isNext.length];
}
