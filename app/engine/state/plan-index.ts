import type { Plan, PlanStep } from '../../domain/plan.ts';

/** A plan with what a decision asks of it, each answer in constant time. Made once, never stored. */
export type PlanIndex = {
  readonly plan: Plan;
  /** Ids of the steps without needs, in plan order. */
  readonly roots: readonly string[];
  /** Throws for an id that the plan does not have: its rows then belong to another plan. */
  step(id: string): PlanStep;
  /** Ids of the steps that need this one, in plan order. */
  dependentsOf(id: string): readonly string[];
  /** Ids of the steps of which each cell waits for its equal cell of this one, in plan order. */
  pairedWith(id: string): readonly string[];
  /** `order` of a step's row; its cells follow it. */
  orderOf(id: string): number;
  /** Artifacts that steps make, by where they lie: the first 200. */
  readonly made: readonly MadeOutput[];
};

export type MadeOutput = { readonly step: string; readonly name: string; readonly path: string };

const MOST_MADE = 200;

/** Between two steps' rows there is room for all cells that a matrix may have (expressions/expand-matrix.ts). */
export const ORDERS_PER_STEP = 100_000;

/** Indexes a plan by id, by dependents and by order. */
export function indexPlan(plan: Plan): PlanIndex {
  const steps = new Map(plan.steps.map((step, position) => [step.id, { step, position }]));
  const dependents = stepsByNeed(plan, ({ needs }) => needs);
  const paired = stepsByNeed(plan, ({ cellNeeds = [] }) => cellNeeds);
  const find = (id: string): { step: PlanStep; position: number } => {
    const found = steps.get(id);
    if (found === undefined) throw new Error(`the plan of ${plan.pipeline} has no step ${id}`);
    return found;
  };
  return {
    plan,
    roots: plan.steps.filter((step) => step.needs.length === 0).map((step) => step.id),
    step: (id) => find(id).step,
    dependentsOf: (id) => dependents.get(id) ?? [],
    pairedWith: (id) => paired.get(id) ?? [],
    orderOf: (id) => find(id).position * ORDERS_PER_STEP,
    made: plan.steps.flatMap(madeBy).slice(0, MOST_MADE),
  };
}

function madeBy({ id, outputs }: PlanStep): readonly MadeOutput[] {
  return Object.entries(outputs).flatMap(([name, spec]) =>
    'path' in spec ? [{ step: id, name, path: spec.path }] : [],
  );
}

function stepsByNeed(
  plan: Plan,
  needsOf: (step: PlanStep) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>();
  for (const step of plan.steps) {
    for (const need of needsOf(step)) {
      const known = dependents.get(need);
      if (known === undefined) dependents.set(need, [step.id]);
      else known.push(step.id);
    }
  }
  return dependents;
}
