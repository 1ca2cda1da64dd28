import { isList } from '../domain/json.ts';
import type { PlanStep } from '../domain/plan.ts';

/** As jobs are dispatched (app/github/dispatch/runner-of.ts): where nothing is said, on the usual runner. */
export function jobRunner(step: PlanStep | null): PlanStep['runsOn'] {
  const { runsOn = null } = step ?? {};
  if (runsOn === null || (isList(runsOn) && runsOn.length === 0)) return 'ubuntu-latest';
  return runsOn;
}
