import type { Plan } from '../../domain/plan.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import { mainMetrics } from './main-metric.ts';
import { metricGoal, type Goal } from './metric-goal.ts';

/** The cells of a matrix step, the best first by its primary metric. */
export type RankedCells = {
  readonly metric: string;
  readonly goal: Goal;
  readonly cells: readonly StepView[];
  /** The best of those that succeeded, where there is more than one to choose from. */
  readonly best: StepView | null;
};

/** Null: the step has no primary metric, nor one that it wants better. As in `steps.x.best`, up is better unless it says otherwise. */
export function rankCells(
  plan: Plan,
  stepId: string,
  cells: readonly StepView[],
): RankedCells | null {
  const metric = mainMetrics(plan).get(stepId);
  if (metric === undefined) return null;
  const goal = metricGoal(plan, stepId, metric) ?? 'up';
  const sorted = cells.toSorted((a, b) => rank(a, metric, goal) - rank(b, metric, goal));
  const first = sorted.find((cell) => cell.result === 'success');
  const measured = cells.filter(({ metrics }) => metric in metrics).length;
  const best = measured > 1 && first !== undefined && metric in first.metrics ? first : null;
  return { metric, goal, cells: sorted, best };
}

function rank({ metrics }: StepView, metric: string, goal: Goal): number {
  const value = metrics[metric];
  // Two infinities have no difference to sort by.
  if (value === undefined) return Number.MAX_VALUE;
  return goal === 'up' ? -value : value;
}
