import { limitsOf } from '../../domain/budget-policy.ts';
import type { RunReader } from './run-reader.ts';

/** Whether attempts of a run ask for money before they start. On a laptop none does: what runs there costs nothing. */
export function hasBudget({
  header: { hosted },
  plan,
}: Pick<RunReader, 'header' | 'plan'>): boolean {
  return hosted !== undefined && limitsOf(plan.plan.budget, hosted.budgets) !== null;
}
