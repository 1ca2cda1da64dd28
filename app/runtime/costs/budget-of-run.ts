import type { StepEstimate } from '../../costs/step-estimate.ts';
import { limitsOf, type Limits } from '../../domain/budget-policy.ts';
import type { Plan } from '../../domain/plan.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { raisedBy, type BudgetDecision, type BudgetKind } from '../../domain/run/run-budget.ts';
import type { Instant, RunHeader } from '../../domain/run/run.ts';
import type { Account, Standings } from '../ports/budgets.ts';
import type { Store } from '../ports/store.ts';
import { stepEstimates, type RatesOf } from './estimate-of-run.ts';

export type BudgetDeps = {
  readonly store: Pick<Store, 'estimates' | 'history'>;
  readonly ratesOf: RatesOf;
};

type Run = { readonly header: RunHeader; readonly plan: Plan };

/** What a run may spend, with what people let it spend more; null: it has no limit. */
export function limitsNow({ header, plan }: Run): Limits | null {
  const limits = limitsOf(plan.budget, header.hosted?.budgets);
  const raised = raisedBy(header.raises);
  const plus = (usd: number | null) => (usd === null ? null : usd + raised);
  return limits && { ...limits, runUsd: plus(limits.runUsd), monthUsd: plus(limits.monthUsd) };
}

const MONTH_CHARACTERS = '2026-12'.length;

/** On whose account a run spends now. */
export function accountOf({ id: run, hosted }: RunHeader, now: Instant): Account {
  const month = instantText(now).slice(0, MONTH_CHARACTERS);
  return { run, repository: hosted?.repository.id ?? 0, month };
}

/** What one attempt of a step may cost; `usd`: what is set aside for it. Null: nobody knows. */
export type Expected = { readonly row: StepEstimate['row']; readonly usd: number | null };

/** What nine of ten earlier runs stayed within, or the most that it can cost where too few are known. */
export async function expectedOf(deps: BudgetDeps, run: Run, stepId: string): Promise<Expected> {
  const estimates = await stepEstimates(deps, run);
  // What is in no list costs nothing for certain.
  const row = estimates?.find(({ step }) => step === stepId)?.row ?? FREE;
  // Whoever raised the budget was told that no price is known: it starts, and counts once its cost is known.
  const unknown = raisedBy(run.header.raises) > 0 ? 0 : null;
  return { row, usd: row.most ?? row.bound ?? unknown };
}

/** The same as people are told of it. */
export function figuresOf({
  row: { likely, most, bound },
}: Expected): Pick<BudgetDecision, 'estimateUsd' | 'boundUsd'> {
  const isKnown = likely !== null && most !== null;
  return { estimateUsd: isKnown ? { p50: likely, p90: most } : null, boundUsd: bound };
}

const FREE = { likely: 0, most: 0, bound: 0 };

export type OverLimit = {
  readonly by: BudgetKind;
  readonly spentUsd: number;
  readonly limitUsd: number;
};

/** The limit that is reached by what both accounts say is in use and `more`; null: none is. */
export function limitReached(
  { runUsd, monthUsd }: Limits,
  inUse: { readonly run: number; readonly month: number },
  isOver: (usd: number, limitUsd: number) => boolean,
): OverLimit | null {
  if (runUsd !== null && isOver(inUse.run, runUsd)) {
    return { by: 'per-run', spentUsd: inUse.run, limitUsd: runUsd };
  }
  if (monthUsd === null || !isOver(inUse.month, monthUsd)) return null;
  return { by: 'month', spentUsd: inUse.month, limitUsd: monthUsd };
}

/** Spent and set aside. */
export function inUse({ run, month }: Standings): { readonly run: number; readonly month: number } {
  return { run: run.spentUsd + run.setAsideUsd, month: month.spentUsd + month.setAsideUsd };
}
