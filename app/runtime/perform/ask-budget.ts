import { stepEstimates, type RatesOf } from '../costs/estimate-of-run.ts';
import { limitsOf, type Limits } from '../../domain/budget-policy.ts';
import type { StepEstimate } from '../../costs/step-estimate.ts';
import { raisedBy, type BudgetDecision } from '../../domain/run/run-budget.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { Plan } from '../../domain/plan.ts';
import { refreshAccount } from '../costs/refresh-account.ts';
import type { Committed } from '../ports/budgets.ts';
import type { RuntimeDeps } from '../runtime.ts';
import { NOTHING, type Perform } from './performing.ts';

/**
 * Sets aside what an attempt may cost, where the budget allows it: what nine of ten earlier runs stayed within, or the
 * most that it can cost where too few are known. What costs nothing needs no budget.
 */
export const askBudget: Perform<'budget.ask'> = async ({ deps, inbox }, run, { key, attempt }) => {
  const asked = await inbox.read(run, (hot) => askedIn(hot, key, attempt));
  if (asked === null) return NOTHING;
  const decision = await decide(deps, asked);
  const event = { type: 'budget.decided', key, attempt, ...decision } as const;
  return { pace: 'soon', prepare: () => ({ events: [{ run, event }] }) };
};

type Asked = {
  readonly header: RunHeader;
  readonly plan: Plan;
  readonly stepId: string;
  readonly key: string;
  readonly attempt: number;
};

/** Null: it was stopped meanwhile, or answered. */
function askedIn(hot: HotRun | null, key: string, attempt: number): Asked | null {
  const row = hot?.step(key);
  if (hot === null || row?.state !== 'pricing' || row.attempt + 1 !== attempt) return null;
  return { header: hot.header, plan: hot.plan.plan, stepId: row.stepId, key, attempt };
}

async function decide(deps: RuntimeDeps, asked: Asked): Promise<BudgetDecision> {
  const { header, plan, stepId } = asked;
  const limits = limitsOf(plan.budget, header.hosted?.budgets);
  const estimates = await stepEstimates(withRates(deps), { header, plan });
  // What is in no list costs nothing for certain.
  const estimate = estimates?.find(({ step }) => step === stepId)?.row ?? FREE;
  if (limits === null) return answer('go', estimate, NO_LIMIT);
  const raised = raisedBy(header.raises);
  const { most, bound } = estimate;
  // Whoever raised the budget was told that no price is known.
  const usd = most ?? bound ?? (raised > 0 ? 0 : null);
  const first = { runUsd: plus(limits.runUsd, raised), monthUsd: plus(limits.monthUsd, raised) };
  if (usd === null) return answer('hold', estimate, await unpriced(deps, asked, first));
  if (usd === 0) return answer('go', estimate, NO_LIMIT);
  const committed = await commit(deps, asked, usd, first);
  if (committed.type === 'committed') return answer('go', estimate, NO_LIMIT);
  const { by, spentUsd, setAsideUsd, limitUsd } = committed;
  const told = { by, spentUsd: spentUsd + setAsideUsd, limitUsd };
  return answer(verdictOf(limits, committed, usd), estimate, told);
}

/** What others have set aside may come back: nothing fails for that. */
function verdictOf(
  { onExceed }: Limits,
  { spentUsd, limitUsd }: Extract<Committed, { type: 'over' }>,
  usd: number,
): BudgetDecision['verdict'] {
  return onExceed === 'fail' && spentUsd + usd > limitUsd ? 'fail' : 'hold';
}

type FirstLimits = Pick<Limits, 'runUsd' | 'monthUsd'>;

/** Attempts that are over may still have something set aside: they are looked at before anything waits. */
async function commit(
  deps: RuntimeDeps,
  { header, key, attempt }: Asked,
  usd: number,
  limits: FirstLimits,
): Promise<Committed> {
  const order = { ...accountOf(deps, header), key, attempt, usd, limits };
  const committed = await deps.store.budgets.commit(order);
  if (committed.type === 'committed') return committed;
  await refreshAccount(deps, header.id);
  return deps.store.budgets.commit(order);
}

async function unpriced(deps: RuntimeDeps, { header }: Asked, limits: FirstLimits) {
  const spent = await deps.store.budgets.spent(accountOf(deps, header));
  return limits.runUsd === null
    ? ({ by: 'month', spentUsd: spent.monthUsd, limitUsd: limits.monthUsd ?? 0 } as const)
    : ({ by: 'per-run', spentUsd: spent.runUsd, limitUsd: limits.runUsd } as const);
}

const MONTH_CHARACTERS = '2026-12'.length;

function accountOf({ clock }: RuntimeDeps, { id: run, hosted }: RunHeader) {
  const month = instantText(clock.now()).slice(0, MONTH_CHARACTERS);
  return { run, repository: hosted?.repository.id ?? 0, month };
}

function withRates({ store, ratesOf }: RuntimeDeps): {
  readonly store: RuntimeDeps['store'];
  readonly ratesOf: RatesOf;
} {
  if (ratesOf === undefined) throw new Error('nobody here knows what steps cost');
  return { store, ratesOf };
}

const FREE = { likely: 0, most: 0, bound: 0 };
const NO_LIMIT = { by: 'per-run', spentUsd: 0, limitUsd: 0 } as const;

function answer(
  verdict: BudgetDecision['verdict'],
  { likely, most, bound }: StepEstimate['row'],
  told: Pick<BudgetDecision, 'by' | 'spentUsd' | 'limitUsd'>,
): BudgetDecision {
  const isKnown = likely !== null && most !== null;
  const estimateUsd = isKnown ? { p50: likely, p90: most } : null;
  return { verdict, estimateUsd, boundUsd: bound, ...told };
}

function plus(usd: number | null, more: number): number | null {
  return usd === null ? null : usd + more;
}
