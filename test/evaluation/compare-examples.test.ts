import { describe, expect, test } from 'vitest';
import type { MetricComparison } from '../../evaluation/comparison.ts';
import { compareExamples } from '../../evaluation/compare/compare-examples.ts';
import { measureExamples } from '../../evaluation/compare/measure-examples.ts';
import type { Examples, Statistic } from '../../evaluation/examples.ts';
import { chanceOf } from './simulate/random.ts';
import { Names } from '../../evaluation/names/names.ts';
import { examplesOf, plainOf, type PlainExamples } from '../support/plain-examples.ts';

const MEAN: Statistic = { type: 'mean', column: 'x' };

function sideOf(values: readonly number[], more: Partial<PlainExamples> = {}): Examples {
  const ids = values.map((_, row) => `${row}`);
  return examplesOf({ ids, clusters: null, columns: { x: Float64Array.from(values) }, ...more });
}

/** 0 and 1 in turns, of which these rows are the other way round. */
function answers(count: number, flipped: number): number[] {
  return Array.from({ length: count }, (_, row) => (row < flipped ? (row + 1) % 2 : row % 2));
}

function noise(count: number, seed: string): number[] {
  const { normal } = chanceOf(seed);
  return Array.from({ length: count }, normal);
}

function compare(
  now: Examples,
  before: Examples,
  metric: Statistic = MEAN,
): MetricComparison | undefined {
  return compareExamples(now, before, { metric }, { seed: 'seed', resamples: 500 }).metrics[
    'metric'
  ];
}

describe('compareExamples', () => {
  test('the same seed gives the same numbers, whatever else is asked', () => {
    const [now, before] = [sideOf(noise(50, 'a')), sideOf(noise(50, 'b'))];
    const alone = compareExamples(now, before, { a: MEAN }, { seed: 's' }).metrics['a'];
    const median: Statistic = { type: 'quantile', column: 'x', at: 0.5 };
    const both = compareExamples(now, before, { m: median, a: MEAN }, { seed: 's' }).metrics['a'];
    expect(both).toEqual(alone);
    expect(alone).toMatchObject({ type: 'compared', n: 50, clusters: null });
  });

  test('rows are paired by their ids, in whatever order, and those on one side are counted', () => {
    const values = noise(40, 'a');
    const before = sideOf(noise(40, 'b'));
    const { ids, columns } = plainOf(before);
    const reversed = examplesOf({
      ids: ids.toReversed(),
      clusters: null,
      columns: { x: columns['x']?.toReversed() ?? new Float64Array() },
    });
    expect(compare(sideOf(values), reversed)).toEqual(compare(sideOf(values), before));
    const { pairs } = compareExamples(
      sideOf(values.slice(0, 30)),
      reversed,
      { m: MEAN },
      { seed: '', resamples: 100 },
    );
    expect(pairs).toEqual({ by: 'id', paired: 30, onlyNow: 0, onlyBefore: 10 });
  });

  test('few pairs that differ are too few to tell, with an exact p', () => {
    expect(compare(sideOf(answers(100, 6)), sideOf(answers(100, 0)))).toEqual({
      type: 'too-few',
      value: 0.5,
      before: 0.5,
      n: 100,
      discordant: 6,
      p: 1,
      // scipy 1.17.1: beta.ppf(0.975, 4, 97), for three up and three down
      bounds: {
        low: expect.closeTo(-0.085176052974, 11),
        high: expect.closeTo(0.085176052974, 11),
      },
      reason: 'the sides differ in only 6 of 100 examples: too few to tell (fewer than 10)',
    });
    expect(compare(sideOf(answers(100, 10)), sideOf(answers(100, 0)))).toMatchObject({
      type: 'compared',
      discordant: 10,
    });
  });

  test('where no answer differs it says so, and how far the truth may still lie', () => {
    const same = sideOf(answers(100, 0));
    expect(compare(same, same)).toMatchObject({
      type: 'too-few',
      discordant: 0,
      reason: 'all 100 examples are as they were',
      // scipy 1.17.1: beta.ppf(0.975, 1, 100)
      bounds: {
        low: expect.closeTo(-0.036216692645, 11),
        high: expect.closeTo(0.036216692645, 11),
      },
    });
    const [numbers] = [sideOf(noise(60, 'a'))];
    expect(compare(numbers, numbers)).toMatchObject({
      type: 'too-few',
      reason: 'all 60 examples are as they were',
    });
    expect(compare(numbers, numbers)).not.toHaveProperty('bounds');
  });

  test('a change without any spread is too few, however far it goes', () => {
    const before = noise(30, 'a');
    const now = before.map((value) => value + 0.1);
    expect(compare(sideOf(now), sideOf(before))).toMatchObject({
      type: 'too-few',
      reason: 'the change is the same in every resample: nothing shows how much it would vary',
    });
  });

  test('ids that repeat are refused without clusters, and with them the clusters are compared', () => {
    const ids = Array.from({ length: 60 }, (_, row) => `${Math.floor(row / 2)}`);
    const [now, before] = [sideOf(noise(60, 'a'), { ids }), sideOf(noise(60, 'b'), { ids })];
    expect(compare(now, before)).toEqual({
      type: 'not-compared',
      reason:
        'id `0` occurs 2 times, and 29 other ids repeat: say with `cluster` what belongs together',
    });
    const { pairs, metrics } = compareExamples(
      { ...now, clusters: Names.of(ids) },
      { ...before, clusters: Names.of(ids) },
      { m: MEAN },
      { seed: '', resamples: 500 },
    );
    expect(pairs).toEqual({ by: 'cluster', paired: 30, onlyNow: 0, onlyBefore: 0 });
    expect(metrics['m']).toMatchObject({ type: 'compared', n: 60, clusters: 30 });
  });

  const AUC: Statistic = { type: 'auc', label: 'label', score: 'x' };
  const label = (of: (row: number) => number): Float64Array =>
    Float64Array.from({ length: 40 }, (_, row) => of(row));
  const X = Float64Array.from(noise(40, 'a'));

  test.each<[string, Statistic, Readonly<Record<string, Float64Array>>, string]>([
    ['a column is missing', MEAN, { xs: X }, 'now: there is no column `x`: it has `xs`'],
    [
      'a number is missing',
      MEAN,
      { x: X.with(3, Number.NaN) },
      'now: `x` has no number in 1 of 40 examples',
    ],
    [
      'labels are of one class',
      AUC,
      { x: X, label: label(() => 1) },
      'now: `label` is true in all 40 examples: there is nothing to tell apart',
    ],
    [
      'scores are all the same',
      AUC,
      { x: label(() => 0.5), label: label((row) => row % 2) },
      'now: `x` is 0.5 in all 40 examples: it ranks nothing',
    ],
    [
      'labels are no answers',
      AUC,
      { x: X, label: label((row) => row % 3) },
      'now: `label` must be true or false (1 or 0); in 13 of 40 examples it is not',
    ],
  ])('where %s it says so', (_, statistic, columns, reason) => {
    const side = sideOf([...X], { columns });
    expect(compare(side, side, statistic)).toEqual({ type: 'not-compared', reason });
  });

  test('sides that were held against other labels are not compared', () => {
    const now = sideOf([...X], { columns: { x: X, label: label((row) => row % 2) } });
    const before = sideOf([...X], { columns: { x: X, label: label((row) => (row + 1) % 2) } });
    expect(compare(now, before, AUC)).toEqual({
      type: 'not-compared',
      reason:
        '`label` differs between the sides in 40 of 40 examples: they were not held against the same truth',
    });
  });

  test('a quantile needs twenty examples beyond it', () => {
    const at = { type: 'quantile', column: 'x', at: 0.95 } as const;
    expect(compare(sideOf(noise(399, 'a')), sideOf(noise(399, 'b')), at)).toMatchObject({
      type: 'too-few',
      reason: '399 examples are too few for the quantile at 0.95 (it needs 400)',
    });
    expect(compare(sideOf(noise(400, 'a')), sideOf(noise(400, 'b')), at)?.type).toBe('compared');
  });

  test('p lies below 0.05 just where the interval does not hold 0', () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const shift = seed / 100;
      const now = sideOf(noise(40, `now ${seed}`).map((value) => value + shift));
      const found = compare(now, sideOf(noise(40, `before ${seed}`)));
      if (found?.type !== 'compared') throw new Error(found?.reason);
      const { low, high } = found.interval;
      expect(found.p < 0.05, JSON.stringify(found)).toBe(low > 0 || high < 0);
      expect(found.p).toBeGreaterThan(0);
    }
  });

  test('of very many examples groups are drawn, and the error is that of all of them', () => {
    const [now, before] = [sideOf(noise(30_000, 'a')), sideOf(noise(30_000, 'b'))];
    const found = compare(now, before);
    expect(found).toMatchObject({
      type: 'compared',
      method: { type: 'bca', resamples: 500, units: 20_000 },
    });
    // Of 500 resamples the error is known to 3 %.
    const error = found?.type === 'compared' ? found.error : 0;
    expect(Math.abs(error / Math.sqrt(2 / 30_000) - 1)).toBeLessThan(0.12);
  });
});

describe('measureExamples', () => {
  test('a share of examples that stand alone has Wilson’s interval, even where it is all of them', () => {
    const all = sideOf(Array.from({ length: 30 }, () => 1));
    expect(measureExamples(all, { m: MEAN }, { seed: '' })['m']).toMatchObject({
      type: 'measured',
      value: 1,
      interval: { high: 1 },
      method: { type: 'wilson' },
    });
  });

  test('other numbers have the interval of resamples, or are too few', () => {
    const statistics = { m: MEAN };
    const enough = measureExamples(sideOf(noise(50, 'a')), statistics, { seed: '' })['m'];
    expect(enough).toMatchObject({ type: 'measured', method: { type: 'bca', units: 50 } });
    expect(measureExamples(sideOf(noise(19, 'a')), statistics, { seed: '' })['m']).toMatchObject({
      type: 'too-few',
      n: 19,
      reason: '19 examples are too few to tell (fewer than 20)',
    });
  });
});
