import { expect, test } from 'vitest';
import { requireStep } from '../../../app/cli/workspace/require-step.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';

const PLAN = aPlan([aStep('data'), aStep('train')]);

test('the name of a step is asked for, one that is close to it is suggested, and a cell is called one', () => {
  expect(requireStep(PLAN, 'train')).toBeUndefined();
  expect(() => requireStep(PLAN, 'trian')).toThrow('churn has no step trian.');
  for (const cell of ['train[lr=1]', 'train (lr=1)']) {
    expect(() => requireStep(PLAN, cell)).toThrow(`${cell} is one cell of train`);
  }
  expect(() => requireStep(PLAN, 'eval[lr=1]')).toThrow('churn has no step eval[lr=1].');
});
