import { expect, test } from 'vitest';
import { tryCachedRuns } from './try-cached-runs.ts';

// Each is some runs of real commands, about a second long; 200 of them: cached-runs.acceptance.test.ts.
test('5 random sequences of edits and damage end alike with the cache and without', async () => {
  expect(await tryCachedRuns({ runs: 5, seed: 1 })).toBeNull();
});
