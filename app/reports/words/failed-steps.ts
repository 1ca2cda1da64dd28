import type { StepView } from '../../../schemas/run-view.generated.ts';
import { hasFailed } from './step-words.ts';

/** Steps and cells that ended badly. A matrix step that failed only says so: its cells have the story. */
export function failedSteps(steps: readonly StepView[]): readonly StepView[] {
  const failed = steps.filter((step) => hasFailed(step));
  const withCells = new Set(failed.flatMap((step) => (step.cell === null ? [] : [step.id])));
  return failed.filter((step) => step.cell !== null || !withCells.has(step.id));
}
