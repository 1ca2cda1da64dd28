import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareFiles } from '../../app/comparing/compare-files.ts';
import { ACCURACY } from '../support/a-table.ts';
import { freshFolder } from '../support/fresh-folder.ts';

const FORM = { verdict: 'correct', sample: 'n', first: null, scale: null };
const SPEC = { ...ACCURACY, verdicts: FORM };

/** Two verdicts on each of 400 items, which pass where `passes` says so. */
async function tableOf(digest: string, passes: (item: number) => boolean) {
  const path = join(freshFolder(), 'verdicts.csv');
  const rows = Array.from({ length: 800 }, (_, at) => {
    const item = Math.floor(at / 2);
    const part = item % 2 === 0 ? 'even' : 'odd';
    return `i${item},${at % 2},${passes(item) ? 'pass' : 'fail'},${part}`;
  });
  await writeFile(path, ['id,n,correct,part', ...rows].join('\n'));
  return { path, format: 'csv', digest } as const;
}

test('what a judge judged is compared in each slice that its verdicts name, item by item', async () => {
  const now = await tableOf('now', (item) => item % 2 === 0 || item % 3 === 0);
  const before = await tableOf('before', () => true);
  const slices = [{ part: 'even' }, { part: 'odd' }];
  const { beside } = await compareFiles({ spec: SPEC, now, before, slices });
  expect(beside?.slices).toMatchObject([
    { by: { part: 'even' }, pairs: { paired: 200 } },
    {
      by: { part: 'odd' },
      pairs: { paired: 200 },
      // 67 of the 200 odd items are divided by 3.
      metrics: { acc: { type: 'compared', value: 67 / 200, before: 1, n: 200 } },
    },
  ]);
});
