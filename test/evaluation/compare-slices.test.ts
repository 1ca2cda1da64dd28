import { describe, expect, test } from 'vitest';
import { compareExamples } from '../../evaluation/compare/compare-examples.ts';
import { compareSlices } from '../../evaluation/compare/compare-slices.ts';
import type { Examples, Statistic } from '../../evaluation/examples.ts';
import { examplesOf } from '../support/plain-examples.ts';

const MEAN: Statistic = { type: 'mean', column: 'loss' };
const STATISTICS = { loss: MEAN };

type Row = { readonly id: string; readonly segment: string | null; readonly loss: number };

/** Rows in which every third is of segment `b`. */
function rowsOf(count: number, loss: (row: number) => number): readonly Row[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `e${at}`,
    segment: at % 3 === 0 ? 'b' : 'a',
    loss: loss(at),
  }));
}

function table(rows: readonly Row[], { grouped = true } = {}): Examples {
  return examplesOf({
    ids: rows.map(({ id }) => id),
    clusters: null,
    columns: { loss: Float64Array.from(rows, ({ loss }) => loss) },
    ...(grouped && { groups: { segment: rows.map(({ segment }) => segment) } }),
  });
}

const before = rowsOf(300, (row) => Math.sin(row));
const now = rowsOf(
  300,
  (row) => Math.sin(row) + (row % 3 === 0 ? 0.3 : 0) + 0.05 * Math.cos(9 * row),
);

const compare = (mine: Examples, theirs: Examples) =>
  compareSlices(mine, theirs, STATISTICS, {
    slices: [{ segment: 'a' }, { segment: 'b' }, { segment: 'none' }, { region: 'EU' }],
    seed: 's',
  });

describe('compareSlices', () => {
  test('compares each slice by its rows, as they would be compared by themselves', () => {
    const found = compare(table(now), table(before));
    expect(found.map(({ by, pairs }) => [by, pairs.paired])).toEqual([
      [{ segment: 'a' }, 200],
      [{ segment: 'b' }, 100],
      [{ segment: 'none' }, 0],
      [{ region: 'EU' }, 0],
    ]);
    const only = (rows: readonly Row[]) => table(rows.filter(({ segment }) => segment === 'b'));
    const alone = compareExamples(only(now), only(before), STATISTICS, { seed: 's', resamples: 0 });
    expect(found[1]?.metrics).toEqual(alone.metrics);
    expect(found[1]?.metrics['loss']).toMatchObject({
      type: 'compared',
      n: 100,
      method: { type: 'influence-function' },
    });
  });

  test('says of two means what a paired t-test says', () => {
    const found = compare(table(now), table(before))[1]?.metrics['loss'];
    if (found?.type !== 'compared') throw new Error('not compared');
    const moves = now.flatMap(({ segment, loss }, at) =>
      segment === 'b' ? [loss - (before[at]?.loss ?? 0)] : [],
    );
    const mean = moves.reduce((sum, move) => sum + move, 0) / moves.length;
    const squares = moves.reduce((sum, move) => sum + (move - mean) ** 2, 0);
    const error = Math.sqrt(squares / (moves.length - 1) / moves.length);
    expect(found.change).toBeCloseTo(mean, 12);
    expect(found.error).toBeCloseTo(error, 12);
    // scipy.stats.t.ppf(0.975, 99)
    expect(found.interval.high).toBeCloseTo(mean + 1.9842169515086827 * error, 9);
  });

  test('says why where a slice cannot be compared', () => {
    const [, , none, other] = compare(table(now), table(before));
    expect(none?.metrics['loss']).toEqual({
      type: 'not-compared',
      reason: 'none of its examples is in this slice',
    });
    expect(other?.metrics['loss']).toEqual({
      type: 'not-compared',
      reason: 'its examples have no column `region`',
    });
  });

  test('takes the rows of this side where the other does not say where they belong', () => {
    const found = compare(table(now), table(before, { grouped: false }));
    expect(found).toEqual(compare(table(now), table(before)));
  });

  test('does not compare a slice that other examples are in now', () => {
    const moved = now.map((row, at) => (at === 1 ? { ...row, segment: 'b' } : row));
    const [a, b] = compare(table(moved), table(before));
    const reason = (all: number) => `1 of ${all} examples are in another slice on the other side`;
    expect(a?.metrics['loss']).toEqual({ type: 'not-compared', reason: reason(199) });
    expect(b?.metrics['loss']).toEqual({ type: 'not-compared', reason: reason(101) });
  });

  test('counts the examples of a slice that are gone', () => {
    const kept = now.filter((_, at) => at % 6 !== 0);
    const [, b] = compare(table(kept), table(before));
    expect(b?.pairs).toMatchObject({ paired: 50, onlyBefore: 50 });
  });

  test('is too little of a few rows', () => {
    const [, b] = compare(table(now.slice(0, 45)), table(before.slice(0, 45)));
    expect(b?.metrics['loss']).toMatchObject({
      type: 'too-few',
      reason: '15 examples are too few to tell (fewer than 20)',
    });
  });

  test('looks at each row a few times, however many slices there are', () => {
    const rows = (loss: (row: number) => number) =>
      Array.from({ length: 200_000 }, (_, at) => ({
        id: `e${at}`,
        segment: `s${at % 200}`,
        loss: loss(at),
      }));
    const [mine, theirs] = [rows((at) => at % 7), rows((at) => (at * 3) % 7)];
    const slices = Array.from({ length: 200 }, (_, at) => ({ segment: `s${at}` }));
    const ungrouped = table(theirs.toReversed(), { grouped: false });
    const found = compareSlices(table(mine), ungrouped, STATISTICS, { slices, seed: 's' });
    expect(found.every(({ pairs }) => pairs.paired === 1000)).toBe(true);
  });
});
