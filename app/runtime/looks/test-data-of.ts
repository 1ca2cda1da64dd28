import type { CacheParts } from '../../compile/cache/cache-key.ts';
import { contentOfInput } from '../../compile/cache/parts-in.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { digestOfJson, type Digest } from '../../domain/digest.ts';
import { modelInputsOf } from '../baselines/model-of.ts';

/**
 * The data that a step is evaluated on: all its inputs that are no models, by what its cache key has of them. Null: it is
 * no evaluation, or reads its data from the repository, where nobody can say which files they are.
 */
export function testDataOf(plan: Plan, step: PlanStep, parts: CacheParts): Digest | null {
  if (!isEvaluation(plan, step)) return null;
  const models = modelInputsOf(plan, step);
  const data = Object.keys(step.inputs).filter((name) => !models.includes(name));
  const digests = data.flatMap((name) => contentOfInput(parts, name) ?? []);
  return digests.length === 0 ? null : digestOfJson(digests.toSorted());
}

/** Whether a step measures a model that it is given. */
export function isEvaluation(plan: Plan, step: PlanStep): boolean {
  return step.metrics !== null && modelInputsOf(plan, step).length > 0;
}
