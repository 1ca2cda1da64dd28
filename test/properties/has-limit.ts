import type { PlanIndex } from '../../app/engine/state/plan-index.ts';
import type { RunBook } from './run-book.ts';

/** Whether attempts of a run may cost no more than somebody said. */
export function hasLimit(
  { header: { hosted } }: RunBook,
  { plan: { budget } }: PlanIndex,
): boolean {
  if (hosted === undefined) return false;
  const { perRunUsd = null, perMonthUsd = null } = hosted.budgets ?? {};
  return budget !== undefined || perRunUsd !== null || perMonthUsd !== null;
}
