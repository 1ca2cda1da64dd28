import type { RunEvent } from '../../domain/run/event.ts';
import { beginRun } from './begin-run.ts';
import type { Draft } from '../state/draft.ts';
import { moveRow } from './move-row.ts';

/** The executor began the ordered attempt. */
export function beginAttempt(
  draft: Draft,
  event: Extract<RunEvent, { type: 'attempt.started' }>,
): void {
  const row = draft.step(event.key);
  const attempt = draft.attempt(event.key, event.attempt);
  if (row?.state !== 'starting' || row.attempt !== event.attempt || attempt === undefined) return;
  const { at, resumedFrom } = event;
  beginRun(draft);
  moveRow(draft, row, { ...row, state: 'running', startedAt: row.startedAt ?? at });
  draft.putAttempt({ ...attempt, status: 'running', startedAt: at, resumedFrom });
}
