import { canonicalJson, digestOf } from '../../domain/digest.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';

/** Gates of a step of the default branch, by which a change is to be judged before it counts as good. */
export type Demand = {
  readonly pipeline: string;
  readonly step: string;
  readonly gates: readonly string[];
  /** Of what decides whether the step runs: one that is skipped by the very same conditions is skipped rightly. */
  readonly control: string;
};

/**
 * What a pipeline of the default branch demands. Not what it tolerates itself (`continue-on-error`), and not of steps
 * that deploy: those run after the merge, and are judged there.
 */
export function demandsOf(granting: Plan): readonly Demand[] {
  return granting.steps
    .filter(({ gates, continueOnError }) => gates.length > 0 && !continueOnError)
    .filter(({ approval, promote }) => approval === null && promote.length === 0)
    .map(({ id, gates }) => ({
      pipeline: granting.pipeline,
      step: id,
      gates: gates.map((gate) => gate.id),
      control: controlOf(granting, id),
    }));
}

/** A digest of all that decides whether a step runs, and for which cells: its own conditions, and those above it. */
export function controlOf(plan: Plan, id: string): string {
  const byId = new Map(plan.steps.map((step) => [step.id, step]));
  const above = new Set<string>();
  const add = (step: string): void => {
    if (above.has(step)) return;
    above.add(step);
    for (const need of byId.get(step)?.needs ?? []) add(need);
  };
  add(id);
  const conditions = [...above].sort().map((step) => conditionsOf(byId.get(step)));
  return digestOf(canonicalJson(conditions));
}

function conditionsOf(step: PlanStep | undefined) {
  if (step === undefined) return null;
  const { id, needs, when, if: condition, matrix, continueOnError } = step;
  const cells = matrix === null ? null : { ...matrix.cells, failFast: matrix.failFast };
  return { id, needs: [...needs], when, condition, cells, continueOnError };
}
