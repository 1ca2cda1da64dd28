import { expect, test } from 'vitest';
import { seenChanges } from '../../../app/cli/forecast/seen-changes.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';

const changes = (
  [
    '.mlpipelines/a.yml',
    '.mlpipelines/churn.yml',
    'docs/x.md',
    'requirements.txt',
    'src/train.py',
  ] as const
).map((path) => ({ path, how: 'changed' }) as const);
const seen = (...plans: Parameters<typeof seenChanges>[1]) =>
  seenChanges(changes, plans).map(({ path }) => path);

const python = { version: null, requirements: ['requirements.txt'] };
const narrow = aPlan([aStep('train', { files: ['src'] }), aStep('test', { files: [], python })]);

test('changed files that concern a pipeline are its own, those that its steps see and their requirements', () => {
  expect(seen(narrow)).toEqual(['.mlpipelines/churn.yml', 'requirements.txt', 'src/train.py']);
  expect(seen(aPlan([aStep('train', { files: ['src'] })]), narrow)).toEqual(seen(narrow));
});

test('all changed files concern a pipeline with a step that names none', () => {
  expect(seen(aPlan([aStep('train', { files: null })]))).toEqual(changes.map(({ path }) => path));
});
