import { describe, expect, test } from 'vitest';
import { explainWork } from '../../../app/cli/forecast/explain-work.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { begun, failed, stays, succeeded } from '../../support/script-host.ts';
import { from, makes, MADE, MADE_OTHERWISE, nameOf, openLaptop } from '../play-runs.ts';

const FILES = { 'data.sh': '1', 'train.sh': '1', 'params.yaml': 'n: 50' };
const PLAN = aPlan([
  makes('data', ['data.sh', 'params.yaml']),
  makes('train', ['train.sh', 'params.yaml'], from('data')),
]);
const MAY_COME = 'runs: it waits for data; may still come from the cache, if that makes the same';

describe('a step that waits for others', () => {
  test('is told what changed in the step itself', async () => {
    const { run, foresee } = await openLaptop();
    const name = nameOf(await run(PLAN, FILES));
    const told = await foresee(PLAN, { ...FILES, 'params.yaml': 'n: 80' });
    expect(told).toEqual({
      data: `runs: params.yaml changed since ${name}`,
      train: `runs: params.yaml changed since ${name}`,
    });
  });

  test('may come from the cache only where nothing but its inputs is open', async () => {
    const { run, foresee } = await openLaptop();
    const name = nameOf(await run(PLAN, FILES));
    const changed = { ...FILES, 'data.sh': '2' };
    expect((await foresee(PLAN, changed))['train']).toBe(`${MAY_COME} as in ${name}`);
    const [data, train] = PLAN.steps;
    if (data === undefined || train === undefined) throw new Error('The plan has two steps.');
    const metrics = { path: 'm.json', live: null, primary: null, maximize: [], minimize: [] };
    const asksMore = aPlan([data, { ...train, metrics }]);
    expect((await foresee(asksMore, changed))['train']).toBe(
      `runs: metrics m.json is newly asked for since ${name}`,
    );
    const withParam = aPlan([data, { ...train, env: { N: '5' } }]);
    expect((await foresee(withParam, changed))['train']).toBe(`runs: env N is new since ${name}`);
  });

  test('may come from work that is older than the newest, where a change was taken back', async () => {
    const { run, foresee } = await openLaptop();
    const name = nameOf(await run(PLAN, FILES));
    await run(PLAN, { ...FILES, 'train.sh': '2' });
    const told = await foresee(PLAN, { ...FILES, 'data.sh': '2' });
    expect(told['train']).toBe(`${MAY_COME} as in ${name}`);
  });

  test('is promised nothing where no work would answer it', async () => {
    const { run, foresee, host } = await openLaptop();
    host.acts.set('train', () => [begun(), failed()]);
    const name = nameOf(await run(PLAN, FILES));
    const told = await foresee(PLAN, { ...FILES, 'data.sh': '2' });
    expect(told['train']).toBe(`runs: the same work failed in ${name}`);
  });

  test('is known to run when one of its inputs is known to have changed', async () => {
    const { run, foresee, host } = await openLaptop();
    const { needs, inputs } = from('data');
    const given = { ...inputs, other: { ...inputs.d, step: 'other', path: 'other.txt' } };
    const plan = aPlan([
      makes('data', ['data.sh']),
      makes('other', ['params.yaml']),
      makes('train', [], { needs: [...needs, 'other'], inputs: given }),
    ]);
    const name = nameOf(await run(plan, FILES));
    const changed = { ...FILES, 'params.yaml': 'n: 80' };
    host.acts.set('other', () => [begun(), succeeded({ artifacts: { d: MADE_OTHERWISE } })]);
    await run(plan, changed, { exclude: { data: 'left out', train: 'left out' } });
    expect(await foresee(plan, { ...changed, 'data.sh': '2' })).toMatchObject({
      other: expect.stringMatching(/^cached/),
      train: `runs: input other changed since ${name}`,
    });
  });
});

describe('a step of which nothing changed', () => {
  const gates = [
    { id: 'auc', metric: 'auc', severity: 'fail', test: { type: 'value', op: '>=', value: 0.8 } },
  ] as const;
  const metrics = { path: 'm.json', live: null, primary: null, maximize: [], minimize: [] };

  test('would be rejected where its gate does not hold', async () => {
    const { run, foresee, host } = await openLaptop();
    const products = { artifacts: { d: MADE }, metrics: { auc: 0.769_999_999_999_9 } };
    host.acts.set('data', () => [begun(), succeeded(products)]);
    const plan = aPlan([
      makes('data', ['data.sh'], { gates, metrics }),
      makes('train', [], from('data')),
    ]);
    const name = nameOf(await run(plan, FILES));
    expect(await foresee(plan, FILES)).toEqual({
      data: `rejected: nothing that it reads has changed since ${name}, but gate auc: auc 0.77: must be at least 0.8`,
      train: expect.stringMatching(/^skipped/),
    });
  });

  test('runs for a reason that is true of the run before', async () => {
    const { run, foresee, host, runtime, store, treeOf, start, until } = await openLaptop();
    const plan = aPlan([makes('data', ['data.sh'])]);
    host.acts.set('data', stays);
    const { tree } = await treeOf(FILES);
    const { id, number } = await start(plan, { tree });
    const isRunning = async () =>
      (await store.runs.load(id))?.steps.some(({ state }) => state === 'running') === true;
    await until(id, isRunning);
    expect(await foresee(plan, FILES)).toEqual({
      data: `runs: the same work has not ended in #${number}: it still runs, or was interrupted`,
    });
    const cancel = { by: 'ada', reason: 'cancelled by ada', forced: false };
    await runtime.handle(id, { type: 'run.cancel-requested', ...cancel });
    await until(id);
    const cancelled = { data: `runs: the same work was cancelled in #${number}` };
    expect(await foresee(plan, FILES)).toEqual(cancelled);
    host.acts.delete('data');
    const name = nameOf(await run(plan, FILES));
    const old = aPlan([makes('data', ['data.sh'], { cache: { maxAgeMs: 0 } })]);
    expect((await foresee(old, FILES))['data']).toBe(
      `runs: the work of ${name} is older than \`max-age\` allows`,
    );
  });

  test('but its `files`, is said to see other files', async () => {
    const { run, foresee } = await openLaptop();
    const name = nameOf(await run(aPlan([makes('data', ['data.sh'])]), FILES));
    expect(await foresee(aPlan([makes('data', ['train.sh'])]), FILES)).toEqual({
      data: `runs: the step now sees train.sh (\`files\`) since ${name}; the step no longer sees data.sh (\`files\`) since ${name}`,
    });
  });
});

describe('a run of long ago', () => {
  test('is explained by what was there before it', async () => {
    const { run, store, blobs } = await openLaptop();
    const plan = aPlan([makes('data', ['data.sh'])]);
    const headers = [];
    for (const text of ['1', '2', '3']) headers.push(await run(plan, { 'data.sh': text }));
    const told = await Promise.all(
      headers.map(async ({ id, tree, pipeline }) => {
        const kept = await store.cache.partsOf(id, 'data');
        const [step] = plan.steps;
        if (kept === null || step === undefined) throw new Error('The step was looked up.');
        const { parts, at, key } = kept;
        const work = { pipeline, key, parts, step, file: plan.file, tree, run: id, at };
        return explainWork({ store, blobs }, work);
      }),
    );
    const names = headers.map(nameOf);
    expect(told).toEqual([
      ['it has not run here before'],
      [`data.sh changed since ${names[0]}`],
      [`data.sh changed since ${names[1]}`],
    ]);
  });
});

describe('a step that names no files', () => {
  test('is said to see every file, and which one changed', async () => {
    const { run, foresee } = await openLaptop();
    const plan = aPlan([makes('data', ['data.sh']), makes('train', null, from('data'))]);
    const name = nameOf(await run(plan, FILES));
    const told = await foresee(plan, { ...FILES, 'README.md': 'hi' });
    expect(told['train']).toBe(`runs: it sees every file, and README.md is new since ${name}`);
  });
});

describe('a matrix that is made at run time', () => {
  const matrix = {
    cells: { type: 'dynamic', matrix: { n: '${{ fromJSON(steps.data.outputs.list) }}' } },
    maxParallel: null,
    failFast: true,
  } as const;
  const SIZE = 'how many cells it has is known once data is over';
  const data = makes('data', null, {
    cache: null,
    outputs: { list: { type: 'json', optional: false } },
  });
  const plan = aPlan([data, makes('sweep', ['train.sh'], { needs: ['data'], matrix })]);

  test('has a size that is not known yet', async () => {
    const { foresee } = await openLaptop();
    expect((await foresee(plan, FILES))['sweep']).toBe(`runs: it waits for data; ${SIZE}`);
  });

  test('is told what changed in the step beside a cell that it had before', async () => {
    const { run, foresee, host } = await openLaptop();
    host.acts.set('data', () => [begun(), succeeded({ outputs: { list: [1, 2] } })]);
    const makesIt = () => [begun(), succeeded({ artifacts: { d: MADE } })];
    for (const n of [1, 2]) host.acts.set(`sweep[n=${n}]`, makesIt);
    const name = nameOf(await run(plan, FILES));
    expect((await foresee(plan, FILES))['sweep']).toBe(`runs: it waits for data; ${SIZE}`);
    const told = await foresee(plan, { ...FILES, 'train.sh': '2' });
    expect(told['sweep']).toBe(`runs: train.sh changed since ${name}; ${SIZE}`);
  });
});

describe('what was asked for', () => {
  test('is why a step runs that the cache would answer', async () => {
    const { run, foresee } = await openLaptop();
    await run(PLAN, FILES);
    expect(await foresee(PLAN, FILES, { noCache: true })).toEqual({
      data: 'runs: --no-cache asks for it',
      train: 'runs: --no-cache asks for it',
    });
    expect(await foresee(PLAN, FILES, { noCache: ['data'] })).toEqual({
      data: 'runs: --no-cache data asks for it',
      train: expect.stringContaining('may still come from the cache'),
    });
    expect((await foresee(PLAN, FILES, { again: ['data'] }))['data']).toBe(
      'runs: it was asked to run, whatever the cache holds',
    );
  });

  test('is why a step is taken over whose files have changed', async () => {
    const { run, foresee, store } = await openLaptop();
    const header = await run(PLAN, FILES);
    const row = (await store.runs.load(header.id))?.steps.find(({ key }) => key === 'data');
    if (row === undefined) throw new Error('The run has a row for data.');
    const part = { reuse: { data: { run: header.id, row } }, reusedBy: '--from train' };
    const told = await foresee(PLAN, { ...FILES, 'data.sh': '2' }, { ...part, again: ['train'] });
    expect(told).toEqual({
      data: `cached: taken over from ${nameOf(header)} (--from train)`,
      train: 'runs: it was asked to run, whatever the cache holds',
    });
  });

  test('or a condition that is not decided yet is said', async () => {
    const { foresee } = await openLaptop();
    const plan = aPlan([
      makes('data', ['data.sh']),
      aStep('rescue', { needs: ['data'], when: null, if: 'failure()' }),
    ]);
    expect((await foresee(plan, FILES))['rescue']).toBe(
      'runs: it has neither outputs nor metrics that could be kept; its `if` is decided once data is over',
    );
  });
});
