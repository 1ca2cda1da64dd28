import { expect, test } from 'vitest';
import type { Statistic } from '../../evaluation/examples.ts';
import { mcnemarMidP } from '../../evaluation/intervals/mcnemar-mid-p.ts';
import { wilson } from '../../evaluation/intervals/wilson.ts';
import { prepareStatistic } from '../../evaluation/statistics/prepare-statistic.ts';
import type { Rows } from '../../evaluation/statistics/prepared-statistic.ts';

const COLUMNS: Readonly<Record<string, Float64Array>> = {
  label: Float64Array.of(1, 0, 1, 1, 0, 0, 1, 0),
  score: Float64Array.of(0.9, 0.8, 0.7, 0.7, 0.7, 0.3, 0.2, 0.1),
  predicted: Float64Array.of(1, 1, 1, 1, 1, 0, 0, 0),
  actual: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  guess: Float64Array.of(1.5, 1, 3, 6, 5, 5, 9, 8),
};

const ROWS: Rows = {
  count: 8,
  units: 8,
  unitOf: null,
  column: (name) => COLUMNS[name] ?? new Float64Array(),
};

/** How often each row was drawn. */
const DRAWN = Int32Array.of(2, 0, 1, 3, 1, 1, 0, 2);

// numpy 2.4.6 and scipy 1.17.1, on the rows as they are and on `numpy.repeat(rows, DRAWN)`.
test.each<[Statistic, number, number]>([
  [{ type: 'mean', column: 'guess' }, 4.8125, 5],
  [{ type: 'auc', label: 'label', score: 'score' }, 0.625, 0.9166666666666666],
  [
    { type: 'average-precision', label: 'label', score: 'score' },
    0.6928571428571428,
    0.9047619047619049,
  ],
  [{ type: 'precision', label: 'label', predicted: 'predicted' }, 0.6, 0.8571428571428571],
  [{ type: 'recall', label: 'label', predicted: 'predicted' }, 0.75, 1],
  [{ type: 'f1', label: 'label', predicted: 'predicted' }, 0.6666666666666665, 0.923076923076923],
  [{ type: 'rmse', actual: 'actual', predicted: 'guess' }, 1.1319231422671772, 1.161895003862225],
  [{ type: 'mae', actual: 'actual', predicted: 'guess' }, 0.8125, 0.8],
  [{ type: 'quantile', column: 'guess', at: 0.9 }, 8.3, 8],
  [{ type: 'quantile', column: 'guess', at: 0.25 }, 2.625, 3.5],
  [
    { type: 'log-loss', label: 'label', probability: 'score' },
    0.7129493115407484,
    0.3408789586650903,
  ],
])('%o is %d, and of drawn rows %d', (statistic, once, drawn) => {
  const { at } = prepareStatistic(statistic, ROWS);
  expect(at(new Int32Array(8).fill(1))).toBeCloseTo(once, 12);
  expect(at(DRAWN)).toBeCloseTo(drawn, 12);
});

// statsmodels 0.15.0: proportion_confint(above, of, method='wilson')
test.each([
  [7, 0.11792388144489496, 0.40928326158122175],
  [0, 0, 0.1135133931739688],
])('a share of %d in 30 lies between %d and %d', (above, low, high) => {
  expect(wilson(above, 30).low).toBeCloseTo(low, 12);
  expect(wilson(above, 30).high).toBeCloseTo(high, 12);
});

// statsmodels 0.15.0: mcnemar([[0, 1], [6, 0]], exact=True).pvalue - scipy.stats.binom.pmf(1, 7, 0.5)
test('six of seven pairs that go one way leave a mid-p of 7 %', () => {
  expect(mcnemarMidP(1, 6)).toBeCloseTo(0.0703125, 12);
  expect(mcnemarMidP(3, 3)).toBe(1);
});
