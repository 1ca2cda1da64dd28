import { expect, test } from 'vitest';
import type { Flips } from '../../../evaluation/flips.ts';
import { flipsSection } from '../../../app/web/run/flips-section.ts';

async function shown(...flips: readonly Flips[]): Promise<string | null> {
  const comparisons = { find: async () => new Map(), flipsOf: async () => flips };
  const section = await flipsSection({ comparisons }, 'r1');
  return section === null ? null : section.toString();
}

const COMMON = { against: 'main', metric: 'acc' } as const;

test('the examples that changed stand on the page of a run, and nothing in them is markup', async () => {
  const cells = [{ column: 'text', now: '<b>x</b>', before: 'y' }];
  const page = await shown({
    ...COMMON,
    type: 'found',
    counts: { better: 0, worse: 1234, same: 5 },
    better: [],
    worse: [{ id: '<i>q1</i>', cells }],
  });
  expect(page).toContain('against main, by acc: 0 better, 1,234 worse, 5 as before');
  expect(page).toContain('Worse');
  expect(page).not.toContain('Better');
  expect(page).toContain('&lt;i&gt;q1&lt;/i&gt;');
  expect(page).not.toMatch(/<b>|<i>/);
});

test('why there are none is said, and before anybody knows nothing', async () => {
  expect(await shown({ ...COMMON, type: 'not-found', reason: 'it is empty' })).toContain(
    'no examples to show against main, by acc: it is empty',
  );
  expect(await shown()).toBeNull();
});
