import { NO_PRODUCTS } from './no-products.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { completeWork } from './complete-work.ts';
import type { Draft } from '../state/draft.ts';
import { moveRow, startDeadline } from './move-row.ts';

/** Sends a step or cell to the cache or, where that is not asked, to the run's queue. A step without work goes on to what follows work. */
export function prepareRow(draft: Draft, row: StepRow): void {
  const step = draft.plan.step(row.stepId);
  if (step.action.type === 'none') {
    completeWork(draft, row, { products: NO_PRODUCTS, baselines: {}, takenFrom: null });
    return;
  }
  startDeadline(draft, row);
  const readyAt = draft.at;
  if (step.cache === null) {
    moveRow(draft, row, { ...row, state: 'ready', reason: null, readyAt });
    return;
  }
  moveRow(draft, row, { ...row, state: 'looking-up', reason: null, readyAt });
  draft.emit(`${row.key}/cache.look-up`, { kind: 'cache.look-up', key: row.key });
}
