import { expect, test } from 'vitest';
import { backoff } from '../../math/backoff.ts';

const TRIES = [1, 2, 3, 4, 5];

test('each wait is twice as long as the one before', () => {
  const wait = backoff({ first: 500 });
  expect(TRIES.map((tries) => wait(tries))).toEqual([500, 1000, 2000, 4000, 8000]);
});

test('no wait is longer than the longest, however many tries there were', () => {
  const wait = backoff({ first: 500, longest: 3000 });
  expect([...TRIES, 100_000].map((tries) => wait(tries))).toEqual([
    500, 1000, 2000, 3000, 3000, 3000,
  ]);
});

test('waits grow by another factor, or not at all', () => {
  expect(TRIES.map((tries) => backoff({ first: 10, factor: 3 })(tries))).toEqual([
    10, 30, 90, 270, 810,
  ]);
  expect(TRIES.map((tries) => backoff({ first: 10, factor: 1 })(tries))).toEqual([
    10, 10, 10, 10, 10,
  ]);
});

test.each([
  [0, [1000, 1000, 1000]],
  [0.5, [500, 750, 995]],
  [1, [0, 500, 990]],
])('chance decides on its share of a wait (%f)', (jitter, waits) => {
  const wait = backoff({ first: 1000, jitter });
  expect([0, 0.5, 0.99].map((chance) => wait(1, chance))).toEqual(waits);
});
