import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stepOf } from '../e2e/project.ts';
import { exampleProject } from './example-project.ts';

test('the sweep has as many cells as its data asks for, and one step collects them', async () => {
  const project = exampleProject('sweep');
  const view = await project.run(
    'run',
    'sweep',
    '--param',
    'rows-per-shard=230',
    '--param',
    'epochs=20',
  );
  expect(view.status).toBe('succeeded');
  expect(stepOf(view, 'split').outputs).toEqual({ names: ['shard-0', 'shard-1'] });
  const cells = view.steps.filter(({ id, cell }) => id === 'train' && cell !== null);
  expect(cells.map(({ key, result }) => `${key} ${result}`)).toEqual([
    'train[rate=0.001,shard=shard-0] success',
    'train[rate=0.001,shard=shard-1] success',
    'train[rate=0.01,shard=shard-0] success',
    'train[rate=0.01,shard=shard-1] success',
    'train[rate=0.1,shard=shard-0] success',
    'train[rate=0.1,shard=shard-1] success',
  ]);
  expect(stepOf(view, 'choose').metrics).toMatchObject({ models: 2 });
  expect((await project.cli('get', 'latest', 'choose.table', 'rates.csv')).code).toBe(0);
  expect(readFileSync(join(project.root, 'rates.csv'), 'utf8').trim().split('\n')).toHaveLength(4);
});
