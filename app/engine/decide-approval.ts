import type { RunEvent } from '../domain/run/event.ts';
import type { ApprovalSpec } from '../domain/plan.ts';
import type { Approval } from '../domain/run/approval.ts';
import type { StepRow } from '../domain/run/run.ts';
import { beginApproved, restsOnSomething, waitsFor, wanted } from './check-approvals.ts';
import type { RunChanges } from './state/run-changes.ts';
import { endRow } from './step/end-row.ts';
import { askForCheck } from './step/stale-approvals.ts';

type Decision = Extract<RunEvent, { type: 'approval.decided' }>;

/**
 * Counts a person's decision. One rejection ends the step; enough approvals by different people let it go on: at once
 * where they rest on nothing that may move, else once they were looked at again.
 */
export function decideApproval(changes: RunChanges, event: Decision): void {
  const row = changes.step(event.key);
  if (row?.state !== 'approval') return;
  const spec = changes.plan.step(row.stepId).approval;
  if (spec === null || !mayDecide(spec, event) || isSaidAlready(row, event)) return;
  const { by, decision, comment } = event;
  const others = counted(row, event).filter((earlier) => !isSame(earlier, event));
  const decided = { ...row, approvals: [...others, approvalOf(event)] };
  if (decision === 'rejected') {
    const words = comment === null ? '' : `: ${comment}`;
    endRow(changes, decided, { result: 'rejected', reason: `${by} rejected it${words}` });
  } else approve(changes, decided, Math.max(wanted(changes, decided), event.atLeast ?? 1));
}

function approvalOf({ by, byId, decision, comment, at, evidence }: Decision): Approval {
  const who = { by, ...(byId !== undefined && { byId }) };
  return { ...who, decision, comment, at, ...(evidence !== undefined && { evidence }) };
}

/** Forgets that somebody approved a step that still waits. Who rejected cannot take it back: the step is over. */
export function withdrawApproval(
  changes: RunChanges,
  event: Extract<RunEvent, { type: 'approval.withdrawn' }>,
): void {
  const row = changes.step(event.key);
  if (row?.state !== 'approval') return;
  const { review } = event;
  const approvals = row.approvals.filter((earlier) => !mayBeTheirs(earlier, event));
  const left: StepRow = { ...row, approvals, ...(review !== undefined && revoked(row, review)) };
  if (approvals.length < row.approvals.length) approve(changes, left, wanted(changes, left));
  else if (review !== undefined && row.revoked?.includes(review) !== true) changes.put(left);
}

/** Of so many reviews it is remembered: nobody edits more of one pull request. */
const MOST_REVOKED = 200;

function revoked({ revoked: known = [] }: StepRow, review: number): Pick<StepRow, 'revoked'> {
  return { revoked: [...new Set([...known, review])].slice(-MOST_REVOKED) };
}

function approve(changes: RunChanges, row: StepRow, wanted: number): void {
  const missing = wanted - row.approvals.length;
  if (missing > 0) changes.put({ ...row, reason: waitsFor(missing) });
  else if (restsOnSomething(row)) askForCheck(changes, row);
  else beginApproved(changes, row);
}

function mayDecide(spec: ApprovalSpec, { by, standsFor }: Decision): boolean {
  if (spec.reviewers.length === 0) return true;
  const names = new Set([plain(by), standsFor === null ? null : plain(standsFor)]);
  return spec.reviewers.some((reviewer) => names.has(plain(reviewer)));
}

// Logins ignore case on GitHub, and people write them with and without the @.
function plain(name: string): string {
  return name.replace(/^@/, '').toLowerCase();
}

/** Everyone counts once. Whoever says it again says it of what is there now, which may be more than before. */
function isSaidAlready({ approvals }: StepRow, event: Decision): boolean {
  const { saidAt: at = -Infinity } = event.evidence ?? {};
  return approvals.some((earlier) => {
    const { saidAt: before = -Infinity } = earlier.evidence ?? {};
    return isSame(earlier, event) && before >= at;
  });
}

// Whoever approved may still reject.
function isSame(earlier: Approval, event: Decision): boolean {
  return isTheirs(earlier, event) && earlier.decision === event.decision;
}

type Who = Pick<Approval, 'by' | 'byId'>;

/** Logins change hands: where anybody has a number, it alone says who they are. */
function isTheirs(earlier: Who, { by, byId }: Who): boolean {
  if (earlier.byId !== undefined || byId !== undefined) return earlier.byId === byId;
  return plain(earlier.by) === plain(by);
}

/** What may be somebody's is taken back with what is. */
function mayBeTheirs(earlier: Who, who: Who): boolean {
  return (
    isTheirs(earlier, who) || (earlier.byId === undefined && plain(earlier.by) === plain(who.by))
  );
}

/** Beside one that is known by number, older ones that are not may be of the same person, and do not count. */
function counted({ approvals }: StepRow, { byId }: Decision): readonly Approval[] {
  return byId === undefined ? approvals : approvals.filter((earlier) => earlier.byId !== undefined);
}
