import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMPUTE_MUTANTS } from './compute/chaos/compute-mutants.ts';
import { REPORT_MUTANTS } from './evaluation/reports/report-mutants.ts';
import { MUTANTS as STATISTICS_MUTANTS } from './evaluation/simulate/mutants.ts';
import { APPROVAL_MUTANTS } from './trust/approvals/approval-mutants.ts';
import { DEMAND_MUTANTS } from './trust/demands/demand-mutants.ts';

/** The faults that the acceptance tests plant, by the folder that their files are named from. */
const TABLES = {
  app: [...APPROVAL_MUTANTS, ...DEMAND_MUTANTS],
  'app/compute': COMPUTE_MUTANTS,
  evaluation: STATISTICS_MUTANTS,
  '': REPORT_MUTANTS,
} as const;

// Playing them takes minutes; that a change of the code left one without its place shows at once.
test('each fault that is planted in a copy of the App has one place there', async () => {
  const misplaced = Object.entries(TABLES).flatMap(([folder, faults]) =>
    faults.map(async ({ breaks, file, from }) => {
      const text = await readFile(join(import.meta.dirname, '..', folder, file), 'utf8');
      const places = text.split(from).length - 1;
      return places === 1 ? [] : [`${join(folder, file)} has ${places} places for: ${breaks}`];
    }),
  );
  expect((await Promise.all(misplaced)).flat()).toEqual([]);
});
