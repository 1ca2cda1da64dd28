import { ownValue } from '../../domain/own-value.ts';
import type { Plan } from '../../domain/plan.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';

export type Metric = { readonly name: string; readonly value: number };

/** Step id → the metric that stands for it: its `primary`, else the first it wants better. */
export function mainMetrics(plan: Plan): ReadonlyMap<string, string> {
  return new Map(
    plan.steps.flatMap(({ id, metrics }) => {
      const name = metrics?.primary ?? metrics?.maximize[0] ?? metrics?.minimize[0];
      return name === undefined ? [] : [[id, name] as const];
    }),
  );
}

/** The one number shown beside a step; without a main metric it is the one its first gate judges, else its first. */
export function mainMetric(step: StepView, main: ReadonlyMap<string, string>): Metric | null {
  const names = [main.get(step.id), step.gates[0]?.metric, ...Object.keys(step.metrics)];
  for (const name of names) {
    const value = name === undefined ? undefined : ownValue(step.metrics, name);
    if (name !== undefined && value !== undefined) return { name, value };
  }
  return null;
}
