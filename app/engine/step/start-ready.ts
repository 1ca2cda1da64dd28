import type { PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { Draft } from '../state/draft.ts';
import { moveRow } from './move-row.ts';

/** Orders attempts for ready rows, in order, while the run has free slots. */
export function startReady(draft: Draft): void {
  const most = slots(draft);
  let row = draft.nextReady(-1);
  while (row !== undefined && draft.header.counts.live < most) {
    const { order } = row;
    start(draft, row);
    row = draft.nextReady(order);
  }
}

function slots(draft: Draft): number {
  const ofPlan = draft.plan.plan.maxParallel ?? Infinity;
  return Math.min(ofPlan, draft.header.options.maxParallel ?? Infinity);
}

function start(draft: Draft, row: StepRow): void {
  const attempt = row.attempt + 1;
  const { key } = row;
  moveRow(draft, row, { ...row, state: 'starting', reason: null, attempt });
  draft.putAttempt({
    key,
    number: attempt,
    status: 'starting',
    class: null,
    message: null,
    exitCode: null,
    signal: null,
    orderedAt: draft.at,
    startedAt: null,
    endedAt: null,
    resumedFrom: null,
    workLostMs: null,
    memoryBytes: memoryOf(draft.plan.step(row.stepId), row),
  });
  draft.emit(`${key}/${attempt}/step.start`, { kind: 'step.start', key, attempt });
}

/** The memory limit of the next attempt: more after each time it was not enough. */
function memoryOf(step: PlanStep, row: StepRow): number | null {
  const asked = step.resources?.memoryBytes ?? null;
  const factor = step.retry.escalate.oomMemoryFactor;
  if (asked === null || factor === null) return asked;
  return Math.round(asked * factor ** (row.spent['oom'] ?? 0));
}
