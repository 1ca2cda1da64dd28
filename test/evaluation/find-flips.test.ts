import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Statistic } from '../../evaluation/examples.ts';
import { findFlips } from '../../evaluation/read/find-flips.ts';
import { freshFolder } from '../support/fresh-folder.ts';

function tableOf(text: string) {
  const path = join(freshFolder(), 'table');
  writeFileSync(path, text);
  return { path, format: 'csv' } as const;
}

async function flips(
  statistic: Statistic,
  tables: { readonly now: string; readonly before: string },
  given: { readonly isUp?: boolean; readonly show?: readonly string[] } = {},
) {
  const { isUp = true, show = [] } = given;
  const spec = { path: 'p.csv', id: 'id', cluster: 'id', show, metrics: { m: statistic } };
  const [now, before] = [tableOf(tables.now), tableOf(tables.before)];
  return findFlips(spec, { metric: 'm', isUp, against: 'main' }, { now, before });
}

const CORRECT: Statistic = { type: 'mean', column: 'ok' };

test('answers that became right or wrong are found, and nothing but their ids is told', async () => {
  const tables = {
    now: 'id,ok,text\na,1,x\nb,0,y\nc,1,z\nd,1,new\n',
    before: 'id,ok,text\na,0,x\nb,1,y\nc,1,z\ne,0,old\n',
  };
  expect(await flips(CORRECT, tables)).toEqual({
    against: 'main',
    metric: 'm',
    type: 'found',
    counts: { better: 1, worse: 1, same: 1 },
    better: [{ id: 'a', cells: [] }],
    worse: [{ id: 'b', cells: [] }],
  });
});

test('of verdicts an item moves by the mean of what its judge said', async () => {
  const verdicts = { verdict: 'said', sample: 'sample', first: null, scale: null };
  const metrics = { m: { type: 'mean', column: 'said' } } as const;
  const spec = { path: 'v.csv', id: 'id', cluster: null, show: [], metrics, verdicts };
  const saying = (...rows: readonly string[]) => tableOf(['id,sample,said', ...rows].join('\n'));
  const now = saying('a,1,pass', 'a,2,pass', 'b,1,fail', 'b,2,?', 'c,1,pass', 'c,2,fail');
  const before = saying('a,1,pass', 'a,2,fail', 'b,1,pass', 'b,2,pass', 'c,1,fail', 'c,2,pass');
  const ask = { metric: 'm', isUp: true, against: 'main' };
  expect(await findFlips(spec, ask, { now, before })).toMatchObject({
    counts: { better: 1, worse: 1, same: 1 },
    better: [{ id: 'a' }],
    worse: [{ id: 'b' }],
  });
});

test('columns that may be shown are, as they are and as they were', async () => {
  const tables = { now: 'id,ok,text\na,1,x\n', before: `id,ok,text\na,0,${'y'.repeat(300)}\n` };
  const found = await flips(CORRECT, tables, { show: ['text'] });
  const before = `${'y'.repeat(200)}…`;
  expect(found.type === 'found' && found.better).toEqual([
    { id: 'a', cells: [{ column: 'text', now: 'x', before }] },
  ]);
});

test('of many the ten that moved most are named, the farthest first', async () => {
  const ids = Array.from({ length: 30 }, (_, at) => `e${String(at).padStart(2, '0')}`);
  const table = (value: (at: number) => number) =>
    `id,ok\n${ids.map((id, at) => `${id},${value(at)}\n`).join('')}`;
  const found = await flips(CORRECT, { now: table((at) => at % 20), before: table(() => 0) });
  if (found.type !== 'found') throw new Error(found.reason);
  expect(found.counts).toEqual({ better: 28, worse: 0, same: 2 });
  expect(found.better.map(({ id }) => id).slice(0, 3)).toEqual(['e19', 'e18', 'e17']);
  expect(found.better).toHaveLength(10);
});

test('an example without a score did not move, and has no place among the others', async () => {
  const auc: Statistic = { type: 'auc', label: 'l', score: 's' };
  const now = 'id,l,s\na,1,0.9\nb,1,\nc,0,0.5\nd,0,0.2\n';
  const before = 'id,l,s\na,1,0.2\nb,1,0.1\nc,0,0.3\nd,0,0.9\n';
  expect(await flips(auc, { now, before })).toMatchObject({
    counts: { better: 3, worse: 0, same: 0 },
    better: [{ id: 'd' }, { id: 'a' }, { id: 'c' }],
  });
});

test('samples of one example count together', async () => {
  const tables = { now: 'id,ok\na,1\na,0\n', before: 'id,ok\na,0\na,1\n' };
  expect(await flips(CORRECT, tables)).toMatchObject({ counts: { better: 0, worse: 0, same: 1 } });
});

test.each<[string, Statistic, string, string, { better: string[]; worse: string[] }, boolean?]>([
  ['of a latency less is better', CORRECT, 'id,ok\na,5\n', 'id,ok\na,9\n', only('a'), false],
  [
    'a class is right or wrong',
    { type: 'f1', label: 'l', predicted: 'p' },
    'id,l,p\na,0,0\nb,1,0\n',
    'id,l,p\na,0,1\nb,1,1\n',
    { better: ['a'], worse: ['b'] },
  ],
  [
    'a number is nearer or farther',
    { type: 'mae', actual: 'l', predicted: 'p' },
    'id,l,p\na,5,4\nb,5,9\n',
    'id,l,p\na,5,8\nb,5,6\n',
    { better: ['a'], worse: ['b'] },
  ],
  [
    'a score counts by its place, whatever it means',
    { type: 'auc', label: 'l', score: 's' },
    'id,l,s\na,1,900\nb,0,100\n',
    'id,l,s\na,1,0.1\nb,0,0.2\n',
    { better: ['a', 'b'], worse: [] },
  ],
  [
    'a probability is nearer to what is so',
    { type: 'log-loss', label: 'l', probability: 'p' },
    'id,l,p\na,1,0.9\nb,0,0.9\n',
    'id,l,p\na,1,0.2\nb,0,0.1\n',
    { better: ['a'], worse: ['b'] },
  ],
])('%s', async (...[, statistic, now, before, expected, isUp = true]) => {
  const found = await flips(statistic, { now, before }, { isUp });
  if (found.type !== 'found') throw new Error(found.reason);
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
  expect({ better: ids(found.better), worse: ids(found.worse) }).toEqual(expected);
});

function only(id: string) {
  return { better: [id], worse: [] };
}

test('a table that cannot be read says why, and quotes nothing', async () => {
  const found = await flips(CORRECT, { now: 'id,ok\na,secret\n', before: 'id,ok\na,1\n' });
  expect(found.type).toBe('not-found');
  expect(JSON.stringify(found)).not.toContain('secret');
});
