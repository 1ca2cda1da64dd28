import { expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { spoilEngine } from './spoil-engine.ts';
import { tryEngine } from './try-engine.ts';

test.each(MUTANTS)('the laws catch a kernel in which $breaks (law $laws)', async (mutant) => {
  const { engine, remove } = await spoilEngine(mutant);
  try {
    const failure = tryEngine(engine, 6_000, 7);
    expect(failure).toMatch(new RegExp(`law (?:${mutant.laws.join('|')}):`));
  } finally {
    await remove();
  }
});

test('every law has mutants', () => {
  const laws = new Set(MUTANTS.flatMap((mutant) => mutant.laws));
  expect(laws).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
});
