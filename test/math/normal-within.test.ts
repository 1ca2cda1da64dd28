import { expect, test } from 'vitest';
import { normalWithin } from '../../math/normal-within.ts';

// scipy 1.17.1: norm.ppf((1 + level) / 2)
test.each([
  [0.5, 0.6744897501960817],
  [0.8, 1.2815515655446004],
  [0.95, 1.959963984540054],
  [0.99, 2.5758293035489004],
  [0.999, 3.2905267314918945],
])('the middle %s of a normal distribution lies within ± %s', (level, expected) => {
  expect(Math.abs(normalWithin(level) / expected - 1)).toBeLessThan(1e-6);
});
