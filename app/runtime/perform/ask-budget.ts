import type { Plan } from '../../domain/plan.ts';
import type { BudgetDecision } from '../../domain/run/run-budget.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Limits } from '../../domain/budget-policy.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import {
  accountOf,
  expectedOf,
  figuresOf,
  inUse,
  limitsNow,
  type Expected,
  type OverLimit,
} from '../costs/budget-of-run.ts';
import { refreshTogether } from '../costs/refresh-account.ts';
import type { Committed } from '../ports/budgets.ts';
import type { RuntimeDeps } from '../runtime.ts';
import { NOTHING, type Perform } from './performing.ts';

/** Sets aside what an attempt may cost, where the budget allows it. What costs nothing needs no budget. */
export const askBudget: Perform<'budget.ask'> = async ({ deps, inbox }, run, { key, attempt }) => {
  const asked = await inbox.read(run, (hot) => askedIn(hot, key, attempt));
  if (asked === null) return NOTHING;
  const event = { type: 'budget.decided', key, attempt, ...(await decide(deps, asked)) } as const;
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
  const { store, ratesOf } = deps;
  if (ratesOf === undefined) throw new Error('nobody here knows what steps cost');
  const limits = limitsNow(asked);
  const expected = await expectedOf({ store, ratesOf }, asked, asked.stepId);
  const { usd, row } = expected;
  // What only may cost nothing is written down, so that what it does cost is counted.
  if (limits === null || row.bound === 0) return answer('go', expected, NO_LIMIT);
  if (usd === null) return answer('hold', expected, await unpriced(deps, asked, limits));
  const committed = await commit(deps, asked, usd, limits);
  if (committed.type === 'committed') return answer('go', expected, NO_LIMIT);
  const { by, spentUsd, setAsideUsd, limitUsd } = committed;
  const over = { by, spentUsd: spentUsd + setAsideUsd, limitUsd };
  // What others have set aside may come back: nothing fails for that.
  const isSpent = spentUsd + usd > limitUsd;
  return answer(limits.onExceed === 'fail' && isSpent ? 'fail' : 'hold', expected, over);
}

/**
 * Attempts that are over may still have something set aside: they are looked at before anything waits. Where the run has set
 * nothing aside there is none, and thousands of rows may ask.
 */
async function commit(
  deps: RuntimeDeps,
  { header, key, attempt }: Asked,
  usd: number,
  limits: Limits,
): Promise<Committed> {
  const { store, clock } = deps;
  const account = accountOf(header, clock.now());
  const order = { ...account, key, attempt, usd, limits };
  const committed = await store.budgets.commit(order);
  if (committed.type === 'committed') return committed;
  const { run } = await store.budgets.standing(account);
  if (run.setAsideUsd === 0) return committed;
  await refreshTogether(deps, header.id);
  return store.budgets.commit(order);
}

async function unpriced(
  { store, clock }: RuntimeDeps,
  { header }: Asked,
  { runUsd, monthUsd }: Limits,
): Promise<OverLimit> {
  const used = inUse(await store.budgets.standing(accountOf(header, clock.now())));
  return runUsd === null
    ? { by: 'month', spentUsd: used.month, limitUsd: monthUsd ?? 0 }
    : { by: 'per-run', spentUsd: used.run, limitUsd: runUsd };
}

const NO_LIMIT: OverLimit = { by: 'per-run', spentUsd: 0, limitUsd: 0 };

function answer(
  verdict: BudgetDecision['verdict'],
  expected: Expected,
  over: OverLimit,
): BudgetDecision {
  return { verdict, ...figuresOf(expected), ...over };
}
