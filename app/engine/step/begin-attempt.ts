import type { RunEvent } from '../../domain/run/event.ts';
import { beginRun } from './begin-run.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { moveRow } from './move-row.ts';

/** The executor began the ordered attempt. */
export function beginAttempt(
  changes: RunChanges,
  event: Extract<RunEvent, { type: 'attempt.started' }>,
): void {
  const row = changes.step(event.key);
  const attempt = changes.attempt(event.key, event.attempt);
  if (row?.state !== 'starting' || row.attempt !== event.attempt || attempt === undefined) return;
  const { at, resumedFrom, environmentMs } = event;
  beginRun(changes);
  const startedAt = row.startedAt ?? at;
  moveRow(changes, row, { ...row, state: 'running', reason: null, startedAt });
  const environment = environmentMs === undefined ? {} : { environmentMs };
  changes.putAttempt({
    ...attempt,
    ...environment,
    status: 'running',
    startedAt: at,
    resumedFrom,
  });
}
