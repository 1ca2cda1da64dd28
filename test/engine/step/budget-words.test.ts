import { expect, test } from 'vitest';
import { budgetWords } from '../../../app/engine/step/budget-words.ts';
import type { BudgetDecision } from '../../../app/domain/run/run-budget.ts';

const HEADER = { number: 32, attempt: 1 };
const decision = (part: Partial<BudgetDecision> = {}): BudgetDecision => ({
  verdict: 'hold',
  estimateUsd: { p50: 8, p90: 12 },
  boundUsd: 40,
  spentUsd: 55,
  limitUsd: 60,
  by: 'per-run',
  ...part,
});

test('what would go over a budget says what it may take, what is left, and what lets it go on', () => {
  expect(budgetWords(HEADER, decision(), 'start')).toBe(
    'may take $12.00, and $55.00 of $60.00 (budget.per-run) is spent or in use; `/mlp budget #32 +7` lets it go on',
  );
  const ofMonth = decision({ estimateUsd: null, by: 'month', limitUsd: 1000, spentUsd: 999.5 });
  expect(budgetWords({ ...HEADER, attempt: 2 }, ofMonth, 'start')).toBe(
    'may take $40.00, and $999.50 of $1,000.00 (budgets.per-month) is spent or in use; `/mlp budget #32.2 +40` lets it go on',
  );
});

test('a price that nobody knows is said', () => {
  const unknown = decision({ estimateUsd: null, boundUsd: null });
  expect(budgetWords(HEADER, unknown, 'start')).toBe(
    'no price is known for it, and $55.00 of $60.00 (budget.per-run) is spent or in use; `/mlp budget #32 +1` lets it go on',
  );
});

test('what has spent its budget at work says so, and with how much more it may go on', () => {
  const spent = decision({ spentUsd: 60.1 });
  expect(budgetWords(HEADER, spent, 'work')).toBe(
    'spent $60.10 of $60.00 (budget.per-run); `/mlp budget #32 +13` lets it go on',
  );
  expect(budgetWords(HEADER, { ...spent, verdict: 'fail' }, 'work')).toBe(
    'spent $60.10 of $60.00 (budget.per-run)',
  );
});
