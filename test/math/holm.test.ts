import { expect, test } from 'vitest';
import { holm } from '../../math/holm.ts';

// statsmodels.stats.multitest.multipletests(p, alpha=0.05, method='holm')
test.each([
  [
    [0.01, 0.04, 0.03, 0.005],
    [true, false, false, true],
  ],
  [[0.04], [true]],
  [
    [0.06, 0.001],
    [false, true],
  ],
  [[], []],
])('of %j stand %j', (pValues, stands) => {
  expect(holm(pValues, 0.05)).toEqual(stands);
});
