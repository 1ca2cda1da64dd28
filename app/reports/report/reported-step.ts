import type { Plan } from '../../domain/plan.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';

/**
 * The step that a run is judged by, with what it measured. Null: there is none, or it has measured nothing yet; what an
 * earlier step measured is no answer meanwhile. A matrix step has no metrics of its own, its cells have.
 */
export function reportedStep(view: RunView, plan: Plan): StepView | null {
  const judged = judgingStep(view, plan);
  return judged === null || Object.keys(judged.metrics).length === 0 ? null : judged;
}

/**
 * The step that a run is judged by, whatever it has measured: the one with a `report`, else the last one with gates and a
 * primary metric, else the last with a primary metric, else the last with gates, else the last that says which way its
 * metrics are better. Null: there is none.
 */
export function judgingStep(view: RunView, plan: Plan): StepView | null {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const last = (is: (step: Plan['steps'][number]) => boolean): StepView | undefined =>
    view.steps.findLast(({ id, cell }) => {
      const step = steps.get(id);
      return cell === null && step !== undefined && is(step);
    });
  return (
    last(({ report }) => report !== undefined) ??
    last(({ gates, metrics }) => gates.length > 0 && metrics?.primary != null) ??
    last(({ metrics }) => metrics?.primary != null) ??
    last(({ gates }) => gates.length > 0) ??
    last(({ metrics }) => (metrics?.maximize.length ?? 0) + (metrics?.minimize.length ?? 0) > 0) ??
    null
  );
}
