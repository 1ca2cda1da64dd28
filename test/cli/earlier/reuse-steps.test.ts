import { describe, expect, test } from 'vitest';
import { reuseSteps } from '../../../app/cli/earlier/reuse-steps.ts';
import type { ArtifactRef } from '../../../app/domain/artifact.ts';
import type { Plan } from '../../../app/domain/plan.ts';
import type { RunOptions } from '../../../app/domain/run/run.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { begun, failed } from '../../support/script-host.ts';
import { from, makes, MADE, nameOf, openLaptop, type Files } from '../play-runs.ts';

const FILES = { 'data.sh': '1', 'train.sh': '1', 'eval.sh': '1' };
const DATA = makes('data', ['data.sh'], { cache: null });
const TRAIN = makes('train', ['train.sh'], from('data'));
const EVAL = makes('eval', ['eval.sh'], from('train'));
const PLAN = aPlan([DATA, TRAIN, EVAL]);

/** What a run of a part takes over: by row, the number of the run that it comes from; and what is said of it. */
async function openParts() {
  const laptop = await openLaptop();
  const part = async (
    plan: Plan,
    files: Files,
    options: Partial<RunOptions> = {},
    step = 'eval',
  ) => {
    const { tree } = await laptop.treeOf(files);
    const request = laptop.requestOf(tree, options);
    const of = { from: step, only: null };
    const { reuse, exclude, warnings } = await reuseSteps(laptop.stage, { plan, request }, of);
    const taken: Record<string, string> = {};
    for (const [key, { run }] of Object.entries(reuse)) {
      const header = await laptop.store.runs.header(run);
      taken[key] = header === null ? run : nameOf(header);
    }
    return { taken, exclude, warnings };
  };
  return { ...laptop, part };
}

describe('of the steps above, a run of a part takes over', () => {
  test('work that it would do itself, although newer work is another, without a word', async () => {
    const { run, part } = await openParts();
    const first = nameOf(await run(PLAN, FILES));
    await run(PLAN, { ...FILES, 'data.sh': '2', 'train.sh': '2' });
    const taken = { data: first, train: first };
    expect(await part(PLAN, FILES)).toEqual({ taken, exclude: {}, warnings: [] });
  });

  test('else the newest, and says which run made it, and what differs', async () => {
    const { run, part } = await openParts();
    await run(PLAN, FILES);
    const newest = nameOf(await run(PLAN, { ...FILES, 'train.sh': '2' }));
    const { taken, warnings } = await part(PLAN, { ...FILES, 'train.sh': '3' });
    expect(taken).toEqual({ data: newest, train: newest });
    expect(warnings).toEqual([
      `train comes from ${newest} and is not what this run would make: train.sh changed`,
    ]);
  });

  test('other work with the params that it was made with', async () => {
    const { run, part } = await openParts();
    const at = (lr: number) =>
      aPlan([DATA, { ...TRAIN, env: { LR: `${lr}` } }, EVAL], { paramValues: { lr } });
    const newest = nameOf(await run(at(9), FILES));
    const { warnings } = await part(at(1), FILES);
    expect(warnings).toEqual([
      `train comes from ${newest} and is not what this run would make: lr was 9, not 1; env LR: 9 → 1`,
    ]);
  });

  test('nothing else where the run deploys', async () => {
    const { run, part } = await openParts();
    const ship = aStep('ship', {
      needs: ['eval'],
      promote: [{ from: 'eval', alias: 'live' }],
    });
    const plan = aPlan([DATA, TRAIN, EVAL, ship]);
    await run(plan, FILES);
    const changed = { ...FILES, 'train.sh': '2' };
    await expect(part(plan, changed, { deploy: true })).rejects.toThrow(
      /^What deploys must stand on work of its own.* train comes from #\d+ .*train\.sh changed/,
    );
    expect((await part(plan, changed)).warnings).toHaveLength(1);
    expect((await part(plan, FILES, { deploy: true })).warnings).toEqual([]);
  });

  test('work that was taken over before as what it was when it was made', async () => {
    const { run, part, runtime, stage, treeOf, requestOf, until } = await openParts();
    const first = await run(PLAN, FILES);
    const changed = { ...FILES, 'data.sh': '2' };
    const { tree } = await treeOf(changed);
    const request = { ...requestOf(tree, {}), ...(await runtime.allot()) };
    const of = { from: 'eval', only: null };
    const { reuse } = await reuseSteps(stage, { plan: PLAN, request }, of);
    await until((await runtime.start(PLAN, request, reuse)).id);
    const { warnings } = await part(PLAN, changed);
    expect(warnings).toEqual([
      `data comes from #${request.number} and is not what this run would make: data.sh changed`,
    ]);
    expect((await part(PLAN, FILES)).warnings).toEqual([]);
    expect(first.status).toBe('succeeded');
  });

  test('nothing of a step that its own condition skips', async () => {
    const { run, part } = await openParts();
    const rescue = aStep('rescue', { needs: ['data'], when: null, if: 'failure()' });
    const note = makes('eval', ['eval.sh'], { needs: ['rescue', 'data'], when: 'all-done' });
    const plan = aPlan([DATA, rescue, note]);
    const newest = nameOf(await run(plan, FILES));
    const { taken, exclude } = await part(plan, FILES);
    expect(taken).toEqual({ data: newest });
    expect(Object.keys(exclude)).toEqual(['rescue']);
  });
});

test('work of a step whose data is gone stands in, with a warning', async () => {
  const { run, part } = await openParts();
  const at = (pinned: ArtifactRef | null) => {
    const raw = { uri: './raw', source: 'raw', mode: 'reference', pinned, path: 'raw' } as const;
    const data = { ...DATA, inputs: { raw: { ...raw, writable: false, optional: false } } };
    return aPlan([data, TRAIN, EVAL]);
  };
  const newest = nameOf(await run(at(MADE), FILES));
  expect((await part(at(MADE), FILES)).warnings).toEqual([]);
  const { taken, warnings } = await part(at(null), FILES);
  expect(taken).toEqual({ data: newest, train: newest });
  expect(warnings).toEqual([
    `data comes from ${newest} and may not be what this run would make: what it read is not here to compare`,
  ]);
});

describe('of a matrix above, a run of a part takes over', () => {
  const sweep = (cells: readonly number[], continueOnError = true) => {
    const spread = cells.map((n) => ({ n }));
    const matrix = {
      cells: { type: 'static', cells: spread },
      maxParallel: null,
      failFast: false,
    } as const;
    return aPlan([
      DATA,
      { ...TRAIN, matrix, continueOnError },
      aStep('eval', { needs: ['train'] }),
    ]);
  };

  test('all cells of one run, failed ones too where a failure may go on', async () => {
    const { run, part, host } = await openParts();
    await run(sweep([1, 2]), FILES);
    host.acts.set('train[n=3]', () => [begun(), failed()]);
    for (const n of [2, 4]) host.acts.set(`train[n=${n}]`, host.acts.get('train') ?? (() => []));
    const newest = nameOf(await run(sweep([2, 3]), FILES));
    const { taken, warnings } = await part(sweep([2, 3]), FILES);
    const all = { data: newest, train: newest, 'train[n=2]': newest, 'train[n=3]': newest };
    expect([taken, warnings]).toEqual([all, []]);
    await expect(part(sweep([2, 3], false), FILES)).rejects.toThrow(
      'has not succeeded as it is now',
    );
  });

  test('no cells but those of today', async () => {
    const { run, part } = await openParts();
    const first = nameOf(await run(sweep([1, 2]), FILES));
    await run(sweep([1, 2, 3]), FILES);
    expect((await part(sweep([1, 2]), FILES)).taken['train']).toBe(first);
    await expect(part(sweep([1]), FILES)).rejects.toThrow('nothing to take over');
  });
});

test('what is lost is not taken over', async () => {
  const { run, part, blobs } = await openParts();
  await run(PLAN, FILES);
  await blobs.remove(MADE.digest, Date.now() + 60_000);
  await expect(part(PLAN, FILES)).rejects.toThrow('what it left is lost');
});
