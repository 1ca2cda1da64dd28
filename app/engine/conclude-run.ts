import type { RunCounts } from '../domain/run/run.ts';
import type { RunConclusion } from '../domain/statuses.ts';
import { hasBudget } from './state/has-budget.ts';
import type { RunChanges } from './state/run-changes.ts';

/** Id of the timer that ends a run which has not ended by itself. */
export function runTimerId(run: string): string {
  return `${run}/run`;
}

/** Lets the run's status follow its counters; the last step's end is the run's. */
export function concludeRun(changes: RunChanges): void {
  const { counts, status, endedAt } = changes.header;
  if (endedAt !== null) return;
  if (counts.open === 0) {
    finish(changes, conclusionOf(counts));
    return;
  }
  if (status === 'queued') return;
  const next = counts.busy === 0 && counts.approvals > 0 ? 'waiting' : 'running';
  if (next === status) return;
  changes.putHeader({ ...changes.header, status: next });
  if (next !== 'waiting') return;
  // Between two such moments at least one step ends, so the number of open ones names the moment; but what waits for money
  // may start, and wait for more.
  const again = hasBudget(changes) ? `/${changes.header.version}` : '';
  tellConcurrency(changes, 'group.wait', `group.wait/${counts.open}${again}`);
}

function finish(changes: RunChanges, status: RunConclusion): void {
  changes.putHeader({ ...changes.header, status, endedAt: changes.at });
  changes.clearTimer(runTimerId(changes.header.id));
  tellConcurrency(changes, 'group.leave', 'group.leave');
}

function conclusionOf(counts: RunCounts): RunConclusion {
  if (counts.failed > 0) return 'failed';
  if (counts.rejected > 0) return 'rejected';
  return counts.cancelled > 0 ? 'cancelled' : 'succeeded';
}

function tellConcurrency(
  changes: RunChanges,
  kind: 'group.wait' | 'group.leave',
  place: string,
): void {
  const group = changes.plan.plan.concurrency?.group;
  if (group !== undefined) changes.emit(place, { kind, group });
}
