import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { results, stepOf } from '../e2e/project.ts';
import { exampleProject } from './example-project.ts';

beforeAll(() => {
  const version = execFileSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 11))']);
  if (version.toString().trim() !== 'True') {
    throw new Error(
      'examples/sklearn needs Python 3.11 or newer as python3, and pip with a package index.',
    );
  }
});

test('the wine pipeline makes its environment once, trains with scikit-learn and registers the model', async () => {
  const project = exampleProject('sklearn');
  const first = await project.run('run', 'wine');
  expect(first.status).toBe('succeeded');
  expect(new Set(Object.values(results(first)))).toEqual(new Set(['success']));
  expect(stepOf(first, 'evaluate').metrics['f1_macro']).toBeGreaterThan(0.9);
  expect(first.models).toMatchObject([{ name: 'wine', version: 1 }]);

  const other = await project.run('run', 'wine', '--param', 'model=logistic');
  expect(other.status).toBe('succeeded');
  const ran = other.steps.filter(({ cached }) => !cached).map(({ key }) => key);
  expect(ran).toEqual(['train', 'evaluate', 'register']);
});
