import { describe, expect, test } from 'vitest';
import { keepSucceeded } from '../../../app/cli/earlier/keep-succeeded.ts';
import type { Plan } from '../../../app/domain/plan.ts';
import type { RunHeader, RunOptions } from '../../../app/domain/run/run.ts';
import { aGate, aPlan, aStep } from '../../support/build-plan.ts';
import { begun, failed, succeeded } from '../../support/script-host.ts';
import { from, makes, MADE, openLaptop, type Files } from '../play-runs.ts';

const FILES = { 'data.sh': '1', 'train.sh': '1', 'eval.sh': '1' };
const DATA = makes('data', ['data.sh'], { cache: null });
const TRAIN = makes('train', ['train.sh'], from('data'));
const EVAL = makes('eval', ['eval.sh'], from('train'));
const PLAN = aPlan([DATA, TRAIN, EVAL]);

/** A run of PLAN whose `eval` failed, and what a run of other files or another plan would keep of it. */
async function openFailed(plan: Plan = PLAN, failing = 'eval') {
  const laptop = await openLaptop();
  laptop.host.acts.set(failing, () => [begun(), failed()]);
  const earlier = await laptop.run(plan, FILES);
  const kept = async (today: Today = {}): Promise<string[]> => {
    const { tree } = await laptop.treeOf({ ...FILES, ...today.files });
    const request = laptop.requestOf(tree, today.options ?? {});
    const wanted = { plan: today.plan ?? plan, request };
    return Object.keys(await keepSucceeded(laptop.stage, wanted, today.of ?? earlier));
  };
  return { ...laptop, earlier, kept };
}
type Today = {
  readonly files?: Files;
  readonly plan?: Plan;
  readonly options?: Partial<RunOptions>;
  readonly of?: RunHeader;
};

describe('a run of today’s files takes over from one that failed', () => {
  test('what succeeded and is unchanged, also where no cache is asked', async () => {
    const { kept } = await openFailed();
    expect(await kept({ files: { 'eval.sh': '2' } })).toEqual(['data', 'train']);
  });

  test('nothing that changed, and nothing below that', async () => {
    const { kept } = await openFailed();
    expect(await kept({ files: { 'train.sh': '2' } })).toEqual(['data']);
    expect(await kept({ files: { 'data.sh': '2' } })).toEqual([]);
    const other = { ...TRAIN, env: { N: '5' } };
    expect(await kept({ plan: aPlan([DATA, other, EVAL]) })).toEqual(['data']);
  });

  test('nothing of a step that the cache is not to answer', async () => {
    const { kept } = await openFailed();
    expect(await kept({ options: { noCache: ['train'] } })).toEqual(['data']);
  });

  test('nothing of a run in place, whose files may have changed while it ran', async () => {
    const { kept, run } = await openFailed();
    expect(await kept({ of: await run(PLAN, FILES, { inPlace: true, noCache: true }) })).toEqual(
      [],
    );
  });

  test('nothing whose bytes are lost', async () => {
    const { kept, blobs } = await openFailed();
    await blobs.remove(MADE.digest, Date.now() + 60_000);
    expect(await kept()).toEqual([]);
  });

  test('only what passes the gates of today', async () => {
    const metrics = {
      path: 'm.json',
      live: null,
      primary: null,
      maximize: ['auc'],
      minimize: [],
    };
    const train = { ...TRAIN, metrics };
    const laptop = await openLaptop();
    const products = { artifacts: { d: MADE }, metrics: { auc: 0.9 } };
    laptop.host.acts.set('train', () => [begun(), succeeded(products)]);
    const earlier = await laptop.run(aPlan([DATA, train]), FILES);
    const { tree } = await laptop.treeOf(FILES);
    const request = laptop.requestOf(tree, {});
    const kept = async (value: number) => {
      const test = { type: 'value', op: '>=', value } as const;
      const plan = aPlan([DATA, { ...train, gates: [aGate('good', { test })] }]);
      return keepSucceeded(laptop.stage, { plan, request }, earlier);
    };
    expect((await kept(0.8))['train']?.row.gates).toMatchObject([{ id: 'good', verdict: 'pass' }]);
    expect(Object.keys(await kept(0.95))).toEqual(['data']);
  });

  test('cells that succeeded, of a matrix some of whose cells did not', async () => {
    const matrix = {
      cells: { type: 'static', cells: [{ n: 1 }, { n: 2 }] },
      maxParallel: null,
      failFast: false,
    } as const;
    const plan = aPlan([DATA, { ...TRAIN, matrix }]);
    const laptop = await openFailed(plan, 'train[n=2]');
    expect(await laptop.kept()).toEqual(['data', 'train[n=1]']);
  });

  test('what was skipped for the same reason, so that what is below it stands', async () => {
    const skipped = aStep('rescue', { needs: ['data'], when: null, if: 'failure()' });
    const below = makes('note', ['eval.sh'], { needs: ['rescue'], when: 'all-done' });
    const { kept } = await openFailed(aPlan([DATA, skipped, below, TRAIN]), 'train');
    expect(await kept()).toEqual(['data', 'rescue', 'note']);
  });
});

test('the run itself begins with what is kept and runs the rest', async () => {
  const { stage, earlier, runtime, store, host, treeOf, requestOf, until } = await openFailed();
  const { tree } = await treeOf({ ...FILES, 'eval.sh': '2' });
  const named = { ...requestOf(tree, {}), ...(await runtime.allot()) };
  const reuse = await keepSucceeded(stage, { plan: PLAN, request: named }, earlier);
  host.acts.set('eval', () => [begun(), succeeded({ artifacts: { d: MADE } })]);
  const { id } = await runtime.start(PLAN, named, reuse);
  expect((await until(id)).status).toBe('succeeded');
  expect(host.started.filter(({ run }) => run === id).map(({ key }) => key)).toEqual(['eval']);
  const rows = (await store.runs.load(id))?.steps ?? [];
  const taken = { run: earlier.id, key: 'data' };
  expect(rows.find(({ key }) => key === 'data')).toMatchObject({ cached: false, takenFrom: taken });
});
