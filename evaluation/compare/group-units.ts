import { sfc32 } from '../../math/sfc32.ts';
import type { Asked } from '../intervals/estimate-all.ts';
import type { Rows } from '../statistics/prepared-statistic.ts';

/** With more, resamples take longer and say hardly more: the error itself is known to half a percent. */
export const MOST_UNITS = 20_000;

/**
 * What resamples draw from: the rows by their units; where there are too many of them, by groups into which the units
 * fall by chance, whose sums vary as those of single units do. By chance, since neighbours in a file may be alike, or
 * sorted. The seed decides the groups: the same ones for both sides.
 */
export function drawnFrom(rows: Rows, { by }: Pick<Asked, 'by'>, seed: string): Rows {
  if (by !== 'bca' || rows.units <= MOST_UNITS) return rows;
  const draws = new Uint32Array(rows.units);
  sfc32(`groups ${seed}`)(draws);
  const groupOf = Int32Array.from(draws.map((draw) => draw % MOST_UNITS));
  const { unitOf } = rows;
  return {
    ...rows,
    units: MOST_UNITS,
    unitOf: unitOf === null ? groupOf : unitOf.map((unit) => groupOf[unit] ?? 0),
  };
}
