import type { StepRow } from '../../domain/run/run.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endRow } from '../step/end-row.ts';
import { prepareRow } from '../step/prepare-row.ts';
import { isOfCell, resolveInputs, type ResolvedInputs } from '../evaluate/resolve-inputs.ts';
import { resolveStep } from '../evaluate/resolve-step.ts';

/** Lets held cells of a matrix step begin, in order, as far as its `max-parallel` allows. */
export function releaseHeld(changes: RunChanges, stepId: string): void {
  const step = changes.plan.step(stepId);
  const most = step.matrix?.maxParallel ?? Infinity;
  const areShared = !Object.values(step.inputs).some((spec) => isOfCell(spec));
  let inputs: ResolvedInputs | null = null;
  let cell = changes.nextHeld(stepId, -1);
  while (cell !== undefined && (changes.step(stepId)?.group?.live ?? 0) < most) {
    if (areShared) inputs ??= resolveInputs(changes, step, null);
    begin(changes, cell, inputs);
    cell = changes.nextHeld(stepId, cell.order);
  }
}

function begin(changes: RunChanges, cell: StepRow, inputs: ResolvedInputs | null): void {
  const resolution = resolveStep(changes, cell.key, inputs);
  if (resolution.ok) {
    prepareRow(changes, cell);
    return;
  }
  const result = resolution.why === 'missing-input' ? 'skipped' : 'failure';
  endRow(changes, cell, { result, reason: resolution.message });
}
