import type { RunCounts } from '../domain/run/run.ts';
import type { RunConclusion } from '../domain/statuses.ts';
import type { Draft } from './state/draft.ts';

/** Id of the timer that ends a run which has not ended by itself. */
export function runTimerId(run: string): string {
  return `${run}/run`;
}

/** Lets the run's status follow its counters; the last step's end is the run's. */
export function concludeRun(draft: Draft): void {
  const { counts, status, endedAt } = draft.header;
  if (endedAt !== null) return;
  if (counts.open === 0) {
    finish(draft, conclusionOf(counts));
    return;
  }
  if (status === 'queued') return;
  const next = counts.busy === 0 && counts.approvals > 0 ? 'waiting' : 'running';
  if (next === status) return;
  draft.putHeader({ ...draft.header, status: next });
  // Between two such moments at least one step ends, so the number of open ones names the moment.
  if (next === 'waiting') toGroup(draft, 'group.wait', `group.wait/${counts.open}`);
}

function finish(draft: Draft, status: RunConclusion): void {
  draft.putHeader({ ...draft.header, status, endedAt: draft.at });
  draft.clearTimer(runTimerId(draft.header.id));
  toGroup(draft, 'group.leave', 'group.leave');
}

function conclusionOf(counts: RunCounts): RunConclusion {
  if (counts.failed > 0) return 'failed';
  if (counts.rejected > 0) return 'rejected';
  return counts.cancelled > 0 ? 'cancelled' : 'succeeded';
}

function toGroup(draft: Draft, kind: 'group.wait' | 'group.leave', place: string): void {
  const group = draft.plan.plan.concurrency?.group;
  if (group !== undefined) draft.emit(place, { kind, group });
}
