import { LOCAL_SCOPE } from '../../app/domain/scope.ts';
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import { openComparing, type ComparingLimits } from '../../app/comparing/open-comparing.ts';
import type { ComparisonQuestion } from '../../app/runtime/comparing/comparison-question.ts';
import { ACCURACY, answersTable, storeTable } from '../support/a-table.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const NOW = answersTable(2000, (at) => at % 10 !== 0);
const BEFORE = answersTable(2000, (at) => at % 5 !== 0);

describe('the tables of two steps', () => {
  test('are compared example by example, in a process of its own', async () => {
    const world = await open();
    const { measured, beside } = await world.compare(NOW, BEFORE);
    expect(beside).toEqual({
      pairs: { by: 'id', paired: 2000, onlyNow: 0, onlyBefore: 0 },
      metrics: {
        acc: expect.objectContaining({
          type: 'compared',
          value: 0.9,
          before: 0.8,
          change: expect.closeTo(0.1, 12),
          method: { type: 'bca', resamples: 10_000, units: 2000 },
          n: 2000,
          discordant: 200,
        }),
      },
    });
    // scipy.stats.bootstrap, paired, BCa, 10,000 resamples: 0.0870 … 0.1135.
    const acc = beside?.metrics['acc'];
    if (acc?.type !== 'compared') throw new Error('They were not compared.');
    expect(acc.interval.low).toBeCloseTo(0.087, 2);
    expect(acc.interval.high).toBeCloseTo(0.1135, 2);
    expect(measured['acc']).toMatchObject({ type: 'measured', value: 0.9, n: 2000 });
    expect(await world.compare(NOW, BEFORE)).toEqual({ measured, beside });
  });

  test('hold verdicts of a judge, of which each item is one example', async () => {
    const world = await open();
    const verdicts = (passes: (at: number) => boolean) =>
      `id,n,correct\n${Array.from({ length: 900 }, (_, row) => {
        const item = Math.floor(row / 3);
        const said = row === 0 ? '?' : passes(item) ? 'pass' : 'fail';
        return `q${item},${row % 3},${said}\n`;
      }).join('')}`;
    const question = await world.question(
      verdicts((item) => item % 10 !== 0),
      verdicts((item) => item % 5 !== 0),
    );
    const form = { verdict: 'correct', sample: 'n', first: null, scale: null };
    const spec = { ...question.spec, verdicts: form };
    const { comparison } = await world.comparing.compare({ ...question, spec });
    expect(comparison).toMatchObject({
      measured: { acc: { value: 0.9, n: 300, method: { type: 'wilson' } } },
      beside: {
        pairs: { by: 'id', paired: 300 },
        metrics: { acc: { type: 'compared', value: 0.9, before: 0.8, n: 300, discordant: 30 } },
      },
    });
  });

  test('say how sure a step is by itself where there is no other', async () => {
    const world = await open();
    const { measured, beside } = await world.compare(NOW, null);
    expect(beside).toBeNull();
    expect(measured['acc']).toMatchObject({ type: 'measured', value: 0.9, n: 2000 });
  });

  test('leave no copies behind, and neither do those that were killed an hour ago', async () => {
    const world = await open();
    const left = join(world.folder, 'of-killed');
    const live = join(world.folder, 'of-another');
    for (const folder of [left, live]) await mkdir(folder, { recursive: true });
    await writeFile(join(left, 'now'), NOW);
    const hourAgo = new Date(Date.now() - 3_700_000);
    await utimes(left, hourAgo, hourAgo);
    await world.compare(NOW, BEFORE);
    await world.compare('id\n', BEFORE);
    expect(await readdir(world.folder)).toEqual(['of-another']);
  });
});

test('of many that wait only those whose turn it is are copied, and each asker has its turn', async () => {
  const world = await open();
  const question = await world.question(NOW, null);
  const order: number[] = [];
  const asked = [1, 1, 1, 2].map(async (asker) => {
    await world.comparing.compare({ ...question, asker });
    order.push(asker);
  });
  const all = Promise.all(asked);
  const most = await mostIn(world.folder, all);
  expect(most).toBe(1);
  expect(order).toEqual([1, 1, 2, 1]);
});

/** How many entries a folder had at most while something was done. */
async function mostIn(folder: string, done: Promise<unknown>): Promise<number> {
  let most = 0;
  let isDone = false;
  void done.finally(() => (isDone = true));
  // oxlint-disable-next-line no-unmodified-loop-condition -- what is waited for ends it
  while (!isDone) {
    most = Math.max(most, (await readdir(folder)).length);
    await sleep(5);
  }
  return most;
}

describe('a table that', () => {
  test('cannot be read says why, on either side', async () => {
    const world = await open();
    const bad = 'id,correct\na,yes\n';
    const reason = expect.stringMatching(/row 1: column correct is "…", which is not a number/);
    const mine = await world.compare(bad, BEFORE);
    expect(mine).toMatchObject({
      measured: { acc: { type: 'not-measured', reason } },
      beside: { metrics: { acc: { type: 'not-compared', reason } } },
    });
    const theirs = await world.compare(NOW, bad);
    expect(theirs).toMatchObject({
      measured: { acc: { type: 'measured', value: 0.9 } },
      beside: { metrics: { acc: { type: 'not-compared', reason } } },
    });
    expect(JSON.stringify(theirs.beside)).toContain('the examples it is compared with: ');
  });

  test('was lost says so', async () => {
    const world = await open();
    const question = await world.question(NOW, BEFORE);
    await rm(world.objects, { recursive: true });
    const reason = `${question.now.digest} is not stored here: it was removed or never saved.`;
    expect((await world.comparing.compare(question)).comparison).toMatchObject({
      measured: { acc: { type: 'not-measured', reason } },
      beside: { metrics: { acc: { type: 'not-compared', reason } } },
    });
  });

  test.each([
    ['memory', { memoryMb: 30, limitMs: 60_000 }, 'it took more than 30 MB of memory'],
    ['time', { memoryMb: 2048, limitMs: 1 }, 'no answer within 0.001 s'],
  ] as const)('takes too much %s says so', async (_, limits, why) => {
    const world = await open(limits);
    const reason = `comparing them is too much for one process: ${why}`;
    expect(await world.compare(NOW, BEFORE)).toMatchObject({
      measured: { acc: { type: 'not-measured', reason } },
      beside: { metrics: { acc: { type: 'not-compared', reason } } },
    });
    expect(await readdir(world.folder)).toEqual([]);
  });

  test('is not compared because all ends is no fault of its own: it may be asked again', async () => {
    const world = await open();
    const asked = world.compare(NOW, BEFORE);
    const refused = expect(asked).rejects.toThrow('it is closing');
    await waitUntil(async () => (await readdir(world.folder)).length > 0);
    await world.comparing.close();
    await refused;
    expect(await readdir(world.folder)).toEqual([]);
  });
});

async function open(limits?: ComparingLimits) {
  const [folder, objects] = [freshFolder(), join(freshFolder(), 'objects')];
  const blobs = await openFolderBlobStore(objects);
  const comparing = openComparing(blobs, folder, limits);
  onTestFinished(() => comparing.close());
  const question = async (now: string, before: string | null): Promise<ComparisonQuestion> => ({
    run: 'r1',
    asker: 0,
    scope: LOCAL_SCOPE,
    spec: ACCURACY,
    now: await storeTable(blobs, now),
    before: before === null ? null : await storeTable(blobs, before),
  });
  return {
    folder,
    objects,
    comparing,
    question,
    compare: async (now: string, before: string | null) =>
      (await comparing.compare(await question(now, before))).comparison,
  };
}
