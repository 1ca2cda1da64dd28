import { expect, test } from 'vitest';
import { lossRate, weightAfter } from '../../../runner-provisioner/spot/loss-rate.ts';

const none = { losses: 0, hours: 0 };

test('where nothing was seen the rate is what is known beforehand', () => {
  expect(lossRate({ pool: none, siblings: none }, 0.05)).toBeCloseTo(0.05, 12);
});

test('own counts move it as one loss and its hours would that were seen before', () => {
  const pool = { losses: 2, hours: 5 };
  expect(lossRate({ pool, siblings: pool }, 0.05)).toBeCloseTo(3 / 25, 12);
  const quiet = { losses: 0, hours: 180 };
  expect(lossRate({ pool: quiet, siblings: quiet }, 0.05)).toBeCloseTo(1 / 200, 12);
});

test('what its siblings saw counts first, and its own is not counted twice', () => {
  const pool = { losses: 1, hours: 10 };
  const siblings = { losses: 4, hours: 30 };
  // Of the others 3 in 20 h: (1 + 3) / (20 + 20) = 0.1 beforehand; then (1 + 1) / (10 + 10).
  expect(lossRate({ pool, siblings }, 0.05)).toBeCloseTo(0.1, 12);
  expect(lossRate({ pool: none, siblings }, 0.05)).toBeCloseTo(0.1, 12);
});

test('a pool is believed soon, however long its siblings were quiet', () => {
  const pool = { losses: 6, hours: 10 };
  const siblings = { losses: 6, hours: 210 };
  // Of the others 1 in 220 h, weighed as 20 h.
  expect(lossRate({ pool, siblings }, 0.05)).toBeCloseTo((20 / 220 + 6) / 30, 12);
});

test('half of it is forgotten in two weeks, and nothing is known of days to come', () => {
  expect([0, 14, 28, -3].map(weightAfter)).toEqual([1, 0.5, 0.25, 1]);
});
