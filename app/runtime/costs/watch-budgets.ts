import { stepIdOf } from '../../domain/cell.ts';
import { limitMicros, spentMicros } from '../../domain/micros.ts';
import type { BudgetDecision } from '../../domain/run/run-budget.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import type { Clock } from '../ports/clock.ts';
import { eachAlone } from '../each-alone.ts';
import type { Warn } from '../ports/host.ts';
import type { OpenCommitment } from '../ports/budgets.ts';
import type { Store } from '../ports/store.ts';
import type { Runtime } from '../runtime.ts';
import { messageOf } from '../../../text/message-of.ts';
import {
  accountOf,
  expectedOf,
  figuresOf,
  inUse,
  limitReached,
  limitsNow,
  type BudgetDeps,
  type OverLimit,
} from './budget-of-run.ts';
import { refreshAccount, type RefreshedRun } from './refresh-account.ts';

export type WatchDeps = BudgetDeps & {
  readonly store: Pick<Store, 'runs' | 'machines' | 'budgets' | 'estimates' | 'history'>;
  readonly runtime: Pick<Runtime, 'handle'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly warn: Warn;
};

/** At most so many attempts are looked at in one turn, and so many runs that are not over. */
const MOST_OPEN = 5_000;
const PAGE = 200;

/**
 * Counts what attempts at work have cost, stops those of runs and months that have spent their budget, and lets those ask
 * again that wait for money which has come free. Whoever else does so at the same time does the same.
 */
export async function watchBudgets(deps: WatchDeps): Promise<void> {
  const { store, warn } = deps;
  const open = Map.groupBy(await store.budgets.open(MOST_OPEN), ({ run }) => run);
  const told = (error: unknown, run: string) =>
    warn(`the budget of a run is looked at later: ${messageOf(error)}`, { run });
  const atWork: AtWork[] = [];
  await eachAlone(
    open.keys(),
    async (run) => {
      const found = await countRun(deps, run, open.get(run) ?? []);
      if (found !== null) atWork.push(found);
    },
    told,
  );
  const byMonth = new Map<string, number>();
  for (const each of atWork.flatMap(({ open }) => open)) {
    byMonth.set(monthOf(each), (byMonth.get(monthOf(each)) ?? 0) + each.usd);
  }
  const alone = atWork.map((one) => [one.rows.header.id, one] as const);
  await eachAlone(
    alone,
    ([, one]) => stopSpent(deps, one, byMonth),
    (error, [run]) => told(error, run),
  );
  await eachAlone(
    await waitingRuns(deps),
    (run) => letAsk(deps, run, open.get(run.id) ?? []),
    (error, { id }) => told(error, id),
  );
}

type AtWork = RefreshedRun & {
  /** What its attempts at work have cost, until they could be stopped. */
  readonly usd: number;
  /** The same of each of them that something is set aside for. */
  readonly open: readonly OpenCommitment[];
};

/** Names the month of its repository that an attempt is counted in: the one in which it started. */
function monthOf({ repository, month }: OpenCommitment): string {
  return `${repository} ${month}`;
}

/** Null: nothing is set aside for it any more. */
async function countRun(
  deps: WatchDeps,
  run: string,
  commitments: readonly OpenCommitment[],
): Promise<AtWork | null> {
  const { store } = deps;
  const refreshed = await refreshAccount(deps, run);
  if (refreshed === null) {
    // Nobody can say any more what it cost.
    await store.budgets.settle(
      run,
      commitments.map((each) => ({ ...each, isFinal: true })),
    );
    return null;
  }
  const live = refreshed.costs.filter(({ isFinal }) => !isFinal);
  const cost = new Map(live.map(({ key, attempt, usd }) => [`${attempt} ${key}`, usd]));
  const open = commitments.flatMap((each) => {
    const usd = cost.get(`${each.attempt} ${each.key}`);
    return usd === undefined ? [] : [{ ...each, usd }];
  });
  const usd = live.reduce((sum, each) => sum + each.usd, 0);
  return { ...refreshed, usd, open };
}

/** Spent is what is over and what was at work; what is set aside beyond that is not spent yet. */
async function stopSpent(
  deps: WatchDeps,
  { rows: { header }, plan, usd, open }: AtWork,
  byMonth: ReadonlyMap<string, number>,
): Promise<void> {
  const limits = limitsNow({ header, plan });
  if (limits === null) return;
  const verdict = limits.onExceed === 'fail' ? 'fail' : 'hold';
  for (const [name, those] of Map.groupBy(open, monthOf)) {
    const [account] = those;
    if (account === undefined) continue;
    const { run, month } = await deps.store.budgets.standing(account);
    const spent = { run: run.spentUsd + usd, month: month.spentUsd + (byMonth.get(name) ?? 0) };
    const over = limitReached(limits, spent, (used, limitUsd) => used >= limitUsd);
    if (over === null) continue;
    for (const { key, attempt } of those) {
      const expected = await expectedOf(deps, { header, plan }, stepIdOf(key));
      await tell(deps, header.id, { key, attempt, verdict, over, ...figuresOf(expected) });
    }
  }
}

/** Those that wait the longest first: however many begin since, none of them takes their turn. */
async function waitingRuns({ store }: WatchDeps): Promise<readonly RunHeader[]> {
  const waiting: RunHeader[] = [];
  let after: RunHeader | null = null;
  for (let seen = 0; seen < MOST_OPEN; seen += PAGE) {
    const place: { readonly after?: RunHeader } = after === null ? {} : { after };
    const query = { pipeline: null, open: true, limit: PAGE, ...place };
    const page: readonly RunHeader[] = await store.runs.list(query);
    waiting.push(...page.filter((run) => run.hosted !== undefined && run.counts.approvals > 0));
    after = page.at(-1) ?? null;
    if (page.length < PAGE) break;
  }
  return waiting.toReversed();
}

async function letAsk(
  deps: WatchDeps,
  header: RunHeader,
  commitments: readonly OpenCommitment[],
): Promise<void> {
  const { store, clock } = deps;
  const plan = await store.runs.plan(header.plan);
  const limits = plan === null ? null : limitsNow({ header, plan });
  if (plan === null || limits === null) return;
  let used = inUse(await store.budgets.standing(accountOf(header, clock.now())));
  for (const { row, usd } of await waitingRows(deps, { header, plan })) {
    const then = { run: used.run + usd, month: used.month + usd };
    // Where two replicas asked at once, and the one was heard that found no room: what it may cost is in use already.
    const isSetAside = commitments.some((each) => isOfNext(row, each));
    if (!isSetAside && limitReached(limits, then, isAbove) !== null) continue;
    if (!isSetAside) used = then;
    await tell(deps, header.id, again(row));
  }
}

type Waiting = { readonly row: StepRow; readonly usd: number };

/** Those that wait for money. Of what nobody knows the price nobody but a person lets it go on. */
async function waitingRows(
  deps: WatchDeps,
  run: Pick<RefreshedRun, 'plan'> & { readonly header: RunHeader },
): Promise<readonly Waiting[]> {
  const rows = (await deps.store.runs.load(run.header.id))?.steps ?? [];
  const waiting = rows.filter(({ state }) => state === 'budget');
  const found: Waiting[] = [];
  for (const [stepId, those] of Map.groupBy(waiting, (row) => row.stepId)) {
    const { usd } = await expectedOf(deps, run, stepId);
    if (usd !== null) found.push(...those.map((row) => ({ row, usd })));
  }
  return found;
}

/** As it is reckoned when it asks: else it would be told so, and be held again, time after time. */
function isAbove(usd: number, limitUsd: number): boolean {
  return spentMicros(usd) > limitMicros(limitUsd);
}

function isOfNext(row: StepRow, { key, attempt }: OpenCommitment): boolean {
  return key === row.key && attempt === row.attempt + 1;
}

type Told = Pick<BudgetDecision, 'verdict' | 'estimateUsd' | 'boundUsd'> & {
  readonly key: string;
  readonly attempt: number;
  readonly over: OverLimit;
};

function again({ key, attempt }: StepRow): Told {
  const over = { by: 'per-run', spentUsd: 0, limitUsd: 0 } as const;
  return { key, attempt, verdict: 'go', estimateUsd: null, boundUsd: null, over };
}

async function tell({ runtime }: WatchDeps, run: string, { over, ...told }: Told): Promise<void> {
  await runtime.handle(run, { type: 'budget.decided', ...told, ...over });
}
