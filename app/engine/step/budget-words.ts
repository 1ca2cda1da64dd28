import { dollarsText } from '../../../text/dollars-text.ts';
import type { BudgetDecision } from '../../domain/run/run-budget.ts';
import type { RunHeader } from '../../domain/run/run.ts';

const NAMES = { 'per-run': 'budget.per-run', month: 'budgets.per-month' } as const;

/** Why an attempt may not start, or was stopped, and what lets it go on. */
export function budgetWords(
  { number, attempt }: Pick<RunHeader, 'number' | 'attempt'>,
  decision: BudgetDecision,
  when: 'start' | 'work',
): string {
  const { verdict, spentUsd, limitUsd, by } = decision;
  const expected = expectedUsd(decision);
  const limit = `${dollarsText(limitUsd)} (${NAMES[by]})`;
  const cause = causeOf({ expected: when === 'work' ? 0 : expected, spentUsd, limit });
  if (verdict === 'fail') return cause;
  // One that was stopped asks before it goes on, too.
  const missing = Math.max(1, Math.ceil((expected ?? 0) + spentUsd - limitUsd));
  const run = `#${number}${attempt === 1 ? '' : `.${attempt}`}`;
  return `${cause}; \`/mlp budget ${run} +${missing}\` lets it go on`;
}

function causeOf({
  expected,
  spentUsd,
  limit,
}: {
  readonly expected: number | null;
  readonly spentUsd: number;
  readonly limit: string;
}): string {
  const spent = dollarsText(spentUsd);
  if (expected === 0) return `spent ${spent} of ${limit}`;
  if (expected === null)
    return `no price is known for it, and ${spent} of ${limit} is spent or in use`;
  return `may take ${dollarsText(expected)}, and ${spent} of ${limit} is spent or in use`;
}

/** Null: nobody knows. */
function expectedUsd({ estimateUsd, boundUsd }: BudgetDecision): number | null {
  return estimateUsd?.p90 ?? boundUsd;
}
