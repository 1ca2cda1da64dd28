import { NO_PRODUCTS } from './no-products.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { completeWork } from './complete-work.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { moveRow, startDeadline } from './move-row.ts';

const DONE_ALREADY = { products: NO_PRODUCTS, baselines: {}, takenFrom: null, unkept: null };

/** Sends a step or cell to the cache or, where that is not asked, to the run's queue. A step without work goes on to what follows work. */
export function prepareRow(changes: RunChanges, row: StepRow): void {
  const step = changes.plan.step(row.stepId);
  if (step.action.type === 'none') {
    completeWork(changes, row, DONE_ALREADY);
    return;
  }
  startDeadline(changes, row);
  const readyAt = changes.at;
  if (step.cache === null) {
    moveRow(changes, row, { ...row, state: 'ready', reason: null, readyAt });
    return;
  }
  moveRow(changes, row, { ...row, state: 'looking-up', reason: null, readyAt });
  changes.emit(`${row.key}/cache.look-up`, { kind: 'cache.look-up', key: row.key });
}
