import { expect, test } from 'vitest';
import { chanceOf, halfOf } from '../../app/reports/report/both-noises.ts';
import { studentWithin } from '../../math/student.ts';
import { errorOfDifference, meanOf, spreadOf } from '../../math/welch.ts';

function between(now: readonly number[], before: readonly number[]) {
  const change = meanOf(now) - meanOf(before);
  const means = [now, before].map((runs) => ({ of: runs.length, spread: spreadOf(runs) }));
  const error = errorOfDifference(means[0]!, means[1]!);
  if (error === null) return null;
  const half = halfOf(error);
  return { low: change - half, high: change + half, p: chanceOf(change, error), df: error.df };
}

// scipy 1.17.1: ttest_ind([…], […], equal_var=False).confidence_interval(0.95)
test('groups of runs that vary differently are held against each other by Welch', () => {
  expect(between([0.9, 0.92, 0.91], [0.88, 0.89, 0.87, 0.9])).toMatchObject({
    low: expect.closeTo(0.002682885186612121, 9) as number,
    high: expect.closeTo(0.04731711481338792, 9) as number,
    p: expect.closeTo(0.034647553288285726, 9) as number,
    df: expect.closeTo(4.959183673469389, 9) as number,
  });
});

// scipy 1.17.1: t.interval(0.95, 2, loc=0.95 - mean, scale=std(ddof=1) * sqrt(4 / 3))
test('a single run is held against a mean by the prediction interval', () => {
  expect(between([0.95], [0.9, 0.92, 0.91])).toMatchObject({
    low: expect.closeTo(-0.009682754235006717, 9) as number,
    high: expect.closeTo(0.08968275423500657, 9) as number,
  });
});

test('of fewer than three runs, or of equal ones, the noise is not known', () => {
  expect(spreadOf([0.9, 0.91])).toBeNull();
  expect(spreadOf([0.9, 0.9, 0.9])).toBeNull();
  expect(spreadOf([0.1, Number.POSITIVE_INFINITY, 0.3])).toBeNull();
  expect(between([0.9, 0.91], [0.8, 0.81])).toBeNull();
});

// scipy 1.17.1: hypot(0.01 * norm.isf(p / 2), 0.02 * t.isf(p / 2, 4)) at p = 0.05; 0.06 at the other
test('with an error that is known, the halves of both intervals add up by their squares', () => {
  const training = { error: 0.02, df: 4 };
  expect(halfOf(training, 0.01)).toBeCloseTo(0.058886372370355156, 9);
  expect(chanceOf(-0.06, training, 0.01)).toBeCloseTo(0.04728333761572522, 9);
  // At the end of the interval the chance is that of the interval.
  expect(chanceOf(halfOf(training, 0.03), training, 0.03)).toBeCloseTo(0.05, 9);
});

// scipy 1.17.1: t.ppf(0.975, df)
test.each([
  [4, 2.7764451051977934],
  [1, 12.706204736174694],
])('of Student’s t with %d degrees of freedom the middle lies within ± %d', (df, within) => {
  expect(studentWithin(0.95, df)).toBeCloseTo(within, 9);
});
