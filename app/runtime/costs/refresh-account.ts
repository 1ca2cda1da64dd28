import { costKey, costsOfRun } from '../../costs/costs-of-run.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunRows } from '../../engine/state/hot-run.ts';
import type { Clock } from '../ports/clock.ts';
import type { AttemptCost } from '../ports/budgets.ts';
import type { Store } from '../ports/store.ts';
import { machinesOf } from './load-cost.ts';

export type AccountDeps = {
  readonly store: Pick<Store, 'runs' | 'machines' | 'budgets'>;
  readonly clock: Pick<Clock, 'now'>;
};

/** What attempts of a run cost, as far as they have begun. */
export type RefreshedRun = {
  readonly rows: RunRows;
  readonly plan: Plan;
  readonly costs: readonly AttemptCost[];
};

/** Those at work are counted until they could have been stopped, if that were begun now. */
const AHEAD_MS = 60_000;

/**
 * Writes down what attempts of a run have cost that something is set aside for: what is over, with no machine left, is
 * spent. Null: the store has forgotten the run.
 */
export async function refreshAccount(
  { store, clock }: AccountDeps,
  run: string,
): Promise<RefreshedRun | null> {
  const rows = await store.runs.load(run);
  const plan = rows === null ? null : await store.runs.plan(rows.header.plan);
  if (rows === null || plan === null) return null;
  const machines = await machinesOf(store, run);
  const atWork = new Set(
    machines
      .filter(({ state }) => state.type !== 'gone')
      .map(({ attempt }) => costKey({ key: attempt.key, number: attempt.attempt })),
  );
  const now = clock.now();
  const facts = { ...rows, plan, machines };
  const [until, ahead] = [costsOfRun(facts, now), costsOfRun(facts, now + AHEAD_MS)];
  const costs = rows.attempts.map((attempt): AttemptCost => {
    const name = costKey(attempt);
    const isFinal = attempt.endedAt !== null && !atWork.has(name);
    const cost = (isFinal ? until : ahead).get(name);
    return { key: attempt.key, attempt: attempt.number, usd: cost?.usd ?? 0, isFinal };
  });
  await store.budgets.settle(run, [...costs, ...neverBegan(rows)]);
  return { rows, plan, costs };
}

const underWay = new WeakMap<AccountDeps['store'], Map<string, Promise<unknown>>>();

/** The same for all rows of a run that ask at once: each would read the whole run. */
export async function refreshTogether(deps: AccountDeps, run: string): Promise<void> {
  const runs = underWay.get(deps.store) ?? new Map<string, Promise<unknown>>();
  underWay.set(deps.store, runs);
  const known = runs.get(run);
  if (known !== undefined) {
    await known;
    return;
  }
  const refreshing = refreshAccount(deps, run).finally(() => runs.delete(run));
  runs.set(run, refreshing);
  await refreshing;
}

/** Something was set aside for them, and they were stopped before they were ordered. */
function neverBegan({ steps }: RunRows): readonly AttemptCost[] {
  return steps.flatMap(({ key, attempt, state }) =>
    state === 'over' ? [{ key, attempt: attempt + 1, usd: 0, isFinal: true }] : [],
  );
}
