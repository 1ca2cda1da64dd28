import { expect, test } from 'vitest';
import { KnownLimit } from '../../app/wire/known-limit.ts';

const DAY_MS = 24 * 3_600_000;

function opened() {
  let now = 0;
  const limit = new KnownLimit({ now: () => now }, { perMs: 60_000, each: 2, all: 4 });
  return { limit, pass: (ms: number) => void (now += ms) };
}

test('strangers who take all of their room take none of who is known', () => {
  const { limit } = opened();
  limit.know('ada');
  const taken = ['a', 'b', 'c', 'd', 'e'].map((stranger) => limit.take('made up', stranger));
  expect(taken).toEqual([true, true, true, true, false]);
  expect([limit.take('ada'), limit.take('ada'), limit.take('ada')]).toEqual([true, true, false]);
});

test('who becomes known has no more in that minute than they would have had', () => {
  const { limit, pass } = opened();
  expect(limit.take('ada')).toBe(true);
  for (let again = 0; again < 3; again += 1) limit.know('ada');
  expect([limit.take('ada'), limit.take('ada')]).toEqual([true, false]);
  pass(60_000);
  limit.know('ada');
  expect([limit.take('ada'), limit.take('ada'), limit.take('ada')]).toEqual([true, true, false]);
});

test('names of one share are counted together, and who is forgotten is a stranger', () => {
  const { limit, pass } = opened();
  limit.know('one', 'ada');
  limit.know('other', 'ada');
  expect([limit.take('one'), limit.take('other'), limit.take('one')]).toEqual([true, true, false]);
  pass(60_000);
  limit.forget('one');
  for (const stranger of ['a', 'b', 'c', 'd']) limit.take('made up', stranger);
  expect([limit.take('one', 'e'), limit.take('other')]).toEqual([false, true]);
});

test('who was not seen for a day is a stranger again, and so is the oldest of ten thousand', () => {
  const { limit, pass } = opened();
  const isKnown = (name: string) => {
    pass(60_000);
    for (const stranger of ['a', 'b', 'c', 'd']) limit.take('made up', stranger);
    return limit.take(name);
  };
  limit.know('ada');
  expect(isKnown('ada')).toBe(true);
  pass(DAY_MS);
  expect(isKnown('ada')).toBe(false);
  limit.know('ada');
  for (let other = 1; other < 10_000; other += 1) limit.know(`other ${other}`);
  expect(isKnown('ada')).toBe(true);
  limit.know('one more');
  expect([isKnown('ada'), isKnown('other 1')]).toEqual([false, true]);
});
