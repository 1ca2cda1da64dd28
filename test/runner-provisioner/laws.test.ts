import { describe, expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { spoilKernel } from './spoil-kernel.ts';
import { tryDay } from './try-days.ts';

const DAYS = 60;

describe('the machines of a day', () => {
  test('keep their laws in any weather', () => {
    expect(firstBroken(DAYS)).toBeNull();
  });

  test.each(MUTANTS)('the laws catch a kernel in which $breaks ($law)', async (mutant) => {
    const { kernel, remove } = await spoilKernel(mutant);
    try {
      expect(firstBroken(5 * DAYS, kernel)).toContain(`${mutant.law}:`);
    } finally {
      await remove();
    }
  });
});

/** What broke first, with its seed; null: nothing did. */
function firstBroken(days: number, kernel?: Parameters<typeof tryDay>[1]): string | null {
  for (let seed = 1; seed <= days; seed += 1) {
    try {
      tryDay(seed, kernel);
    } catch (error) {
      return `${error instanceof Error ? error.message : String(error)} (seed ${seed})`;
    }
  }
  return null;
}
