import type { RunEvent } from '../../domain/run/event.ts';
import type { RunChanges } from '../state/run-changes.ts';

/** Which machine an attempt is to run on: the newest, since one that never came up is replaced. */
export function placeAttempt(
  changes: RunChanges,
  { key, attempt: number, on }: Extract<RunEvent, { type: 'attempt.placed' }>,
): void {
  const row = changes.step(key);
  const attempt = changes.attempt(key, number);
  if (row?.state !== 'starting' || row.attempt !== number || attempt === undefined) return;
  if (attempt.machine?.instance !== on.instance) changes.putAttempt({ ...attempt, machine: on });
}
