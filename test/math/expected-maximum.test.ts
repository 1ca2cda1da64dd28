import { expect, test } from 'vitest';
import { expectedMaximum } from '../../math/expected-maximum.ts';

// scipy 1.17.1: quad(lambda x: x * k * norm.pdf(x) * norm.cdf(x) ** (k - 1), -12, 12)
test.each([
  [1, 0],
  [2, 0.5641895835477566],
  [3, 0.8462843753216347],
  [5, 1.1629644736405196],
  [20, 1.8674750597983216],
  [500, 3.03669934592896],
])('the largest of %d normal values lies %d deviations above their mean', (count, above) => {
  expect(expectedMaximum(count)).toBeCloseTo(above, 6);
});
