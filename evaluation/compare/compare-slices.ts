import type { ComparedSlice, MetricComparison } from '../comparison.ts';
import { chosenColumns } from '../columns.ts';
import type { Examples, Groups, Statistic } from '../examples.ts';
import type { Names } from '../names/names.ts';
import { sliceKey, type SliceBy } from '../slices.ts';
import { compareExamples } from './compare-examples.ts';
import { ofAll } from './count-words.ts';

type Statistics = Readonly<Record<string, Statistic>>;

/**
 * How far each statistic moved in each slice, by the rows of both sides that are in it. Which rows these are this side
 * says; where the other one says it too, both have to say the same.
 */
export function compareSlices(
  now: Examples,
  before: Examples,
  statistics: Statistics,
  { slices, seed }: { readonly slices: readonly SliceBy[]; readonly seed: string },
): readonly ComparedSlice[] {
  const [mine, theirs] = [sliced(now, slices), sliced(before, slices)];
  return slices.map((by): ComparedSlice => {
    const refuse = (reason: string) => ({
      by,
      pairs: NO_PAIRS,
      metrics: refused(statistics, reason),
    });
    const rows = mine(by);
    if (typeof rows === 'string') return refuse(`its examples have no column \`${rows}\``);
    if (rows.length === 0) return refuse('none of its examples is in this slice');
    const part = chosen(now, rows);
    const told = theirs(by);
    const other = chosen(
      before,
      typeof told === 'string' ? sharedRows(before.ids, part.ids) : told,
    );
    const moved =
      movedFrom(part.ids, other.ids, before.ids) + movedFrom(other.ids, part.ids, now.ids);
    if (moved > 0) {
      const all = ofAll(moved, rows.length);
      return refuse(`${all} are in another slice on the other side`);
    }
    return { by, ...compareExamples(part, other, statistics, { seed, resamples: 0 }) };
  });
}

const NO_PAIRS = { by: 'id', paired: 0, onlyNow: 0, onlyBefore: 0 } as const;

/** Gives the rows of a slice; a text: the column that the examples do not have. */
function sliced({ ids, groups = {} }: Examples, slices: readonly SliceBy[]) {
  const missing = (by: SliceBy) => Object.keys(by).find((name) => !Object.hasOwn(groups, name));
  const known = slices.filter((by) => missing(by) === undefined);
  const rows = new Map<string, Int32Array>();
  // One pass for all slices that are named by the same columns.
  for (const same of Map.groupBy(known, namesIn).values()) {
    const dealt = dealtOut(ids.length, placesOf(same, groups));
    for (const [at, by] of same.entries()) rows.set(sliceKey(by), dealt[at] ?? NO_ROWS);
  }
  return (by: SliceBy): Int32Array | string => missing(by) ?? rows.get(sliceKey(by)) ?? NO_ROWS;
}

const NO_ROWS = new Int32Array();

function namesIn(by: SliceBy): string {
  return JSON.stringify(Object.keys(by).toSorted());
}

type Places = {
  /** The number of each slice. */
  readonly numbers: readonly number[];
  /** That of a row; of one that is in none of them, none of theirs. */
  readonly numberAt: (row: number) => number;
};

/** What all of their columns say together, as one number. */
function placesOf(slices: readonly SliceBy[], groups: Readonly<Record<string, Groups>>): Places {
  const columns = Object.keys(slices[0] ?? {}).map((name) => {
    const { values, places } = groups[name] ?? NO_GROUPS;
    return { name, values, places };
  });
  const numberOf = (placeIn: (column: (typeof columns)[number]) => number): number =>
    // A value that nobody asked for has the first place.
    columns.reduce((sum, each) => sum * (each.values.length + 1) + placeIn(each) + 1, 0);
  return {
    numbers: slices.map((by) => numberOf(({ name, values }) => values.indexOf(by[name] ?? ''))),
    numberAt: (row) => numberOf(({ places }) => places[row] ?? -1),
  };
}

/** The rows of each slice. */
function dealtOut(count: number, { numbers, numberAt }: Places): readonly Int32Array[] {
  const sliceOf = new Map(numbers.map((number, slice) => [number, slice]));
  const places = new Int16Array(count);
  const sizes = numbers.map(() => 0);
  for (let row = 0; row < count; row += 1) {
    const slice = sliceOf.get(numberAt(row)) ?? -1;
    places[row] = slice;
    if (slice >= 0) sizes[slice] = (sizes[slice] ?? 0) + 1;
  }
  const dealt = sizes.map((size) => ({ rows: new Int32Array(size), filled: 0 }));
  for (let row = 0; row < count; row += 1) {
    const into = dealt[places[row] ?? -1];
    if (into === undefined) continue;
    into.rows[into.filled] = row;
    into.filled += 1;
  }
  return dealt.map(({ rows }) => rows);
}

const NO_GROUPS: Groups = { values: [], places: new Int16Array() };

/** With names of their own: what is asked of them takes time in proportion to the slice. */
function chosen({ ids, clusters, columns }: Examples, rows: Int32Array): Examples {
  return {
    ids: ids.copied(rows),
    clusters: clusters?.copied(rows) ?? null,
    columns: chosenColumns(columns, rows),
  };
}

/** Of a side that does not say where its examples belong, the rows of those of the other. */
function sharedRows(mine: Names, theirs: Names): Int32Array {
  const numbers = theirs.numbersIn(mine);
  if (mine.isUnique)
    return numbers.filter((number) => number >= 0).map((number) => mine.rows[number] ?? 0);
  const isShared = new Uint8Array(mine.numbers);
  for (const number of numbers) if (number >= 0) isShared[number] = 1;
  const every = new Int32Array(mine.length).map((_, row) => row);
  return every.filter((row) => isShared[mine.numberAt(row)] === 1);
}

/** How many of a slice are on the other side, but not in this slice there. */
function movedFrom(part: Names, other: Names, all: Names): number {
  const [inSlice, anywhere] = [part.numbersIn(other), part.numbersIn(all)];
  let moved = 0;
  for (let number = 0; number < part.numbers; number += 1) {
    if ((inSlice[number] ?? -1) < 0 && (anywhere[number] ?? -1) >= 0) moved += 1;
  }
  return moved;
}

function refused(
  statistics: Statistics,
  reason: string,
): Readonly<Record<string, MetricComparison>> {
  return Object.fromEntries(
    Object.keys(statistics).map((name) => [name, { type: 'not-compared', reason }]),
  );
}
