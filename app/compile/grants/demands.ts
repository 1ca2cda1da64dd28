import { canonicalJson, digestOf } from '../../domain/digest.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { GateVerdict } from '../../domain/statuses.ts';

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

/**
 * What keeps a run that succeeded from meeting a demand, in words; null: every cell of the step was judged by every gate
 * and passed. A run of another plan than the default branch's may leave out nothing that it demands.
 */
export function whyUnmet(
  { step, gates, control }: Demand,
  plan: Plan,
  rows: readonly StepRow[],
): string | null {
  const own = rows.filter(({ stepId, role }) => stepId === step && role !== 'group');
  const isSame = controlOf(plan, step) === control;
  if (own.length === 0) return isSame ? null : `${step} had nothing to do, or is gone`;
  for (const { key, result, gates: outcomes } of own) {
    const isLeftOut = result === 'skipped' || result === 'stopped';
    if (isLeftOut && isSame) continue;
    if (isLeftOut) return `${key} was ${result}`;
    const verdicts = new Map(outcomes.map(({ id, verdict }) => [id, verdict]));
    const unmet = gates.filter((gate) => !isMet(verdicts.get(gate)));
    if (unmet.length > 0) return `${key} did not pass ${unmet.join(', ')}`;
  }
  return null;
}

/** Missing is not met; that no baseline exists yet is said by the gate itself. */
function isMet(verdict: GateVerdict | undefined): boolean {
  return verdict === 'pass' || verdict === 'warn' || verdict === 'no-baseline';
}

/** A digest of all that decides whether a step runs, and for which cells: its own conditions, and those above it. */
function controlOf(plan: Plan, id: string): string {
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
