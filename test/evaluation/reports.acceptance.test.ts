import { describe, expect, test } from 'vitest';
import { REPORT_MUTANTS } from './reports/report-mutants.ts';
import { spoilReporting } from './reports/spoil-reporting.ts';
import { tryReports } from './reports/try-reports.ts';

// A tenth of `npm run soak -- --statistics`, which asks for a thousand reports.
const EFFORT = { runs: 100, seed: 7 };

describe('reports with both noises known', () => {
  test('call by chance what they may, and see what they should', () => {
    expect(tryReports(EFFORT)).toBeNull();
  });

  test.each(REPORT_MUTANTS)('it is seen when $breaks', async (mutant) => {
    const { reporting, remove } = await spoilReporting(mutant);
    try {
      const broken = tryReports(EFFORT, { tried: reporting, tell: () => undefined });
      expect(broken).toMatch(mutant.law);
    } finally {
      await remove();
    }
  });
});
