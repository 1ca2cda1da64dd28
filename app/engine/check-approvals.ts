import type { Approval } from '../domain/run/approval.ts';
import type { RunEvent } from '../domain/run/event.ts';
import type { StepRow } from '../domain/run/run.ts';
import { begin } from './on-needs-met.ts';
import type { RunChanges } from './state/run-changes.ts';
import { moveRow } from './step/move-row.ts';
import { askForCheck, emitCheck, isFresh } from './step/stale-approvals.ts';

type Checked = Extract<RunEvent, { type: 'approvals.checked' }>;

/**
 * Hears what approvals of a step are worth. Those that no longer count are gone, and the row says why; where enough are left,
 * and GitHub was asked about each just now, the step starts.
 */
export function hearOfApprovals(changes: RunChanges, event: Checked): void {
  const row = changes.step(event.key);
  if (row?.state !== 'approval') return;
  const lost = new Map(event.lost.map(({ byId, why }) => [byId, why]));
  const left = row.approvals.filter(({ byId }) => byId === undefined || !lost.has(byId));
  const approvals = left.map((each) => heldAt(each, event));
  const gone = row.approvals.filter((each) => !left.includes(each));
  const told = { ...withGates(row, event), approvals };
  const missing = Math.max(wanted(changes, told), event.atLeast) - approvals.length;
  if (missing > 0) {
    const why = gone.map(
      ({ by, byId = 0 }) => `the approval by ${by} no longer counts: ${lost.get(byId)}`,
    );
    if (gone.length > 0) changes.put({ ...told, reason: [waitsFor(missing), ...why].join('; ') });
    else if (row.reason?.startsWith(waitsFor(missing)) !== true) {
      changes.put({ ...told, reason: waitsFor(missing) });
    } else if (told.otherGates !== row.otherGates) changes.put(told);
  } else if (approvals.every((each) => isFresh(each, changes.at))) beginApproved(changes, told);
  // The check before this one ends with this very decision.
  else askForCheck(changes, told, `/${changes.header.version}`);
}

/** Keeps since when the default branch has other gates: what was said before was said of those before. */
export function seeOtherGates(
  changes: RunChanges,
  event: Extract<RunEvent, { type: 'approval.regated' }>,
): void {
  const row = changes.step(event.key);
  if (row?.state !== 'approval') return;
  const seen = withGates(row, event);
  if (seen !== row) changes.put(seen);
}

/** Says for what else a row waits that people let go on. */
export function noteOtherWait(
  changes: RunChanges,
  { key, on }: Extract<RunEvent, { type: 'approval.waits' }>,
): void {
  const row = changes.step(key);
  if (row?.state === 'approval' && row.reason !== on) changes.put({ ...row, reason: on });
}

function withGates(row: StepRow, { gates: digest, at }: Pick<Checked, 'gates' | 'at'>): StepRow {
  const known = row.otherGates?.digest ?? null;
  return known === digest ? row : { ...row, otherGates: { digest, since: at } };
}

/** Has all approvals that rest on something looked at again. */
export function checkAgain(changes: RunChanges): void {
  for (const row of changes.active()) {
    if (row.state === 'approval' && restsOnSomething(row)) emitCheck(changes, row.key);
  }
}

/** Lets a step go on that has all the approvals it needs. */
export function beginApproved(changes: RunChanges, row: StepRow): void {
  const going: StepRow = { ...row, state: 'waiting', reason: null };
  moveRow(changes, row, going);
  begin(changes, going);
}

/** How many approvals a step needs: as many as it asks for, and as the change asked for when they were given. */
export function wanted(changes: RunChanges, { stepId, approvals }: StepRow): number {
  const { count = 1 } = changes.plan.step(stepId).approval ?? {};
  return Math.max(count, ...approvals.map(({ evidence }) => evidence?.atLeast ?? 1));
}

/** Whether any approval of a row counts only as long as something holds. */
export function restsOnSomething({ approvals }: StepRow): boolean {
  return approvals.some(({ evidence }) => evidence !== undefined);
}

export function waitsFor(missing: number): string {
  return `waits for ${missing} more approval${missing === 1 ? '' : 's'}`;
}

function heldAt(approval: Approval, { held, askedAt }: Checked): Approval {
  const { byId, evidence } = approval;
  if (evidence === undefined || byId === undefined || !held.includes(byId)) return approval;
  return { ...approval, evidence: { ...evidence, heldAt: Math.max(evidence.heldAt, askedAt) } };
}
