import type { Plan } from '../../domain/plan.ts';

/** Which way a metric is better. */
export type Goal = 'up' | 'down';

/** What a step says of one of its metrics; null: nothing. */
export function metricGoal(plan: Plan, stepId: string, metric: string): Goal | null {
  const metrics = plan.steps.find((step) => step.id === stepId)?.metrics ?? null;
  if (metrics?.maximize.includes(metric) === true) return 'up';
  return metrics?.minimize.includes(metric) === true ? 'down' : null;
}
