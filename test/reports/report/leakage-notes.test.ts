import { expect, test } from 'vitest';
import type { Leakage } from '../../../evaluation/leakage.ts';
import { leakageNotes, leakageWarnings } from '../../../app/reports/report/leakage-notes.ts';

const checked = (part: Partial<Extract<Leakage, { type: 'checked' }>>): Leakage => ({
  input: 'train.data',
  type: 'checked',
  column: 'id',
  by: 'id',
  test: 5000,
  shared: 0,
  older: null,
  ...part,
});
const report = (...leakage: Leakage[]) => ({ step: 'evaluate', sides: [], metrics: [], leakage });

test.each([
  [{ shared: 412 }, '412 of 5,000 test examples (8.2 %) are in the training data (train.data)'],
  [{ shared: 5000 }, 'all 5,000 test examples are in the training data (train.data)'],
  [{ shared: 1 }, '1 of 5,000 test examples (under 0.1 %) are in the training data (train.data)'],
  [
    { shared: 412, by: 'cluster', column: 'customer' },
    '412 of 5,000 values of customer in the test (8.2 %) are in the training data (train.data)',
  ],
  [
    { older: { examples: 37, of: 6000 } },
    '37 of 6,000 test examples (0.6 %) are older than the newest training data (train.data)',
  ],
] as const)('what the model has learned from is told: %j', (part, text) => {
  expect(leakageWarnings(report(checked(part)))).toEqual([text]);
});

test('what is as it should be is no news, and what nobody looked at is', () => {
  const clean = checked({ older: { examples: 0, of: 5000 } });
  const unseen = { input: 'train.more', type: 'not-checked', reason: 'it is a folder' } as const;
  expect(leakageWarnings(report(clean, unseen))).toEqual([]);
  expect(leakageNotes(report(clean, unseen))).toEqual([
    'leakage from train.more was not looked for: it is a folder',
  ]);
});
