import { expect, test } from 'vitest';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { withFreezes } from '../../../app/reports/view/with-freezes.ts';
import { aPlan, anApproval, aStep as planned } from '../../support/build-plan.ts';
import { aHeader, aStep } from '../../support/rows.ts';

const WHY = 'churn is frozen until 2026-12-24 23:59 UTC by dan';

function waiting(reason: string | null) {
  const plan = aPlan([planned('train'), planned('deploy', { approval: anApproval() })]);
  const steps = [
    aStep('train', { state: 'over', result: 'success' }),
    aStep('deploy', { state: 'approval', reason }),
  ];
  const record = { plan, header: aHeader(), steps, attempts: [], models: [], aliases: [] };
  return makeRunView(record);
}

test('a step that waits says once that what it would move is frozen', () => {
  const said = (reason: string | null) =>
    withFreezes(waiting(reason), new Map([['deploy', WHY]])).steps.map((step) => step.reason);
  expect(said('waits for an approval')).toEqual([null, `waits for an approval; ${WHY}`]);
  expect(said(null)).toEqual([null, WHY]);
  expect(said(`waits, as ${WHY}`)).toEqual([null, `waits, as ${WHY}`]);
  const view = waiting('waits for an approval');
  expect(withFreezes(view, new Map())).toBe(view);
});
