import { stepOfCell } from '../../domain/cell.ts';
import { closestName } from '../../../text/closest-name.ts';
import type { Plan } from '../../domain/plan.ts';
import { UsageError } from '../usage-error.ts';

/** Refuses the name of a step that a pipeline does not have. Throws a `UsageError` that suggests a name. */
export function requireStep(plan: Plan, step: string): void {
  const ids = plan.steps.map(({ id }) => id);
  if (ids.includes(step)) return;
  const whole = stepOfCell(step, ids);
  if (whole !== null) {
    throw new UsageError(
      `${step} is one cell of ${whole}, and cells are run together.`,
      `Name ${whole}, or run what failed in the newest run: mlpipelines run ${plan.pipeline} --failed`,
    );
  }
  const near = closestName(step, ids);
  throw new UsageError(
    `${plan.pipeline} has no step ${step}.`,
    near === null ? `Its steps: ${ids.join(', ')}.` : `Did you mean ${near}?`,
  );
}
