import type { StepRow } from '../../domain/run/run.ts';
import type { Draft } from '../state/draft.ts';
import { endRow } from '../step/end-row.ts';
import { prepareRow } from '../step/prepare-row.ts';
import { resolveInputs, type ResolvedInputs } from '../evaluate/resolve-inputs.ts';
import { resolveStep } from '../evaluate/resolve-step.ts';

/** Lets held cells of a matrix step begin, in order, as far as its `max-parallel` allows. */
export function releaseHeld(draft: Draft, stepId: string): void {
  const most = draft.plan.step(stepId).matrix?.maxParallel ?? Infinity;
  let inputs: ResolvedInputs | null = null;
  let cell = draft.nextHeld(stepId, -1);
  while (cell !== undefined && (draft.step(stepId)?.group?.live ?? 0) < most) {
    inputs ??= resolveInputs(draft, draft.plan.step(stepId));
    begin(draft, cell, inputs);
    cell = draft.nextHeld(stepId, cell.order);
  }
}

function begin(draft: Draft, cell: StepRow, inputs: ResolvedInputs): void {
  const resolution = resolveStep(draft, cell.key, inputs);
  if (resolution.ok) {
    prepareRow(draft, cell);
    return;
  }
  const result = resolution.why === 'missing-input' ? 'skipped' : 'failure';
  endRow(draft, cell, { result, reason: resolution.message });
}
