import { expect, onTestFinished, test } from 'vitest';
import type { Rate } from '../../app/costs/step-estimate.ts';
import type { Plan } from '../../app/domain/plan.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import { watchBudgets } from '../../app/runtime/costs/watch-budgets.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { openStore } from '../../app/store/open-store.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { aPlace } from '../support/hosted.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { openRuntime, type TestRuntime } from '../support/open-runtime.ts';
import { begun } from '../support/script-host.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const clocks = { ...aStep('x').clocks, timeoutMs: HOUR, gracePeriodMs: 0 };
/** As `ubuntu-latest` in a private repository: $0.36 an hour. */
const RATE: Rate = { type: 'job', runsOn: 'ubuntu-latest', isPublic: false };
const HOUR_USD = 0.36;

async function open(
  rate: Rate = RATE,
  /** What the runtime has of the store. */
  given: (store: Store) => Store = (store) => store,
): Promise<TestRuntime & { readonly watch: (runs?: Partial<Store['runs']>) => Promise<void> }> {
  const store = given(await openStore({ sqliteFile: `${freshFolder()}/state.db` }));
  onTestFinished(() => store.close());
  const clock = new ManualClock(HOUR);
  const ratesOf = () => () => rate;
  const test = await openRuntime({ store, clock, ratesOf });
  const warn = (message: string) => void test.troubles.push(message);
  const deps = { store, clock, ratesOf, runtime: test.runtime, warn };
  return {
    ...test,
    watch: (runs = {}) =>
      watchBudgets({ ...deps, store: { ...store, runs: { ...store.runs, ...runs } } }),
  };
}

function planOf(perRunUsd: number, onExceed: 'ask' | 'fail' = 'ask', steps = ['train']): Plan {
  return aPlan(
    steps.map((id) => aStep(id, { clocks })),
    { budget: { perRunUsd, onExceed } },
  );
}

async function row(
  { runtime }: TestRuntime,
  run: string,
  key = 'train',
): Promise<StepRow | undefined> {
  return (await runtime.read(run))?.steps.find((step) => step.key === key);
}

const isOver =
  (test: TestRuntime, run: string, state: string, key = 'train') =>
  async () =>
    (await row(test, run, key))?.state === state;

test('what fits its budget starts, and what it cost is spent once it is over', async () => {
  const test = await open();
  const { id, hosted } = await test.start(planOf(1), { hosted: aPlace(7) });
  expect((await test.until(id)).status).toBe('succeeded');
  await test.watch();
  const account = { run: id, repository: hosted?.repository.id ?? 0, month: '1970-01' };
  const { run, month } = await test.store.budgets.standing(account);
  expect(run).toEqual(month);
  expect(run).toEqual({ spentUsd: 0.006, setAsideUsd: 0 });
  expect(test.troubles).toEqual([]);
});

test('what may go over its budget waits until that is raised, or fails where the file says so', async () => {
  const test = await open();
  const { id } = await test.start(planOf(0.1), { hosted: aPlace(8) });
  const waiting = await test.until(id, ({ status }) => status === 'waiting');
  expect(waiting.counts.approvals).toBe(1);
  expect(await row(test, id)).toMatchObject({
    state: 'budget',
    attempt: 0,
    reason: expect.stringMatching(
      /^may take \$0\.36, and \$0\.00 of \$0\.10 \(budget\.per-run\) is spent or in use; `\/mlp budget #\d+ \+1` lets it go on$/,
    ),
  });
  const raise = { type: 'budget.raised', by: 'ada', byId: 3, usd: 1, once: 'c1' } as const;
  expect(await test.runtime.handle(id, raise)).toBe('changed');
  expect(await test.runtime.handle(id, raise)).toBe('unchanged');
  expect((await test.until(id)).status).toBe('succeeded');
  const audits = await test.store.audits.list({
    repository: 8,
    first: 'newest',
    behind: 99,
    limit: 9,
  });
  expect(audits).toMatchObject([
    { actor: 'ada', about: { type: 'budget.raise', run: id, usd: 1 } },
  ]);

  const strict = await test.start(planOf(0.1, 'fail'), { hosted: aPlace(8) });
  expect((await test.until(strict.id)).status).toBe('failed');
  expect((await row(test, strict.id))?.reason).toBe(
    'may take $0.36, and $0.00 of $0.10 (budget.per-run) is spent or in use',
  );
  expect(test.host.started).toHaveLength(1);
});

test('an attempt that spends its budget is stopped in time, charged for nothing, and goes on once that is raised', async () => {
  const test = await open();
  test.host.acts.set('train', () => [begun()]);
  // Its executor does not keep its timeout: more than was set aside for it is spent.
  const clock = test.clock as ManualClock;
  const limit = HOUR_USD * 1.5;
  const { id } = await test.start(planOf(limit), { hosted: aPlace(9) });
  await test.until(id, isOver(test, id, 'running'));
  const working = test.work();
  for (let at = 0; at < 4 * HOUR && (await row(test, id))?.state === 'running'; at += MINUTE) {
    clock.advance(MINUTE);
    await test.watch();
  }
  await working.stop();
  await test.until(id, isOver(test, id, 'budget'));
  await test.watch();
  const account = { run: id, repository: 9, month: '1970-01' };
  const { run } = await test.store.budgets.standing(account);
  expect(run.setAsideUsd).toBe(0);
  expect(run.spentUsd).toBeGreaterThan(limit - 3 * (HOUR_USD / 60));
  expect(run.spentUsd).toBeLessThanOrEqual(limit + HOUR_USD / 60);
  expect(await row(test, id)).toMatchObject({ state: 'budget', attempt: 1, spent: {} });
  expect(test.host.cancelled).toContainEqual({ run: id, key: 'train', attempt: 1 });
  const told = (await test.store.runs.events(id, 0)).map(({ event }) => event);
  // What it may cost once it goes on is told, too: by it people are told how much to raise.
  expect(told).toContainEqual(
    expect.objectContaining({ type: 'budget.decided', verdict: 'hold', boundUsd: HOUR_USD }),
  );
  test.host.acts.delete('train');
  await test.runtime.handle(id, { type: 'budget.raised', by: 'ada', usd: 1, once: 'c1' });
  expect((await test.until(id)).status).toBe('succeeded');
  expect((await row(test, id))?.attempt).toBe(2);
});

test('what waits for money that others have set aside starts once that comes free, with nobody’s help', async () => {
  const test = await open();
  test.host.acts.set('a', () => [begun()]);
  const { id } = await test.start(planOf(0.5, 'fail', ['a', 'b']), { hosted: aPlace(10) });
  await test.until(id, isOver(test, id, 'budget', 'b'));
  await test.until(id, isOver(test, id, 'running', 'a'));
  await test.watch();
  expect((await row(test, id, 'b'))?.state).toBe('budget');
  const products = { outputs: {}, artifacts: {}, metrics: {}, facts: {} };
  const ended = {
    exitCode: 0,
    signal: null,
    message: null,
    workLostMs: null,
    charged: true,
    class: null,
  };
  const outcome = { ...ended, status: 'succeeded', products } as const;
  await test.runtime.handle(id, { type: 'attempt.ended', key: 'a', attempt: 1, outcome });
  await test.watch();
  expect((await test.until(id)).status).toBe('succeeded');
});

test('what somebody lets run whose price nobody knows counts with what it cost', async () => {
  const unknown: Rate = { type: 'hour', usd: null, mostUsd: null };
  const test = await open(unknown);
  const { id } = await test.start(planOf(1), { hosted: aPlace(15) });
  await test.until(id, isOver(test, id, 'budget'));
  await test.runtime.handle(id, { type: 'budget.raised', by: 'ada', usd: 1, once: 'c1' });
  expect((await test.until(id)).status).toBe('succeeded');
  await test.watch();
  const { month } = await test.store.budgets.standing({
    run: id,
    repository: 15,
    month: '1970-01',
  });
  expect(month).toEqual({ spentUsd: 0.006, setAsideUsd: 0 });
});

test('what waits for money goes on however many runs have begun since', async () => {
  const test = await open();
  const { id } = await test.start(planOf(0.1), { hosted: aPlace(16) });
  const waiting = await test.until(id, isOver(test, id, 'budget'));
  await test.runtime.handle(id, { type: 'budget.raised', by: 'ada', usd: 0.2, once: 'c1' });
  await test.until(id, isOver(test, id, 'budget'));
  const others = { ...waiting, counts: { ...waiting.counts, approvals: 0 } };
  const raised = { ...waiting, raises: [{ by: 'ada', usd: 1, once: 'c2', at: 1 }] };
  const list: Store['runs']['list'] = async ({ limit, after }) =>
    after === undefined ? Array.from({ length: limit }, () => others) : [raised];
  const before = (await test.runtime.read(id))?.header.version ?? 0;
  await test.watch({ list });
  expect((await test.runtime.read(id))?.header.version).toBeGreaterThan(before);
});

test('rows that ask in their hundreds do not each read the whole run', async () => {
  let reads = 0;
  const counted = (store: Store): Store => {
    const load: Store['runs']['load'] = (run) => {
      reads += 1;
      return store.runs.load(run);
    };
    return { ...store, runs: { ...store.runs, load } };
  };
  const test = await open(undefined, counted);
  const seeds = Array.from({ length: 200 }, (_, seed) => ({ seed }));
  const cells = { type: 'static', cells: seeds } as const;
  const matrix = { cells, maxParallel: null, failFast: true };
  for (const { seed } of seeds) test.host.acts.set(`train[seed=${seed}]`, () => [begun()]);
  const readsOf = async (perRunUsd: number, waiting: number) => {
    const plan = aPlan([aStep('train', { matrix, clocks })], {
      budget: { perRunUsd, onExceed: 'ask' },
    });
    const { id } = await test.start(plan, { hosted: aPlace(17) });
    await test.until(id, ({ counts }) => counts.approvals === waiting);
    return reads;
  };
  expect(await readsOf(0.1, 200)).toBe(0);
  // One is at work.
  expect(await readsOf(0.4, 199)).toBeLessThan(50);
});

test('what fits to the cent starts, and what does not by less than is counted is not told so again and again', async () => {
  const test = await open();
  // 335 minutes at $0.006: in floating point a little less than what may be spent, or a little more.
  const exact = { ...clocks, timeoutMs: 335 * MINUTE };
  const budget = { perRunUsd: 2.01, onExceed: 'ask' } as const;
  const fits = await test.start(aPlan([aStep('train', { clocks: exact })], { budget }), {
    hosted: aPlace(13),
  });
  expect((await test.until(fits.id)).status).toBe('succeeded');

  const rate: Rate = { type: 'hour', usd: 0.360_000_3, mostUsd: 0.360_000_3 };
  const narrow = await open(rate);
  const { id } = await narrow.start(planOf(0.360_000_4), { hosted: aPlace(14) });
  await narrow.until(id, isOver(narrow, id, 'budget'));
  const before = (await narrow.runtime.read(id))?.header.version;
  await narrow.watch();
  expect((await narrow.runtime.read(id))?.header.version).toBe(before);
});

test('a month that is spent keeps every run of its repository from starting, and no other', async () => {
  const test = await open();
  const budgets = { perRunUsd: null, perMonthUsd: 0.5, onExceed: 'ask', approvers: [] } as const;
  test.host.acts.set('train', () => [begun()]);
  const plan = aPlan([aStep('train', { clocks })]);
  const first = await test.start(plan, { hosted: aPlace(11, { budgets }) });
  await test.until(first.id, isOver(test, first.id, 'running'));
  const second = await test.start(plan, { hosted: aPlace(11, { budgets }) });
  await test.until(second.id, isOver(test, second.id, 'budget'));
  const other = await test.start(plan, { hosted: aPlace(12, { budgets }) });
  await test.until(other.id, isOver(test, other.id, 'running'));
  expect((await row(test, second.id))?.reason).toContain('(budgets.per-month)');
});

test('what waits while another replica set money aside for it starts, and is not held against itself', async () => {
  const test = await open();
  test.host.acts.set('a', () => [begun()]);
  const { id } = await test.start(planOf(0.5, 'ask', ['a', 'b']), { hosted: aPlace(13) });
  await test.until(id, isOver(test, id, 'budget', 'b'));
  await test.until(id, isOver(test, id, 'running', 'a'));
  const account = { run: id, repository: 13, month: '1970-01' };
  const limits = { runUsd: null, monthUsd: null };
  await test.store.budgets.commit({ ...account, key: 'b', attempt: 1, usd: HOUR_USD, limits });
  await test.watch();
  await test.until(id, isOver(test, id, 'over', 'b'));
  expect((await row(test, id, 'b'))?.result).toBe('success');
});

test('what starts though nobody knows its price is spent once its cost is known', async () => {
  const test = await open({ type: 'hour', usd: null, mostUsd: null });
  const { id } = await test.start(planOf(1), { hosted: aPlace(14) });
  await test.until(id, ({ status }) => status === 'waiting');
  expect((await row(test, id))?.reason).toContain('no price is known for it');
  await test.runtime.handle(id, { type: 'budget.raised', by: 'ada', usd: 1, once: 'c1' });
  expect((await test.until(id)).status).toBe('succeeded');
  await test.watch();
  const { run } = await test.store.budgets.standing({ run: id, repository: 14, month: '1970-01' });
  expect(run).toEqual({ spentUsd: 0.006, setAsideUsd: 0 });
});

test('what began in one month is counted in that month alone, also while it works in the next', async () => {
  const test = await open();
  const clock = test.clock as ManualClock;
  const february = 31 * 24 * HOUR;
  clock.advance(february - 90 * MINUTE - clock.now());
  const budgets = { perRunUsd: null, perMonthUsd: 0.72, onExceed: 'ask', approvers: [] } as const;
  test.host.acts.set('train', () => [begun()]);
  const plan = aPlan([aStep('train', { clocks })]);
  const [first, second] = [aPlace(15, { budgets }), aPlace(15, { budgets })];
  const old = await test.start(plan, { hosted: first });
  await test.until(old.id, isOver(test, old.id, 'running'));
  clock.advance(91 * MINUTE);
  const young = await test.start(plan, { hosted: second });
  await test.until(young.id, isOver(test, young.id, 'running'));
  clock.advance(20 * MINUTE);
  await test.watch();
  expect((await row(test, old.id))?.state).toBe('running');
  expect((await row(test, young.id))?.state).toBe('running');
});

test('what attempts cost is written down of those that something is set aside for, and asked of no other', async () => {
  let statements = 0;
  const counted = () => (statements += 1);
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` }, counted);
  onTestFinished(() => store.close());
  const account = { run: 'r', repository: 16, month: '1970-01' };
  const limits = { runUsd: null, monthUsd: null };
  await store.budgets.commit({ ...account, key: 's7', attempt: 1, usd: 2, limits });
  const costs = Array.from({ length: 10_000 }, (_, at) => {
    return { key: `s${at}`, attempt: 1, usd: 1, isFinal: true };
  });
  statements = 0;
  await store.budgets.settle('r', costs);
  expect(statements).toBeLessThan(15);
  expect((await store.budgets.standing(account)).run).toEqual({ spentUsd: 1, setAsideUsd: 0 });
});
