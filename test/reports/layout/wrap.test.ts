import { expect, test } from 'vitest';
import { wrap } from '../../../app/reports/layout/wrap.ts';

test('lines are broken between words, and where the text breaks them itself', () => {
  expect(wrap('the step ended\nearly, and nobody knows why', 12)).toEqual([
    'the step',
    'ended',
    'early, and',
    'nobody knows',
    'why',
  ]);
});

test('a word that is longer than a line stands alone, whole', () => {
  expect(wrap('see https://example.com/a/long/path for more', 10)).toEqual([
    'see',
    'https://example.com/a/long/path',
    'for more',
  ]);
});

test('what is wide on the screen counts as wide', () => {
  expect(wrap('漢字 漢字 🙂', 6)).toEqual(['漢字', '漢字', '🙂']);
});
