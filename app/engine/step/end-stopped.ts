import type { StepRow } from '../../domain/run/run.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endRow } from './end-row.ts';
import { moveRow, stopDeadline } from './move-row.ts';

/** What becomes of a row whose attempt was told to stop, and did: it ends, or waits until its budget is raised. */
export function endStopped(changes: RunChanges, row: StepRow): void {
  const { ending, reason } = row;
  if (ending === 'budget') waitForBudget(changes, row, reason);
  else endRow(changes, row, { result: ending ?? 'cancelled', reason });
}

/** Waiting for people is on no clock of the work. */
export function waitForBudget(changes: RunChanges, row: StepRow, reason: string | null): void {
  stopDeadline(changes, row);
  moveRow(changes, row, { ...row, state: 'budget', reason, ending: null, readyAt: null });
}
