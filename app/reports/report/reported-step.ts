import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { meanOfSeeds } from './mean-of-seeds.ts';

/**
 * The step that a run is judged by, with what it measured. Null: there is none, or it has measured nothing yet; what an
 * earlier step measured is no answer meanwhile. A matrix step has no metrics of its own, its cells have; where they differ in
 * their seed alone, it has the means of theirs.
 */
export function reportedStep(view: RunView, plan: Plan): StepView | null {
  const judged = judgingStep(view, plan);
  if (judged === null) return null;
  return Object.keys(judged.metrics).length === 0 ? ofSeeds(view, judged) : judged;
}

function ofSeeds({ steps }: RunView, judged: StepView): StepView | null {
  const cells = steps.filter(({ id, cell }) => id === judged.id && cell !== null);
  const metrics = meanOfSeeds(cells);
  if (metrics === null || Object.keys(metrics).length === 0) return null;
  const hasExamples = cells.some(({ examples }) => examples !== undefined);
  return {
    ...judged,
    metrics,
    gates: cells.flatMap(({ gates }) => gates),
    ...(hasExamples && { examples: { notCompared: 'each of its seeds has a table of its own' } }),
  };
}

/** The step that a run is judged by, whatever it has measured; null: there is none. */
export function judgingStep(view: RunView, plan: Plan): StepView | null {
  const judged = judgedStep(plan);
  return view.steps.find(({ id, cell }) => cell === null && id === judged?.id) ?? null;
}

/**
 * The step that runs of a plan are judged by: the one with a `report`, else the last one with gates and a primary metric,
 * else the last with a primary metric, else the last with gates, else the last that says which way its metrics are better.
 */
export function judgedStep({ steps }: Plan): PlanStep | undefined {
  return (
    steps.findLast(({ report }) => report !== undefined) ??
    steps.findLast(({ gates, metrics }) => gates.length > 0 && metrics?.primary != null) ??
    steps.findLast(({ metrics }) => metrics?.primary != null) ??
    steps.findLast(({ gates }) => gates.length > 0) ??
    steps.findLast(
      ({ metrics }) => (metrics?.maximize.length ?? 0) + (metrics?.minimize.length ?? 0) > 0,
    )
  );
}
