import { asksOf } from '../../domain/asks.ts';
import type { Baselines, StepProducts } from '../../domain/run/event.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { beginRun } from './begin-run.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endRow } from './end-row.ts';
import { judgeGates } from './judge-gates.ts';
import { moveRow } from './move-row.ts';

export type Work = {
  readonly products: StepProducts;
  readonly baselines: Baselines;
  /** Null: this row did the work itself. */
  readonly takenFrom: StepRow['takenFrom'];
};

/**
 * What follows work that succeeded, done here or taken from the cache: gates, then promotion, then the end.
 * A row that was told to stop keeps what it made, but promotes nothing.
 */
export function completeWork(changes: RunChanges, row: StepRow, work: Work): void {
  beginRun(changes);
  const step = changes.plan.step(row.stepId);
  const gates = judgeGates(step.gates, work.products, work.baselines);
  const { takenFrom, products } = work;
  const done: StepRow = { ...row, ...products, gates, takenFrom, cached: takenFrom !== null };
  const failed = gates.filter((gate) => gate.verdict === 'fail');
  if (takenFrom === null && row.cacheKey !== null) {
    changes.addToCache({ cacheKey: row.cacheKey, key: row.key, asks: asksOf(step) });
  }
  if (failed.length > 0) {
    endRow(changes, done, {
      result: 'rejected',
      reason: failed.map(({ message }) => message).join('; '),
    });
  } else if (step.promote.length === 0) {
    endRow(changes, done, { result: 'success', reason: null });
  } else if (row.ending !== null) {
    endRow(changes, done, { result: row.ending, reason: row.reason });
  } else {
    promote(changes, done);
  }
}

function promote(changes: RunChanges, row: StepRow): void {
  moveRow(changes, row, { ...row, state: 'promoting', reason: null });
  const { key, attempt } = row;
  changes.emit(`${key}/${attempt}/model.promote`, { kind: 'model.promote', key, attempt });
}
