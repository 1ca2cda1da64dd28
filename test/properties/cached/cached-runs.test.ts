import { expect, test } from 'vitest';
import { tryCachedRuns } from './try-cached-runs.ts';

test('20 random sequences of edits and damage end alike with the cache and without', async () => {
  expect(await tryCachedRuns({ runs: 20, seed: 1 })).toBeNull();
}, 180_000);
