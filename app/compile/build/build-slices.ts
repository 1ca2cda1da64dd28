import type { Gate, Step } from '../../../schemas/pipeline.generated.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { repositoryPath } from '../repository-path.ts';
import { sliceSelector } from '../slice-selector.ts';

/** The table of what a step measures on parts of its data. */
export function buildSlices({ slices }: Step, folder: string): Pick<PlanStep, 'slices'> {
  if (slices === undefined) return {};
  const { path, by } = slices;
  return { slices: { path: repositoryPath(path, folder) ?? path, by } };
}

/** The parts of the data that a gate judges; empty: the whole. */
export function buildSelector(gate: Gate, { slices }: Step): Pick<GateSpec, 'slice'> {
  if (gate.slice === undefined) return {};
  const by = sliceSelector(gate.slice, slices?.by ?? []);
  return typeof by === 'string' ? {} : { slice: { by, minN: gate['min-n'] ?? 0 } };
}
