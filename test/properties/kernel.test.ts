import { expect, test } from 'vitest';
import { WANTED } from './coverage.ts';
import { ENGINE_FOLDER, loadEngine } from './engine-under-test.ts';
import { tryConcurrency } from './try-concurrency.ts';
import { trySequences } from './try-sequences.ts';

test('3,000 random concurrency groups let one run begin at a time and give every run that is not replaced its turn', () => {
  expect(tryConcurrency(loadEngine(ENGINE_FOLDER), 3_000, 7)).toBeNull();
});

test('3,000 random runs keep every law of the kernel and reach every state, result, class, rule and clock', () => {
  const { failure, coverage } = trySequences(loadEngine(ENGINE_FOLDER), { runs: 3_000, seed: 7 });
  expect(failure).toBeNull();
  expect(coverage.missing(WANTED)).toEqual([]);
});
