import { describe, expect, test } from 'vitest';
import { compareExamples } from '../../evaluation/compare/compare-examples.ts';
import { measureExamples } from '../../evaluation/compare/measure-examples.ts';
import type { Examples, Statistic } from '../../evaluation/examples.ts';
import { accelerationOf } from '../../evaluation/intervals/acceleration-of.ts';
import { chanceOf as chanceOfValue, halfOf } from '../../app/reports/report/both-noises.ts';
import { bca, scoreWithin } from '../../evaluation/intervals/bca.ts';
import { drawWeights } from '../../evaluation/intervals/draw-weights.ts';
import { mcnemarMidP } from '../../evaluation/intervals/mcnemar-mid-p.ts';
import { agreementOf } from '../../evaluation/judge/agreement.ts';
import { wilson } from '../../evaluation/intervals/wilson.ts';
import { difference } from '../../evaluation/statistics/difference.ts';
import { prepareStatistic } from '../../evaluation/statistics/prepare-statistic.ts';
import type { Rows } from '../../evaluation/statistics/prepared-statistic.ts';
import { benjaminiHochberg } from '../../math/benjamini-hochberg.ts';
import { holm } from '../../math/holm.ts';
import { studentTwoSided, studentWithin } from '../../math/student.ts';
import { errorOfDifference, meanOf, spreadOf } from '../../math/welch.ts';
import { expectedMaximum } from '../../math/expected-maximum.ts';
import { askReferences } from './references/ask-references.ts';
import { chanceOf } from './simulate/random.ts';
import { Names } from '../../evaluation/names/names.ts';
import { examplesOf, plainOf } from '../support/plain-examples.ts';

/** Of closed forms. */
const EXACT = 1e-6;

/**
 * Of two bootstraps with resamples of their own, as a share of the standard error. With 10,000 resamples a bound has a
 * Monte-Carlo error of 0.027 by its own rank and 0.025 by that of the bias, so two of them differ by 0.052; four such.
 */
const MONTE_CARLO = 0.21;

const STATISTICS: readonly Statistic[] = [
  { type: 'mean', column: 'guess' },
  { type: 'auc', label: 'label', score: 'score' },
  { type: 'average-precision', label: 'label', score: 'score' },
  { type: 'f1', label: 'label', predicted: 'predicted' },
  { type: 'precision', label: 'label', predicted: 'predicted' },
  { type: 'recall', label: 'label', predicted: 'predicted' },
  { type: 'rmse', actual: 'actual', predicted: 'guess' },
  { type: 'mae', actual: 'actual', predicted: 'guess' },
  { type: 'quantile', column: 'guess', at: 0.9 },
  { type: 'quantile', column: 'guess', at: 0.37 },
  { type: 'log-loss', label: 'label', probability: 'probability' },
];

const ROWS = 240;
const PER_CLUSTER = 4;

/** Two sides of the same rows; scores with many ties where they are rounded. */
function sidesOf(seed: string, digits = 2): { readonly now: Examples; readonly before: Examples } {
  const { normal, uniform } = chanceOf(seed);
  const labels = Float64Array.from({ length: ROWS }, () => (uniform() < 0.35 ? 1 : 0));
  const shared = labels.map((label) => label + normal());
  const actual = shared.map((each) => 3 * each + normal());
  const side = (skill: number): Examples => {
    const score = shared.map((each) => Number((skill * each + 0.6 * normal()).toFixed(digits)));
    return examplesOf({
      ids: Array.from({ length: ROWS }, (_, row) => `row ${row}`),
      clusters: null,
      columns: {
        label: labels,
        score,
        predicted: score.map((each) => (each > 0.5 ? 1 : 0)),
        probability: score.map((each) => Math.min(1, Math.max(0, 0.5 + each / 5))),
        actual,
        guess: score.map((each) => 3 * each + 0.1 * each ** 2),
      },
    });
  };
  return { now: side(1), before: side(0.8) };
}

function rowsOf({ ids, columns }: Examples, clusters: Int32Array | null): Rows {
  return {
    count: ids.length,
    units: clusters === null ? ids.length : Math.max(...clusters) + 1,
    unitOf: clusters,
    column: (name) => columns.get(name) ?? new Float64Array(),
  };
}

const CLUSTERS = Int32Array.from({ length: ROWS }, (_, row) => Math.floor(row / PER_CLUSTER));

function lists(examples: Examples): Record<string, number[]> {
  const { columns } = plainOf(examples);
  return Object.fromEntries(Object.entries(columns).map(([name, each]) => [name, [...each]]));
}

function inClusters(side: Examples, clusters: Int32Array | null): Examples {
  return { ...side, clusters: clusters && Names.of(Array.from(clusters, String)) };
}

describe('against scipy', () => {
  test('every statistic of a resample is the one of rows that are there so often', () => {
    const cases = ['a', 'b', 'c'].flatMap((seed) =>
      [0, 2].map((digits) => {
        const weights = new Int32Array(ROWS);
        drawWeights(seed, ROWS)(weights);
        return { weights, examples: sidesOf(seed, digits).now };
      }),
    );
    const answers = askReferences(
      cases.map(({ weights, examples }) => [
        'values',
        { weights: [...weights], columns: lists(examples), statistics: STATISTICS },
      ]),
    ) as number[][];
    for (const [at, { weights, examples }] of cases.entries()) {
      for (const [which, statistic] of STATISTICS.entries()) {
        const value = prepareStatistic(statistic, rowsOf(examples, null)).at(weights);
        const expected = answers[at]?.[which] ?? Number.NaN;
        expect(value, statistic.type).toBeCloseTo(expected, 7);
      }
    }
  });

  test.each([
    ['rows', null],
    ['clusters', CLUSTERS],
  ])('of the same resamples of %s the interval is the same', (_, clusters) => {
    const { now, before } = sidesOf('same resamples');
    const rows = rowsOf(now, clusters);
    const cases = STATISTICS.map((statistic) => {
      const change = difference(
        prepareStatistic(statistic, rows),
        prepareStatistic(statistic, rowsOf(before, clusters)),
      );
      const draw = drawWeights(statistic.type, rows.units);
      const weights = new Int32Array(rows.units);
      const resampled = Float64Array.from({ length: 2000 }, () => {
        draw(weights);
        return rounded(change.at(weights));
      });
      const value = rounded(change.at(new Int32Array(rows.units).fill(1)));
      const acceleration = accelerationOf(change, rows);
      const found = bca({ value, resampled, acceleration, units: rows.units });
      return { statistic, resampled: [...resampled], found };
    });
    const sides = { now: lists(now), before: lists(before), clusters: clusters && [...clusters] };
    const answers = askReferences(
      cases.map(({ statistic, resampled }) => [
        'bootstrap',
        { ...sides, statistic, resampled, score: scoreWithin(rows.units) },
      ]),
    ) as { low: number; high: number; error: number }[];
    for (const [at, { statistic, found }] of cases.entries()) {
      const { low = 0, high = 0, error = 0 } = answers[at] ?? {};
      const off = [found?.interval.low, found?.interval.high, found?.error].map((each, which) =>
        Math.abs((each ?? Number.NaN) - ([low, high, error][which] ?? 0)),
      );
      expect(Math.max(...off) / error, statistic.type).toBeLessThan(EXACT);
    }
  });

  test('of its own resamples the interval is the same but for Monte-Carlo error', () => {
    const { now, before } = sidesOf('own resamples');
    const asked: readonly [Statistic, Int32Array | null][] = [
      [{ type: 'mean', column: 'guess' }, null],
      [{ type: 'f1', label: 'label', predicted: 'predicted' }, null],
      [{ type: 'rmse', actual: 'actual', predicted: 'guess' }, CLUSTERS],
      [{ type: 'auc', label: 'label', score: 'score' }, CLUSTERS],
    ];
    const answers = askReferences(
      asked.map(([statistic, clusters]) => {
        const sides = { now: lists(now), before: lists(before) };
        const score = scoreWithin(rowsOf(now, clusters).units);
        const options = { clusters: clusters && [...clusters], resamples: 10_000, score };
        return ['bootstrap', { ...sides, ...options, statistic }];
      }),
    ) as { low: number; high: number; error: number }[];
    for (const [at, [statistic, clusters]] of asked.entries()) {
      const { metrics } = compareExamples(
        inClusters(now, clusters),
        inClusters(before, clusters),
        { metric: statistic },
        { seed: 'ours' },
      );
      const found = metrics['metric'];
      if (found?.type !== 'compared') throw new Error(JSON.stringify(found));
      const { low = 0, high = 0, error = 0 } = answers[at] ?? {};
      expect(Math.abs(found.interval.low - low) / error, statistic.type).toBeLessThan(MONTE_CARLO);
      expect(Math.abs(found.interval.high - high) / error).toBeLessThan(MONTE_CARLO);
      // The spread of 10,000 is known to 0.7 %, of two such the difference to 1 %; four such.
      expect(Math.abs(found.error / error - 1), statistic.type).toBeLessThan(0.04);
    }
  });

  test("the error of few positives' AUC is DeLong's", () => {
    const { now, before } = sidesOf('delong', 1);
    const label = (now.columns.get('label') ?? new Float64Array()).map((each, row) =>
      row < 70 ? each : 0,
    );
    const few = (side: Examples): Examples => {
      const { columns, ...rest } = plainOf(side);
      return examplesOf({ ...rest, columns: { ...columns, label } });
    };
    const auc: Statistic = { type: 'auc', label: 'label', score: 'score' };
    const { metrics } = compareExamples(few(now), few(before), { auc }, { seed: '' });
    const found = metrics['auc'];
    if (found?.type !== 'compared') throw new Error(JSON.stringify(found));
    expect(found.method).toEqual({ type: 'delong' });
    const scores = [now, before].map(({ columns }) => Array.from(columns.get('score') ?? []));
    const [error = 0] = askReferences([
      ['delong', { label: [...label], now: scores[0], before: scores[1] }],
    ]) as number[];
    expect(Math.abs(found.error / error - 1)).toBeLessThan(EXACT);
  });

  test("agreement beyond chance is statsmodels' kappa, of two labels and of three", () => {
    const { uniform } = chanceOf('kappa');
    const tables = Array.from({ length: 20 }, (_, at) => {
      const labels = Array.from({ length: 2 + (at % 2) }, (_, label) => label);
      return labels.map((row) =>
        labels.map((column) => Math.floor(uniform() * (row === column ? 60 : 15)) + 1),
      );
    });
    const answers = askReferences(tables.map((table) => ['kappa', table] as const)) as number[][];
    for (const [at, answer] of answers.entries()) {
      const { value, interval } = agreementOf(tables[at] ?? []).kappa ?? {};
      const found = [value, interval?.low, interval?.high];
      expect(found, JSON.stringify(tables[at])).toMatchObject(within(answer) as object);
    }
  });

  test('closed forms are the same', () => {
    const { normal, uniform } = chanceOf('closed forms');
    const runs = (count: number, spread: number): number[] =>
      Array.from({ length: count }, () => 0.9 + spread * normal());
    const groups = [3, 4, 9].map((count) => ({ now: runs(count, 0.01), before: runs(5, 0.03) }));
    const shares = [0, 1, 7, 30].map((count) => [count, 30] as const);
    const pairs = Array.from({ length: 30 }, (_, at) => [at % 6, Math.floor(at / 6)] as const);
    const tails = [1, 2.5, 4, 30, 1000, 999_999].map((df) => ({ df, t: 2.1, level: 0.95 }));
    const chances = [3, 40, 240].map((count) => ({
      level: 0.1,
      p: Array.from({ length: count }, () => uniform() ** 3),
    }));
    const single = { run: 0.93, runs: runs(5, 0.01) };
    const known = [0.001, 0.01, 0.02].map((test) => ({ change: 0.95, test, runs: runs(4, 0.01) }));
    const best = [2, 5, 40];
    const [ours, questions] = [
      [
        ...groups.map(({ now, before }) => {
          const { low, high, p, df } = differenceOf(now, before);
          return { low, high, p, df };
        }),
        differenceOf([single.run], single.runs),
        ...known.map(({ change, test, runs }) => differenceOf([change], runs, test)),
        ...best.map((count) => expectedMaximum(count)),
        ...shares.map(([above, of]) => Object.values(wilson(above, of))),
        ...pairs.map(([up, down]) => mcnemarMidP(up, down)),
        ...tails.map(({ level, df }) => studentWithin(level, df)),
        ...tails.map(({ t, df }) => studentTwoSided(t, df)),
        ...chances.map(({ p, level }) => benjaminiHochberg(p, level)),
        ...chances.map(({ p, level }) => holm(p, level)),
      ],
      [
        ...groups.map((each) => ['welch', each] as const),
        ['prediction', single] as const,
        ...known.map((each) => ['both-noises', each] as const),
        ...best.map((each) => ['maximum', each] as const),
        ...shares.map((each) => ['wilson', each] as const),
        ...pairs.map((each) => ['mid-p', each] as const),
        ...tails.map((each) => ['student', each] as const),
        ...tails.map((each) => ['student-p', each] as const),
        ...chances.map((each) => ['bh', each] as const),
        ...chances.map((each) => ['holm', each] as const),
      ],
    ];
    for (const [at, answer] of askReferences(questions).entries()) {
      expect(ours[at], JSON.stringify(questions[at])).toMatchObject(within(answer) as object);
    }
  });

  test('one side alone: a share is held by Wilson, an AUC by resamples', () => {
    const { now } = sidesOf('alone');
    const measured = measureExamples(
      now,
      { share: { type: 'mean', column: 'predicted' } },
      { seed: '' },
    );
    const above = (now.columns.get('predicted') ?? new Float64Array()).reduce((a, b) => a + b, 0);
    const [bounds = []] = askReferences([['wilson', [above, ROWS]]]) as number[][];
    expect(measured['share']).toMatchObject({
      interval: { low: within(bounds[0]), high: within(bounds[1]) },
    });
  });
});

/** What reports say of two groups of trainings; `test`: the standard error of the change by the test set. */
function differenceOf(now: readonly number[], before: readonly number[], test = 0) {
  const [mean, was] = [now, before].map((runs) => ({ of: runs.length, spread: spreadOf(runs) }));
  const training = mean && was ? errorOfDifference(mean, was) : null;
  if (training === null) throw new Error('their noise is not known');
  const change = meanOf(now) - meanOf(before);
  const [half, p] = [halfOf(training, test), chanceOfValue(change, training, test)];
  return { low: change - half, high: change + half, p, df: training.df };
}

/** As `references.py` does. */
function rounded(value: number): number {
  return Number(value.toFixed(12));
}

/** The same shape, with each number as what is near to it. */
function within(answer: unknown): unknown {
  if (typeof answer === 'number') return expect.closeTo(answer, 7);
  if (Array.isArray(answer)) return answer.map(within);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([key, each]) => [key, within(each)]));
}
