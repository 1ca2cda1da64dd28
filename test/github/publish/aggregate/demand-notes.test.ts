import { expect, test } from 'vitest';
import { demandsIn, noteDemands } from '../../../../app/github/publish/aggregate/demand-notes.ts';
import type { JsonMap } from '../../../../app/domain/json.ts';

test('what is demanded of a commit reads back as it was noted', () => {
  const gates = [{ id: 'auc', spec: 'auc >= 0.8' }];
  const demands = [{ pipeline: 'churn', step: 'evaluate', gates, rows: ['evaluate'] }];
  const cells = { pipeline: 'churn', step: 'sweep', gates, rows: null };
  const untold = { ...cells, gates: [], unknown: 'main has mistakes' };
  const all = [...demands, cells, untold];
  const changedSteps = [{ pipeline: 'churn', step: 'evaluate', changed: ['run', 'files'] }];
  const told = [{ source: 'pull:1', base: 'b'.repeat(40), demands: all, changedSteps }];
  expect(demandsIn({ demands: noteDemands({}, told) })).toEqual(told);
});

test.each<[JsonMap | string, string]>([
  [{ pipeline: 'churn' }, 'churn'],
  [{ step: 'evaluate' }, 'unknown'],
  ['a string', 'unknown'],
])('a demand that cannot be read back, %j, is one that cannot be met', (demand, pipeline) => {
  const notes = { demands: { 'pull:1': { base: 'b'.repeat(40), demands: [demand] } } };
  const [read] = demandsIn(notes).flatMap(({ demands }) => demands);
  expect(read).toMatchObject({ pipeline, unknown: expect.stringContaining('cannot be read') });
});

test('what changes of a step is told where its step and pipeline are', () => {
  const changed = { pipeline: 'churn', step: 'train', changed: ['run'] };
  const changedSteps = [{ ...changed, step: 5 }, { step: 'train' }, 'x', changed];
  const [read] = demandsIn({ demands: { push: { changedSteps } } });
  expect(read?.changedSteps).toEqual([changed]);
});

test('notes that say nothing of it demand nothing', () => {
  for (const demands of ['x', { push: 'x' }, { push: null }])
    expect(demandsIn({ demands })).toEqual([]);
  expect(demandsIn({})).toEqual([]);
  const blank = { source: 'push', base: null, demands: [], changedSteps: [] };
  expect(demandsIn({ demands: { push: {} } })).toEqual([blank]);
});

test('an event of one source says nothing of another', () => {
  const of = (source: string, pipeline: string) => {
    const demands = [{ pipeline, step: 'train', gates: [], rows: null }];
    return { source, base: null, demands, changedSteps: [] };
  };
  const before = { demands: noteDemands({}, [of('push', 'a'), of('pull 7', 'a')]) };
  const now = demandsIn({ demands: noteDemands(before, [of('push', 'b')]) });
  expect(now.map(({ source, demands }) => [source, demands[0]?.pipeline])).toEqual([
    ['push', 'b'],
    ['pull 7', 'a'],
  ]);
});

test('what a pull request would be held to is demanded until there is one, whatever a push of the commit says', () => {
  const source = (name: string, base: string | null) => {
    return { source: name, base, demands: [], changedSteps: [] };
  };
  const [proposed, pushed] = [source('proposed', 'main'), source('push', null)];
  const pull = source('pull:1', 'b'.repeat(40));
  const sourcesOf = (...told: readonly (typeof pull)[]) =>
    demandsIn({ demands: noteDemands({}, told) }).map(({ source: name }) => name);
  expect(sourcesOf(proposed, pushed)).toEqual(['proposed', 'push']);
  expect(sourcesOf(proposed, pushed, pull)).toEqual(['push', 'pull:1']);
});
