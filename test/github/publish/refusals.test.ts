import { expect, test } from 'vitest';
import {
  MOST_REFUSALS,
  offerAt,
  refusalWords,
  refusedAgain,
} from '../../../app/github/publish/refused.ts';

const refusal = {
  type: 'refusal',
  reason: 'locked',
  status: 403,
  sentence: 'The conversation is locked',
} as const;
const words = refusalWords({ type: 'comment' }, refusal);
const refused = (times: number, digest = 'same') => ({ times, digest, at: 1000, words: 'no' });

test('what was never refused, or is taken since, may be offered at once', () => {
  expect(offerAt(null, 'same')).toBe(0);
  expect(offerAt(refused(0), 'same')).toBe(0);
});

test('what was refused is offered later each time, an hour later at most', () => {
  expect([1, 2, 3, 9].map((times) => offerAt(refused(times), 'same'))).toEqual([
    11_000, 21_000, 41_000, 2_561_000,
  ]);
  expect(offerAt(refused(MOST_REFUSALS), 'other')).toBe(3_601_000);
});

test('what was refused for the last time is left alone until it says something else', () => {
  expect(offerAt(refused(MOST_REFUSALS - 1), 'same')).not.toBeNull();
  expect(offerAt(refused(MOST_REFUSALS), 'same')).toBeNull();
  expect(offerAt(refused(MOST_REFUSALS), 'other')).not.toBeNull();
});

test('refusals are counted from the first, up to the last, with GitHub’s words', () => {
  const once = refusedAgain(null, { digest: 'a', words, at: 5 });
  expect(once).toEqual({
    times: 1,
    digest: 'a',
    at: 5,
    words: 'GitHub refused (403): The conversation is locked. Unlock the conversation.',
  });
  expect(refusedAgain(once, { digest: 'b', words, at: 6 })).toMatchObject({ times: 2, at: 6 });
  const last = refused(MOST_REFUSALS);
  expect(refusedAgain(last, { digest: 'b', words, at: 6 }).times).toBe(MOST_REFUSALS);
});
