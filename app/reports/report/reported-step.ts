import type { Plan } from '../../domain/plan.ts';
import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';

/**
 * The step that a run is judged by: the last one with gates, else the last with a primary metric, else the last that says
 * which way its metrics are better; of those that measured something. Null: there is none. A matrix step has no metrics of
 * its own, its cells have.
 */
export function reportedStep(view: RunView, plan: Plan): StepView | null {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const measured = view.steps.filter(
    ({ cell, metrics }) => cell === null && Object.keys(metrics).length > 0,
  );
  const last = (is: (step: Plan['steps'][number]) => boolean): StepView | undefined =>
    measured.findLast(({ id }) => {
      const step = steps.get(id);
      return step !== undefined && is(step);
    });
  return (
    last(({ gates, metrics }) => gates.length > 0 && metrics?.primary != null) ??
    last(({ metrics }) => metrics?.primary != null) ??
    last(({ gates }) => gates.length > 0) ??
    last(({ metrics }) => (metrics?.maximize.length ?? 0) + (metrics?.minimize.length ?? 0) > 0) ??
    null
  );
}
