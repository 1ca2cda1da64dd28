import type { PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { hasBudget } from '../state/has-budget.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { moveRow } from './move-row.ts';
import { returnToApproval } from './stale-approvals.ts';

/** Orders attempts for ready rows, in order, while the run has free slots. An approval is looked at again where that took long. */
export function startReady(changes: RunChanges): void {
  const most = slots(changes);
  let row = changes.nextReady(-1);
  while (row !== undefined && changes.header.counts.live < most) {
    const { order } = row;
    if (!returnToApproval(changes, row)) begin(changes, row);
    row = changes.nextReady(order);
  }
}

function slots(changes: RunChanges): number {
  const ofPlan = changes.plan.plan.maxParallel ?? Infinity;
  return Math.min(ofPlan, changes.header.options.maxParallel ?? Infinity);
}

/** What costs nothing for certain is not asked about: a `register` step needs no machine. */
function begin(changes: RunChanges, row: StepRow): void {
  const isFree = changes.plan.step(row.stepId).action.type === 'register';
  if (isFree || !hasBudget(changes)) startAttempt(changes, row);
  else askBudget(changes, row);
}

function askBudget(changes: RunChanges, row: StepRow): void {
  const attempt = row.attempt + 1;
  const { key } = row;
  moveRow(changes, row, { ...row, state: 'pricing' });
  // The same attempt may ask again, once the budget is raised.
  const id = `${key}/${attempt}/budget.ask/${changes.header.version}`;
  changes.emit(id, { kind: 'budget.ask', key, attempt });
}

/** Orders the next attempt of a row. */
export function startAttempt(changes: RunChanges, row: StepRow): void {
  const attempt = row.attempt + 1;
  const { key, readyAt } = row;
  moveRow(changes, row, { ...row, state: 'starting', reason: null, attempt });
  changes.putAttempt({
    key,
    number: attempt,
    status: 'starting',
    class: null,
    message: null,
    exitCode: null,
    signal: null,
    ...(readyAt === null ? {} : { readyAt }),
    orderedAt: changes.at,
    startedAt: null,
    endedAt: null,
    resumedFrom: null,
    workLostMs: null,
    memoryBytes: memoryOf(changes.plan.step(row.stepId), row),
  });
  changes.emit(`${key}/${attempt}/step.start`, { kind: 'step.start', key, attempt });
}

/** The memory limit of the next attempt: more after each time it was not enough. */
function memoryOf(step: PlanStep, row: StepRow): number | null {
  const asked = step.resources?.memoryBytes ?? null;
  const factor = step.retry.escalate.oomMemoryFactor;
  if (asked === null || factor === null) return asked;
  return Math.round(asked * factor ** (row.spent['oom'] ?? 0));
}
