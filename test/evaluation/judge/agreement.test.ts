import { describe, expect, test } from 'vitest';
import { agreementOf } from '../../../evaluation/judge/agreement.ts';

describe('agreementOf', () => {
  test("of answers: kappa with its interval as statsmodels' cohens_kappa, shares as its Wilson interval", () => {
    const found = agreementOf([
      [40, 6],
      [9, 45],
    ]);
    expect(found).toMatchObject({ labels: 100, agreed: 85 });
    expect(found.kappa?.value).toBeCloseTo(0.6995192307692307, 9);
    expect(found.kappa?.interval.low).toBeCloseTo(0.5595903407506923, 9);
    expect(found.kappa?.interval.high).toBeCloseTo(0.8394481207877692, 9);
    expect(found.sensitivity?.value).toBeCloseTo(40 / 46, 12);
    expect(found.sensitivity?.interval.low).toBeCloseTo(0.74334142220927, 9);
    expect(found.specificity?.value).toBeCloseTo(45 / 54, 12);
    expect(found.specificity?.interval.high).toBeCloseTo(0.9097560835700272, 9);
  });

  test('of pairs there are three labels, rows and columns in their order, and no share of one of them', () => {
    const found = agreementOf([
      [20, 3, 4],
      [5, 31, 2],
      [1, 6, 28],
    ]);
    expect(found.kappa?.value).toBeCloseTo(0.6812386156648452, 9);
    expect(found.kappa?.interval.low).toBeCloseTo(0.5602045970930952, 9);
    expect(found.kappa?.interval.high).toBeCloseTo(0.8022726342365952, 9);
    expect(found).toMatchObject({ sensitivity: null, specificity: null });
  });

  test('an interval is never without length, nor beyond what kappa can be', () => {
    const all = agreementOf([
      [30, 0],
      [0, 30],
    ]);
    expect(all.kappa?.value).toBe(1);
    expect(all.kappa?.interval.low).toBeGreaterThan(0.8);
    expect(all.kappa?.interval.low).toBeLessThan(0.95);
    const none = agreementOf([
      [0, 5],
      [7, 0],
    ]);
    expect(none.kappa?.interval.low).toBe(-1);
    expect(none.kappa?.interval.high).toBeCloseTo(-0.593858504847872, 9);
  });

  test('where both give one label to all, chance alone explains it; of what nobody labelled nothing is said', () => {
    expect(
      agreementOf([
        [50, 0],
        [0, 0],
      ]),
    ).toMatchObject({ labels: 50, agreed: 50, kappa: null, specificity: null });
    expect(
      agreementOf([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual({ labels: 0, agreed: 0, kappa: null, sensitivity: null, specificity: null });
  });
});
