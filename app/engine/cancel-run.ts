import type { RunEvent } from '../domain/run/event.ts';
import { beginFrontier } from './admit-run.ts';
import type { RunChanges } from './state/run-changes.ts';
import { stopActiveRows } from './step/stop-row.ts';

type Cancel = Extract<RunEvent, { type: 'run.cancel-requested' }>;

/**
 * Ends what is going on. Steps that wait for others are ended as those end, so that a cancel costs what is active.
 * A run that never began is cancelled whole, as one that waits for its concurrency group is in Actions.
 */
export function cancelRun(
  changes: RunChanges,
  { by, reason, forced }: Pick<Cancel, 'by' | 'reason' | 'forced'>,
): void {
  const { header } = changes;
  const isQueued = header.status === 'queued';
  if (header.cancel !== null && (header.cancel.forced || !forced)) return;
  const cancel = { by, reason, at: changes.at, forced: forced || isQueued };
  changes.putHeader({ ...header, cancel, status: isQueued ? 'running' : header.status });
  if (isQueued) beginFrontier(changes);
  else stopActiveRows(changes, reason, forced);
}
