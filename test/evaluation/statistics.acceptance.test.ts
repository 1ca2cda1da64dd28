import { describe, expect, test } from 'vitest';
import { MUTANTS } from './simulate/mutants.ts';
import { spoilEvaluation } from './simulate/spoil-evaluation.ts';
import { tryStatistics } from './simulate/try-statistics.ts';

// A tenth of `npm run soak -- --statistics`, which asks for a thousand pairs and narrower bounds.
const EFFORT = { runs: 100, seed: 7, resamples: 1000 };

describe('statistics', () => {
  test('intervals hold what they should as often as they should, and see what they should', () => {
    expect(tryStatistics(EFFORT)).toBeNull();
  });

  test.each(MUTANTS)('it is seen when $breaks', async (mutant) => {
    const { evaluation, remove } = await spoilEvaluation(mutant);
    try {
      const broken = tryStatistics(EFFORT, { tried: evaluation, tell: () => undefined });
      expect(broken).toMatch(mutant.law);
    } finally {
      await remove();
    }
  });
});
