import { stepKey } from '../../domain/cell.ts';
import { canonicalJson, digestOf } from '../../domain/digest.ts';
import type { JsonMap } from '../../domain/json.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { leftOutSteps } from './left-out-steps.ts';

/** Gates of a step of the default branch, by which a change is to be judged before it counts as good. */
export type Demand = {
  readonly pipeline: string;
  readonly step: string;
  readonly gates: readonly DemandedGate[];
  /** Rows that must have been judged; null: whichever cells there are, and at least one. */
  readonly rows: readonly string[] | null;
  /** Why it cannot be told what is demanded; left out: it is told. */
  readonly unknown?: string;
};
export type DemandedGate = {
  readonly id: string;
  /** A digest of all that it asks for, its name apart: one of the same name that asks for less is another. */
  readonly spec: string;
};

/**
 * What a pipeline of the default branch demands of a change. Not what it tolerates itself (`continue-on-error`), and not of
 * steps that it leaves out here: by its own conditions, or since they deploy or follow what does, after the merge.
 */
export function demandsOf(
  granting: Plan,
  contexts: { readonly github: JsonMap; readonly run: JsonMap },
): readonly Demand[] {
  const leftOut = leftOutSteps(granting, contexts);
  return granting.steps
    .filter(({ id, gates }) => gates.length > 0 && !leftOut.has(id))
    .filter(({ continueOnError }) => !continueOnError)
    .map((step) => ({
      pipeline: granting.pipeline,
      step: step.id,
      gates: step.gates.map((gate) => ({ id: gate.id, spec: specOf(gate) })),
      rows: rowsOf(step),
    }));
}

/** Of a gate, whatever its name: what it asks, and of which part of the data. */
export function specOf({ metric, severity, slice, test }: GateSpec): string {
  const where = slice === undefined ? {} : { slice };
  return digestOf(canonicalJson({ metric, severity, test, ...where }));
}

function rowsOf({ id, matrix }: PlanStep): readonly string[] | null {
  if (matrix === null) return [id];
  const { cells } = matrix;
  return cells.type === 'static' ? cells.cells.map((cell) => stepKey(id, cell)) : null;
}
