import type { RunEvent } from '../../domain/run/event.ts';
import type { RunOptions } from '../../domain/run/run.ts';
import { completeWork } from './complete-work.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { moveRow } from './move-row.ts';

/** Takes a row's work from the cache, its gates judged anew, or sends the row to the run's queue. */
export function answerCache(
  changes: RunChanges,
  event: Extract<RunEvent, { type: 'cache.answered' }>,
): void {
  const row = changes.step(event.key);
  if (row?.state !== 'looking-up') return;
  const asked = { ...row, cacheKey: event.cacheKey };
  const { hit, baselines } = event;
  if (hit === null || !mayRead(changes.header.options, row.stepId)) {
    moveRow(changes, row, { ...asked, state: 'ready', readyAt: changes.at });
    return;
  }
  const { run, key, outputs, artifacts, metrics, facts } = hit;
  const products = { outputs, artifacts, metrics, facts };
  completeWork(changes, asked, { products, baselines, takenFrom: { run, key } });
}

function mayRead({ noCache }: RunOptions, stepId: string): boolean {
  return typeof noCache === 'boolean' ? !noCache : !noCache.includes(stepId);
}
