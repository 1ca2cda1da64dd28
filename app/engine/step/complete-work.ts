import { asksOf } from '../../domain/asks.ts';
import type { Baselines, StepProducts } from '../../domain/run/event.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { beginRun } from './begin-run.ts';
import { awaitBaselines, judgeWork } from './judge-work.ts';
import { isUnderWay } from '../../domain/gate.ts';
import type { RunChanges } from '../state/run-changes.ts';

export type Work = {
  readonly products: StepProducts;
  readonly baselines: Baselines;
  /** Null: this row did the work itself. */
  readonly takenFrom: StepRow['takenFrom'];
  /** Why others may not take it for work of its key; null: they may. */
  readonly unkept: string | null;
};

/** Keeps work that succeeded, done here or taken from the cache, and has it judged. A row that was told to stop waits for no baseline. */
export function completeWork(changes: RunChanges, row: StepRow, work: Work): void {
  beginRun(changes);
  const step = changes.plan.step(row.stepId);
  const { takenFrom, products, baselines, unkept } = work;
  const done: StepRow = { ...row, ...products, takenFrom, cached: takenFrom !== null };
  if (takenFrom === null && row.cacheKey !== null && unkept === null) {
    changes.addToCache({ cacheKey: row.cacheKey, key: row.key, asks: asksOf(step) });
  }
  if (row.ending === null && isUnderWay(baselines)) awaitBaselines(changes, done, baselines);
  else judgeWork(changes, done, baselines, unkept);
}
