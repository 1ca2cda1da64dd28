import { expect, test } from 'vitest';
import { withLost, type VerdictCounts } from '../../../evaluation/judge.ts';

const COUNTS: VerdictCounts = {
  items: 90,
  unjudged: 10,
  verdicts: 95,
  unparsed: 5,
  missing: 5,
  samples: 1,
  pairs: null,
};
const interval = { low: 0.4, high: 0.6 };

test('an interval holds whatever lost verdicts would have said', () => {
  const found = withLost(interval, COUNTS, { scale: null });
  expect(found.low).toBeCloseTo(0.9 * 0.4, 12);
  expect(found.high).toBeCloseTo(0.9 * 0.6 + 0.1, 12);
});

test('of scores the lowest and the highest', () => {
  const scale = { low: 1, high: 5, pass: null };
  const found = withLost({ low: 3, high: 4 }, COUNTS, { scale });
  expect(found.low).toBeCloseTo(0.9 * 3 + 0.1, 12);
  expect(found.high).toBeCloseTo(0.9 * 4 + 0.5, 12);
});

test('of a pair half is as good as nothing', () => {
  const pairs = { complete: 40, split: 0, decided: 80, first: 40 };
  const found = withLost(interval, { ...COUNTS, pairs }, { scale: null });
  expect(found.low).toBeCloseTo(0.8 * 0.4, 12);
  expect(found.high).toBeCloseTo(0.8 * 0.6 + 0.2, 12);
});

test('stays as it is where nothing is lost', () => {
  const counts = { ...COUNTS, unparsed: 0, missing: 0 };
  expect(withLost(interval, counts, { scale: null })).toEqual(interval);
});
