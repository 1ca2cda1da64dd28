import { expect, test } from 'vitest';
import { studentWithin } from '../../math/student.ts';
import { runAgainstMean, welch } from '../../math/welch.ts';

// scipy 1.17.1: ttest_ind([…], […], equal_var=False).confidence_interval(0.95)
test('groups of runs that vary differently are held against each other by Welch', () => {
  expect(welch([0.9, 0.92, 0.91], [0.88, 0.89, 0.87, 0.9])).toMatchObject({
    low: expect.closeTo(0.002682885186612121, 9) as number,
    high: expect.closeTo(0.04731711481338792, 9) as number,
    p: expect.closeTo(0.034647553288285726, 9) as number,
    df: expect.closeTo(4.959183673469389, 9) as number,
  });
});

// scipy 1.17.1: t.interval(0.95, 2, loc=0.95 - mean, scale=std(ddof=1) * sqrt(4 / 3))
test('a single run is held against a mean by the prediction interval', () => {
  expect(runAgainstMean(0.95, [0.9, 0.92, 0.91])).toMatchObject({
    low: expect.closeTo(-0.009682754235006717, 9) as number,
    high: expect.closeTo(0.08968275423500657, 9) as number,
  });
});

test('of fewer than three runs, or of equal ones, the noise is not known', () => {
  expect(welch([0.9, 0.91], [0.8, 0.81, 0.82])).toBeNull();
  expect(runAgainstMean(0.9, [0.9, 0.91])).toBeNull();
  expect(welch([0.9, 0.9, 0.9], [0.8, 0.8, 0.8])).toBeNull();
});

// scipy 1.17.1: t.ppf(0.975, df)
test.each([
  [4, 2.7764451051977934],
  [1, 12.706204736174694],
])('of Student’s t with %d degrees of freedom the middle lies within ± %d', (df, within) => {
  expect(studentWithin(0.95, df)).toBeCloseTo(within, 9);
});
