import { expect, test } from 'vitest';
import { demandsIn, noteDemands } from '../../../../app/github/publish/aggregate/demand-notes.ts';
import type { JsonMap } from '../../../../app/domain/json.ts';

test('what is demanded of a commit reads back as it was noted', () => {
  const gates = [{ id: 'auc', spec: 'auc >= 0.8' }];
  const demands = [{ pipeline: 'churn', step: 'evaluate', gates, rows: ['evaluate'] }];
  const told = [{ source: 'pull:1', base: 'b'.repeat(40), demands, changedSteps: [] }];
  expect(demandsIn({ demands: noteDemands({}, told) })).toEqual(told);
});

test.each<[JsonMap | string, string]>([
  [{ pipeline: 'churn' }, 'churn'],
  [{ step: 'evaluate' }, 'unknown'],
  ['a text', 'unknown'],
])('a demand that cannot be read back, %j, is one that cannot be met', (demand, pipeline) => {
  const notes = { demands: { 'pull:1': { base: 'b'.repeat(40), demands: [demand] } } };
  const [read] = demandsIn(notes).flatMap(({ demands }) => demands);
  expect(read).toMatchObject({ pipeline, unknown: expect.stringContaining('cannot be read') });
});

test('what a pull request would be held to is demanded until there is one, whatever a push of the commit says', () => {
  const source = (name: string, base: string | null) => {
    return { source: name, base, demands: [], changedSteps: [] };
  };
  const [proposed, pushed] = [source('proposed', null), source('push', null)];
  const pull = source('pull:1', 'b'.repeat(40));
  const sourcesOf = (...told: readonly (typeof pull)[]) =>
    demandsIn({ demands: noteDemands({}, told) }).map(({ source: name }) => name);
  expect(sourcesOf(proposed, pushed)).toEqual(['proposed', 'push']);
  expect(sourcesOf(proposed, pushed, pull)).toEqual(['push', 'pull:1']);
});
