import type { BudgetSpec, OnExceed } from './run/run-budget.ts';

/** What the runs of a repository may spend, in US dollars, as its default branch says. */
export type BudgetPolicy = {
  /** Null: as much as the pipeline says. */
  readonly perRunUsd: number | null;
  /** All runs of a month together, by the month in UTC in which an attempt starts; null: no limit. */
  readonly perMonthUsd: number | null;
  readonly onExceed: OnExceed;
  /** Who may raise the budget of a run: `@login` and `@organisation/team`; none: whoever may write. */
  readonly approvers: readonly string[];
};

export type Limits = {
  readonly runUsd: number | null;
  readonly monthUsd: number | null;
  readonly onExceed: OnExceed;
};

/** The limits of a run, the stricter of both; null: it has none. */
export function limitsOf(
  budget: BudgetSpec | undefined,
  policy: BudgetPolicy | undefined,
): Limits | null {
  const { perRunUsd = null, perMonthUsd: monthUsd = null } = policy ?? {};
  const perRun = [budget?.perRunUsd ?? null, perRunUsd].filter((usd) => usd !== null);
  const runUsd = perRun.length === 0 ? null : Math.min(...perRun);
  if (runUsd === null && monthUsd === null) return null;
  const mustFail = [budget, policy].some((each) => each?.onExceed === 'fail');
  return { runUsd, monthUsd, onExceed: mustFail ? 'fail' : 'ask' };
}

/** What the policy lets a run spend, as the run keeps it. */
export function spending(budgets: BudgetPolicy | null): { readonly budgets?: BudgetPolicy } {
  return budgets === null ? {} : { budgets };
}
