import { describe, expect, test } from 'vitest';
import {
  readUsage,
  wordsForIdleGpus,
  type UsageSample,
} from '../../runner-provisioner/boot/read-usage.ts';

const MINUTE = 60_000;

/** A sample a minute, from 0 on: the use of each GPU. */
function minutes(uses: readonly (readonly (number | null)[])[]): UsageSample[] {
  return uses.map((gpus, minute) => ({
    at: minute * MINUTE,
    gpus: gpus.map((usePercent) => ({ usePercent, usedMib: 4, totalMib: 22_888, watts: null })),
  }));
}

describe('what a machine says of its GPUs', () => {
  test('is a sample a GPU, with what the driver does not say left open', () => {
    expect(readUsage('35,10240,22888,120.5;-,4,22888,-;')).toEqual([
      { usePercent: 35, usedMib: 10_240, totalMib: 22_888, watts: 120.5 },
      { usePercent: null, usedMib: 4, totalMib: 22_888, watts: null },
    ]);
    expect(readUsage('')).toEqual([]);
  });

  test.each([
    ['words', 'idle'],
    ['a field too few', '1,2,3;'],
    ['a number that is none', '1,2,3,1e9;'],
    ['a negative one', '-1,2,3,4;'],
    ['more GPUs than any machine has', '1,2,3,4;'.repeat(17)],
    ['more than it would ever say', `${'1'.repeat(2000)},2,3,4;`],
  ])('is refused when it is %s', (_, text) => {
    expect(readUsage(text)).toBeNull();
  });
});

describe('a GPU that nothing uses', () => {
  test('is told of after a quarter of an hour', () => {
    const idle = minutes(Array.from({ length: 16 }, () => [0, 4]));
    expect(wordsForIdleGpus(idle, 15 * MINUTE)).toMatch(
      /^All 2 GPUs were used less than 5 % for 15 minutes\. If the step/,
    );
    expect(wordsForIdleGpus(idle.slice(1), 15 * MINUTE)).toBeNull();
  });

  test('is not one beside another that works, nor one that worked a moment ago', () => {
    const beside = minutes(Array.from({ length: 20 }, () => [0, 80]));
    expect(wordsForIdleGpus(beside, 19 * MINUTE)).toBeNull();
    const lately = minutes([...Array.from({ length: 20 }, () => [0]), [5], [0]]);
    expect(wordsForIdleGpus(lately, 21 * MINUTE)).toBeNull();
  });

  test('is not known of a machine without GPUs, one that does not say, one that was silent, and one that is', () => {
    const long = Array.from({ length: 20 }, () => [0]);
    expect(wordsForIdleGpus(minutes(long.map(() => [])), 19 * MINUTE)).toBeNull();
    expect(wordsForIdleGpus(minutes(long.map(() => [null])), 19 * MINUTE)).toBeNull();
    expect(wordsForIdleGpus(minutes(long), 23 * MINUTE)).toBeNull();
    const gap = minutes(long).filter(({ at }) => at < 6 * MINUTE || at > 10 * MINUTE);
    expect(wordsForIdleGpus(gap, 19 * MINUTE)).toBeNull();
    expect(wordsForIdleGpus([], 0)).toBeNull();
  });
});
