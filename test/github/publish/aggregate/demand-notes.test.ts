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
