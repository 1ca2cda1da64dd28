import { expect, test } from 'vitest';
import { benjaminiHochberg } from '../../math/benjamini-hochberg.ts';

// statsmodels 0.15.0: multipletests(p, alpha=0.1, method='fdr_bh')
test.each([
  [
    [0.01, 0.04, 0.03, 0.005],
    [true, true, true, true],
  ],
  [
    [0.06, 0.2, 0.9],
    [false, false, false],
  ],
  [
    [0.06, 0.06, 0.9],
    [true, true, false],
  ],
  [[], []],
])('of %j are shown %j', (pValues, stands) => {
  expect(benjaminiHochberg(pValues, 0.1)).toEqual(stands);
});
