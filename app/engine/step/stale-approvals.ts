import { ANSWERS_HOLD_MS, type Approval } from '../../domain/run/approval.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { moveRow, stopDeadline } from './move-row.ts';

/**
 * Sends a row that was approved, and kept from starting since, back to have its approvals looked at again; false: it has
 * none, they were looked at just now, or its work has begun already.
 */
export function returnToApproval(changes: RunChanges, row: StepRow): boolean {
  const isDue = row.attempt === 0 && row.approvals.some((each) => !isFresh(each, changes.at));
  if (!isDue) return false;
  const waiting: StepRow = { ...row, state: 'approval', readyAt: null };
  stopDeadline(changes, row);
  moveRow(changes, row, waiting);
  askForCheck(changes, waiting);
  return true;
}

/** Has the approvals of a row looked at; one more of the same is asked for under a name of its own, `again`. */
export function askForCheck(changes: RunChanges, row: StepRow, again = ''): void {
  const { key, approvals } = row;
  const what = approvals.length === 1 ? 'its approval counts' : 'its approvals count';
  changes.put({ ...row, reason: `starts once GitHub has confirmed that ${what}` });
  emitCheck(changes, key, again);
}

export function emitCheck(changes: RunChanges, key: string, again = ''): void {
  changes.emit(`${key}/approvals.check${again}`, { kind: 'approvals.check', key });
}

/** Whether what an approval rests on was asked for just now. */
export function isFresh({ evidence }: Approval, at: number): boolean {
  return evidence === undefined || evidence.heldAt >= at - ANSWERS_HOLD_MS;
}
