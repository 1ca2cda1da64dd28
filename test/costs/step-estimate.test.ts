import { describe, expect, test } from 'vitest';
import { sumEstimate } from '../../app/costs/run-estimate.ts';
import { estimateSteps, type PastRun, type Rate } from '../../app/costs/step-estimate.ts';
import { ratesInRun, ratesOf } from '../../app/compute/wish/rate-of.ts';
import { DEFAULT_MACHINE_POLICY } from '../../app/domain/machine-policy.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { aPlace } from '../support/hosted.ts';

const HOUR = 3_600_000;
const clocks = { ...aStep('x').clocks, timeoutMs: 10 * HOUR, gracePeriodMs: 0 };
const GPU: Rate = { type: 'hour', usd: 1, mostUsd: 3 };
const past = (...hours: readonly number[]): readonly PastRun[] =>
  hours.map((each) => new Map([['train', each * HOUR]]));
const train = (runs: readonly PastRun[], rate: Rate = GPU) =>
  estimateSteps(aPlan([aStep('train', { clocks })]), runs, () => rate)[0];

describe('what a step may cost', () => {
  test('is the median of earlier runs, and what nine of ten of them stayed within', () => {
    const runs = past(1, 2, 3, 4, 5, 6, 7, 8, 9, 100);
    expect(train(runs)).toMatchObject({ step: 'train', likely: 5.5, most: 9, bound: 30 });
    expect(train(past(3, 1, 2, 5, 4))).toMatchObject({ likely: 3, most: 5 });
  });

  test('is no more than its bound where too few runs are known, and the bound alone where none is', () => {
    expect(train(past(1, 2))).toEqual({
      step: 'train',
      likely: 1.5,
      most: 30,
      bound: 30,
      row: { likely: 1.5, most: null, bound: 30 },
    });
    expect(train([])).toMatchObject({ step: 'train', likely: null, most: 30, bound: 30 });
  });

  test('is not known where its price is not', () => {
    const unknown = { step: 'train', likely: null, most: null, bound: null };
    expect(train(past(1), { type: 'hour', usd: null, mostUsd: null })).toMatchObject(unknown);
    const labelled = { type: 'job', runsOn: 'gpu-large', isPublic: false } as const;
    expect(train(past(1), labelled)).toMatchObject(unknown);
  });

  test('is nothing on runners of one’s own, and in public repositories', () => {
    expect(train([], { type: 'job', runsOn: ['self-hosted'], isPublic: false })).toBeUndefined();
    expect(train([], { type: 'job', runsOn: 'ubuntu-latest', isPublic: true })).toBeUndefined();
  });

  test('of a job counts each begun minute, and no more hours than GitHub gives it', () => {
    const hosted = { type: 'job', runsOn: 'ubuntu-latest', isPublic: false } as const;
    const estimate = train([new Map([['train', 61_000]])], hosted);
    expect(estimate?.likely).toBeCloseTo(2 * 0.006);
    expect(estimate?.bound).toBeCloseTo(360 * 0.006);
  });

  test('of a matrix is that of its cells, those that are new like the others', () => {
    const cells = [{ seed: 1 }, { seed: 2 }, { seed: 3 }];
    const step = aStep('train', {
      clocks,
      matrix: { cells: { type: 'static', cells }, maxParallel: null, failFast: false },
    });
    const runs = [
      new Map([
        ['train[seed=1]', HOUR],
        ['train[seed=2]', 3 * HOUR],
      ]),
    ];
    const [estimate] = estimateSteps(aPlan([step]), runs, () => GPU);
    expect(estimate).toMatchObject({ step: 'train', likely: 1 + 3 + 2, most: 90, bound: 90 });
  });
});

test('of a matrix that a step makes as it runs all cells of each run count together', () => {
  const step = aStep('train', {
    clocks,
    matrix: { cells: { type: 'dynamic', matrix: '${{ x }}' }, maxParallel: null, failFast: false },
  });
  const of = (runs: readonly PastRun[]) => estimateSteps(aPlan([step]), runs, () => GPU)[0];
  const none = { likely: null, most: null, bound: null };
  expect(of([])).toEqual({ step: 'train', ...none, row: { ...none, bound: 30 } });
  const cells = ['train[n=1]', 'train[n=2]'].map((key): [string, number] => [key, HOUR]);
  expect(of([new Map(cells)])).toMatchObject({ likely: 2, most: 60, bound: 60 });
});

describe('what a run may cost', () => {
  const row = { likely: null, most: null, bound: null };
  const of = (step: string, likely: number | null) => ({ step, likely, most: 5, bound: 9, row });

  test('is the sum of what is to run, and says which steps are not in it', () => {
    const unpriced = { step: 'c', likely: null, most: null, bound: null, row };
    const steps = [of('a', 1), of('b', null), unpriced, of('d', 2)];
    const fates = [
      { step: 'a', fate: 'runs' },
      { step: 'b', fate: 'runs' },
      { step: 'c', fate: 'runs' },
      { step: 'd', fate: 'cached' },
      { step: 'e', fate: 'skipped' },
    ] as const;
    expect(sumEstimate(steps, fates)).toEqual({
      usd: 1,
      mostUsd: 10,
      unrun: ['b'],
      unpriced: ['c'],
      cached: 1,
      steps: 5,
    });
  });

  test('of 10,000 steps is reckoned in 250 ms', () => {
    const plan = aPlan(Array.from({ length: 10_000 }, (_, at) => aStep(`s${at}`, { clocks })));
    const run = new Map(plan.steps.slice(0, 10_000).map(({ id }) => [id, HOUR]));
    const since = process.cpuUsage();
    const steps = estimateSteps(plan, [run], () => GPU);
    sumEstimate(
      steps,
      plan.steps.map(({ id }) => ({ step: id, fate: 'runs' })),
    );
    expect(process.cpuUsage(since).user / 1000).toBeLessThan(250);
    expect(steps).toHaveLength(10_000);
  });
});

describe('what a step costs while it works', () => {
  const asking = (part: object) =>
    aStep('train', {
      resources: {
        gpu: { type: ['a10g'], count: 1, memoryBytes: null },
        cpu: null,
        memoryBytes: null,
        diskBytes: null,
        arch: null,
        maxPrice: null,
        spot: 'never',
        ...part,
      },
    });
  const about = { isPublic: false, policy: DEFAULT_MACHINE_POLICY };

  test('is the price of the cheapest machine, and of the dearest, within `max-price`', () => {
    const free = ratesOf(about)(asking({}));
    expect(free).toMatchObject({ type: 'hour' });
    if (free.type !== 'hour' || free.usd === null || free.mostUsd === null) throw new Error();
    expect(free.usd).toBeLessThan(free.mostUsd);
    const spot = ratesOf(about)(asking({ spot: 'prefer' }));
    expect(spot.type === 'hour' && (spot.usd ?? Infinity) < free.usd).toBe(true);
    expect(ratesOf(about)(asking({ maxPrice: 1.2 }))).toEqual({ ...free, mostUsd: 1.2 });
  });

  test('is that of the market which is chosen for how long it took before', () => {
    const free = ratesOf(about)(asking({}));
    const prefer = asking({ spot: 'prefer' });
    const rate = (waitingUsdHour: number, hours: number) =>
      ratesOf({ ...about, waitingUsdHour })(prefer, [hours * HOUR]);
    expect(rate(20, 8)).toMatchObject(free);
    const spot = ratesOf(about)(prefer);
    expect(rate(0, 8)).toEqual(spot);
    expect(spot).not.toMatchObject(free);
    const run = { trigger: 'push', hosted: aPlace(1) };
    const before = [8 * HOUR];
    expect(ratesInRun(run)(prefer, before)).toEqual(spot);
    const pull = { ...run, hosted: aPlace(1, { pull: 7 }) };
    expect(ratesInRun(pull)(prefer, before)).toMatchObject(free);
    expect(
      estimateSteps(aPlan([{ ...prefer, clocks }]), past(8), ratesInRun(pull))[0]?.likely,
    ).toBe(8 * (free.type === 'hour' ? (free.usd ?? 0) : 0));
  });

  test('is looked up of so many different wishes as people have, and of more not at all', () => {
    const rates = ratesOf(about);
    const usd = Array.from({ length: 201 }, (_, at) => rates(asking({ diskBytes: 2 ** 30 + at })));
    expect(usd.at(199)).not.toMatchObject({ usd: null });
    expect(usd.at(200)).toEqual({ type: 'hour', usd: null, mostUsd: null });
  });

  test('is that of its runner where it names one, and nothing where no machine may be started', () => {
    expect(ratesOf(about)({ ...asking({}), runsOn: ['self-hosted'] })).toMatchObject({
      type: 'job',
      runsOn: ['self-hosted'],
    });
    const none = ratesOf({ ...about, policy: null })(asking({}));
    expect(none).toEqual({ type: 'hour', usd: 0, mostUsd: 0 });
  });
});
