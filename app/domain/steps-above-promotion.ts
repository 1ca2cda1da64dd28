import type { Plan, PlanStep } from './plan.ts';

/** The steps with a command on which what a plan registers or promotes rests, in the plan's order; what deploys is none of them. */
export function stepsAbovePromotion({ steps }: Plan): readonly PlanStep[] {
  const above = new Set<string>();
  for (const step of steps.toReversed()) {
    if (!above.has(step.id) && !isPromotion(step)) continue;
    for (const need of step.needs) above.add(need);
  }
  return steps.filter(
    (step) => above.has(step.id) && step.action.type === 'run' && !isDeploy(step),
  );
}

/** Whether a plan registers or promotes anything. */
export function promotes({ steps }: Plan): boolean {
  return steps.some(isPromotion);
}

function isPromotion({ action, promote }: PlanStep): boolean {
  return action.type === 'register' || promote.length > 0;
}

/** It runs for commits that passed branch protection alone, so nothing has tested it. */
function isDeploy({ approval, promote }: PlanStep): boolean {
  return approval !== null || promote.length > 0;
}
