import { contentOfInput } from '../../compile/cache/parts-in.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { partsOf } from '../baselines/evaluation-changes.ts';
import { modelInputsOf } from '../baselines/model-of.ts';
import type { TrainingDeps } from './training-of.ts';

/** The models that a step of a run was given, as one text; null: none, or nobody knows. */
export async function modelsOf(
  { store }: TrainingDeps,
  { run, plan, step }: { readonly run: string; readonly plan: Plan; readonly step: PlanStep },
): Promise<string | null> {
  const names = modelInputsOf(plan, step);
  if (names.length === 0) return null;
  const [found] = await store.runs.rows([run], [step.id]);
  const parts = found === undefined ? null : await partsOf(store, run, found.row);
  if (parts === null) return null;
  const models = names.flatMap((name) => contentOfInput(parts, name) ?? []);
  return models.length === names.length ? models.toSorted().join(' ') : null;
}
