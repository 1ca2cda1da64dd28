import { describe, expect, test } from 'vitest';
import { COMPUTE_MUTANTS } from './compute-mutants.ts';
import { spoilCompute } from './spoil-compute.ts';
import { tryMachineDays } from './try-machine-days.ts';

/** `npm run soak -- --machines --runs 2000` plays more of them. */
const DAYS = 6;

describe('days of machines on the whole App layer', () => {
  test('keep their laws in any weather', async () => {
    expect(await tryMachineDays({ runs: DAYS, seed: 1 })).toBeNull();
  });

  test.each(COMPUTE_MUTANTS)('catch an app in which $breaks', async (mutant) => {
    const { parts, remove } = await spoilCompute(mutant);
    try {
      const broken = await tryMachineDays({ runs: DAYS, seed: 1 }, parts);
      expect(mutant.laws).toContain(broken?.split(':')[0]);
    } finally {
      await remove();
    }
  });
});
