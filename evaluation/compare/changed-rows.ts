import type { Statistic } from '../examples.ts';
import type { Rows } from '../statistics/prepared-statistic.ts';
import { unitsWith } from './why-too-few.ts';
import { columnsOf, countOf } from './why-undefined.ts';

/** In how many pairs of rows the sides differ. */
export type ChangedRows = {
  readonly units: number;
  readonly up: number;
  readonly down: number;
  /** Whether every number on both sides is 0 or 1. */
  readonly isYesOrNo: boolean;
};

/** Of rows that are paired: those to which the sides give different numbers. */
export function changedRows(statistic: Statistic, now: Rows, before: Rows): ChangedRows {
  const judged = columnsOf(statistic).at(-1)?.[0] ?? '';
  const [mine, theirs] = [now.column(judged), before.column(judged)];
  const moves = mine.map((value, row) => value - (theirs[row] ?? 0));
  const isOther = (value: number): boolean => value !== 0 && value !== 1;
  return {
    units: unitsWith(now, (row) => moves[row] !== 0),
    up: countOf(moves, (move) => move > 0),
    down: countOf(moves, (move) => move < 0),
    isYesOrNo: !mine.some(isOther) && !theirs.some(isOther),
  };
}
