import { expect, test } from 'vitest';
import {
  awaitedIn,
  notedStates,
  remarksOf,
} from '../../../../app/github/publish/aggregate/commit-notes.ts';

const pipeline = 'churn';

test('a file says what became of it, by the name of its pipeline where that is known', () => {
  const files = {
    'a.yml': { problems: 2, pipeline, first: 'line 3: no step' },
    'b.yml': { unread: 'it took too long', pipeline },
    'c.yml': { refused: 'its step is gone', pipeline },
    'd.yml': { reason: 'it is a fork’s', pipeline },
    'e.yml': { reason: 'nobody saw it' },
    'f.yml': { pipeline },
    'g.yml': 'x',
  };
  expect(notedStates({ files }, 'head')).toEqual([
    { type: 'broken', file: 'a.yml', pipeline, problems: 2, first: 'line 3: no step' },
    { type: 'unread', pipeline, reason: 'it took too long' },
    { type: 'refused', pipeline, reason: 'its step is gone' },
    { type: 'held', pipeline, reason: 'it is a fork’s', sha: 'head' },
    { type: 'held', pipeline: 'e.yml', reason: 'nobody saw it', sha: 'head' },
  ]);
  for (const notes of [{}, { files: 'x' }]) expect(notedStates(notes, 'head')).toEqual([]);
});

test('pipelines that await a pull request do so until there is one', () => {
  const files = { 'a.yml': { pipeline, awaits: true }, 'b.yml': { awaits: true }, 'c.yml': null };
  const others = { 'd.yml': { pipeline: 'other' }, 'e.yml': { pipeline: 'no', awaits: false } };
  expect(awaitedIn({ files: { ...files, ...others } })).toEqual([{ type: 'awaits', pipeline }]);
  expect(awaitedIn({ files, pulls: [7] })).toEqual([]);
  expect(awaitedIn({ files: 'x' })).toEqual([]);
});

test('a step that judges is told of once, however many say that it changes', () => {
  const changed = (step: string) => ({ pipeline, step, changed: ['run'] });
  const source = (...steps: string[]) => ({
    base: null,
    demands: [],
    changedSteps: steps.map(changed),
  });
  const demands = { push: source('train', 'judge'), 'pull 7': source('train') };
  expect(remarksOf({ demands, note: 'Nothing deploys.' })).toEqual({
    changedSteps: [changed('train'), changed('judge')],
    note: 'Nothing deploys.',
  });
  expect(remarksOf({ note: 5 })).toEqual({ changedSteps: [], note: null });
});
