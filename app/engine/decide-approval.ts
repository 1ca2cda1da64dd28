import type { RunEvent } from '../domain/run/event.ts';
import type { ApprovalSpec } from '../domain/plan.ts';
import type { Approval, StepRow } from '../domain/run/run.ts';
import { begin } from './on-needs-met.ts';
import type { RunChanges } from './state/run-changes.ts';
import { endRow } from './step/end-row.ts';
import { moveRow } from './step/move-row.ts';

type Decision = Extract<RunEvent, { type: 'approval.decided' }>;

/** Counts a person's decision. One rejection ends the step; enough approvals by different people let it go on. */
export function decideApproval(changes: RunChanges, event: Decision): void {
  const row = changes.step(event.key);
  if (row?.state !== 'approval') return;
  const spec = changes.plan.step(row.stepId).approval;
  if (spec === null || !mayDecide(spec, event) || hasDecided(row, event)) return;
  const { by, byId, decision, comment, at } = event;
  const who = { by, ...(byId !== undefined && { byId }) };
  const approvals: readonly Approval[] = [
    ...counted(row, event),
    { ...who, decision, comment, at },
  ];
  const decided = { ...row, approvals };
  if (decision === 'rejected') {
    const words = comment === null ? '' : `: ${comment}`;
    endRow(changes, decided, { result: 'rejected', reason: `${by} rejected it${words}` });
  } else approve(changes, decided, Math.max(spec.count, event.atLeast ?? 1));
}

/** Forgets that somebody approved a step that still waits. Who rejected cannot take it back: the step is over. */
export function withdrawApproval(
  changes: RunChanges,
  event: Extract<RunEvent, { type: 'approval.withdrawn' }>,
): void {
  const row = changes.step(event.key);
  if (row?.state !== 'approval') return;
  const spec = changes.plan.step(row.stepId).approval;
  const approvals = row.approvals.filter((earlier) => !mayBeTheirs(earlier, event));
  if (spec === null || approvals.length === row.approvals.length) return;
  approve(changes, { ...row, approvals }, spec.count);
}

function approve(changes: RunChanges, row: StepRow, wanted: number): void {
  const missing = wanted - row.approvals.length;
  if (missing > 0) {
    const reason = `waits for ${missing} more approval${missing === 1 ? '' : 's'}`;
    changes.put({ ...row, reason });
    return;
  }
  const going: StepRow = { ...row, state: 'waiting', reason: null };
  moveRow(changes, row, going);
  begin(changes, going);
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

// Everyone counts once; whoever approved may still reject.
function hasDecided(row: StepRow, event: Decision): boolean {
  return row.approvals.some(
    (earlier) => isTheirs(earlier, event) && earlier.decision === event.decision,
  );
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
