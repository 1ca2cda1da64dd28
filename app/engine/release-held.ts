import type { StepRow } from '../domain/run.ts';
import type { Draft } from './draft.ts';
import { endRow } from './end-row.ts';
import { prepareRow } from './prepare-row.ts';
import { resolveStep } from './resolve-step.ts';

/** Lets held cells of a matrix step begin, in order, as far as its `max-parallel` allows. */
export function releaseHeld(draft: Draft, stepId: string): void {
  const most = draft.plan.step(stepId).matrix?.maxParallel ?? Infinity;
  let cell = draft.nextHeld(stepId, -1);
  while (cell !== undefined && (draft.step(stepId)?.group?.live ?? 0) < most) {
    begin(draft, cell);
    cell = draft.nextHeld(stepId, cell.order);
  }
}

function begin(draft: Draft, cell: StepRow): void {
  const resolution = resolveStep(draft, cell.key);
  if (resolution.ok) {
    prepareRow(draft, cell);
    return;
  }
  const result = resolution.why === 'missing-input' ? 'skipped' : 'failure';
  endRow(draft, cell, { result, reason: resolution.message });
}
