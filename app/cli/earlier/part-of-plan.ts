import type { Plan, PlanStep } from '../../domain/plan.ts';

/** Which part of a pipeline a person wants to run. */
export type Part = {
  /** This step and what is below it. */
  readonly from: string | null;
  /** This step alone. */
  readonly only: string | null;
};

/** The steps that run; null: all of them. */
export function stepsOfPart(plan: Plan, { from, only }: Part): ReadonlySet<string> | null {
  if (from !== null) return withBelow(plan, from);
  return only === null ? null : new Set([only]);
}

/** The steps that these stand on, in the order of the plan. */
export function stepsAbove(plan: Plan, own: ReadonlySet<string>): readonly PlanStep[] {
  const above = new Set<string>();
  for (const { id, needs } of plan.steps.toReversed()) {
    if (!own.has(id) && !above.has(id)) continue;
    for (const need of needs) if (!own.has(need)) above.add(need);
  }
  return plan.steps.filter(({ id }) => above.has(id));
}

/** The flag that names a part, as it is typed; null: all of it is wanted. */
export function partFlag({ from, only }: Part): string | null {
  if (from !== null) return `--from ${from}`;
  return only === null ? null : `--only ${only}`;
}

// Steps of a plan follow their needs.
function withBelow(plan: Plan, start: string): ReadonlySet<string> {
  const below = new Set([start]);
  for (const { id, needs } of plan.steps) {
    if (needs.some((need) => below.has(need))) below.add(id);
  }
  return below;
}
