import { expect, test } from 'vitest';
import { WANTED } from './coverage.ts';
import { ENGINE_FOLDER, loadEngine } from './engine-under-test.ts';
import { trySequences } from './try-sequences.ts';

test('20,000 random runs from a fresh seed keep every law of the kernel', () => {
  const seed = Date.now() % 0x7fffffff;
  const { failure, coverage } = trySequences(loadEngine(ENGINE_FOLDER), { runs: 20_000, seed });
  expect(failure).toBeNull();
  expect(coverage.missing(WANTED)).toEqual([]);
});
