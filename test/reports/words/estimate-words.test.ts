import { expect, test } from 'vitest';
import type { Estimate } from '../../../app/costs/run-estimate.ts';
import { estimateWords, expectedWords } from '../../../app/reports/words/estimate-words.ts';

const KNOWN: Estimate = { usd: 4.1, mostUsd: 11, unrun: [], unpriced: [], cached: 2, steps: 6 };

test('an estimate says what is likely, what is most, and how much is cached', () => {
  expect(estimateWords(KNOWN)).toBe('about $4.10, at most $11.00, 2 of 6 steps cached');
});

test('what costs nothing needs no words', () => {
  expect(estimateWords({ ...KNOWN, usd: 0, mostUsd: 0 })).toBeNull();
});

test('without an earlier run it says the bound alone, and where that comes from', () => {
  expect(estimateWords({ ...KNOWN, usd: 0, mostUsd: 24, unrun: ['train'] })).toBe(
    'at most $24.00 (by price and timeout, since no earlier run tells how long train takes), 2 of 6 steps cached',
  );
  expect(estimateWords({ ...KNOWN, mostUsd: 24, unrun: ['a', 'b', 'c', 'd', 'e'] })).toBe(
    'about $4.10 and more, at most $24.00 (by price and timeout, since no earlier run tells how long a, b, c and 2 more steps take), 2 of 6 steps cached',
  );
});

test('a price that nobody knows is said, also where nothing else is known', () => {
  expect(estimateWords({ ...KNOWN, unpriced: ['train'] })).toBe(
    'about $4.10, at most $11.00, the price of train is not known, 2 of 6 steps cached',
  );
  expect(
    estimateWords({ usd: 0, mostUsd: 0, unrun: [], unpriced: ['a', 'b'], cached: 0, steps: 1 }),
  ).toBe('the price of a and b is not known, 0 of 1 step cached');
});

test('beside what a run cost stands what was expected, where that was known', () => {
  expect(expectedWords(KNOWN)).toEqual(['about $4.10 expected']);
  expect(expectedWords({ ...KNOWN, unrun: ['train'] })).toEqual([]);
  expect(expectedWords({ ...KNOWN, unpriced: ['train'] })).toEqual([]);
});
