import type { ComparedSlice, MetricComparison } from '../comparison.ts';
import { chosenColumns } from '../columns.ts';
import type { Examples, Groups, Statistic } from '../examples.ts';
import type { Names } from '../names/names.ts';
import type { SliceBy } from '../slices.ts';
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
  return slices.map((by): ComparedSlice => {
    const refuse = (reason: string) => ({
      by,
      pairs: NO_PAIRS,
      metrics: refused(statistics, reason),
    });
    const rows = rowsIn(now, by);
    if (typeof rows === 'string') return refuse(`its examples have no column \`${rows}\``);
    if (rows.length === 0) return refuse('none of its examples is in this slice');
    const part = chosen(now, rows);
    const told = rowsIn(before, by);
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

/** The rows of a slice; a text: the column that the examples do not have. */
function rowsIn({ ids, groups = {} }: Examples, by: SliceBy): Int32Array | string {
  const missing = Object.keys(by).find((name) => !Object.hasOwn(groups, name));
  if (missing !== undefined) return missing;
  const asked = Object.entries(by).flatMap(([name, value]) => {
    const { values, places } = groups[name] ?? NO_GROUPS;
    return [{ place: values.indexOf(value), places }];
  });
  // No row has what nobody asked for.
  if (asked.some(({ place }) => place < 0)) return new Int32Array();
  const rows = new Int32Array(ids.length);
  let count = 0;
  for (let row = 0; row < ids.length; row += 1) {
    if (!asked.every(({ place, places }) => places[row] === place)) continue;
    rows[count] = row;
    count += 1;
  }
  return rows.slice(0, count);
}

const NO_GROUPS: Groups = { values: [], places: new Int16Array() };

function chosen({ ids, clusters, columns }: Examples, rows: Int32Array): Examples {
  return {
    ids: ids.chosen(rows),
    clusters: clusters?.chosen(rows) ?? null,
    columns: chosenColumns(columns, rows),
  };
}

/** Of a side that does not say where its examples belong, the rows of those of the other. */
function sharedRows(mine: Names, theirs: Names): Int32Array {
  const [numbers, there] = [mine.numbersIn(theirs), theirs.rows];
  const every = new Int32Array(mine.length).map((_, row) => row);
  return every.filter((row) => (there[numbers[mine.numberAt(row)] ?? -1] ?? -1) >= 0);
}

/** How many of a slice are on the other side, but not in this slice there. */
function movedFrom(part: Names, other: Names, all: Names): number {
  const [numbers, inSlice, anywhere] = [part.numbersIn(other), other.rows, all.rows];
  let moved = 0;
  for (const [number, row] of part.rows.entries()) {
    const there = row < 0 ? -1 : (numbers[number] ?? -1);
    if (there >= 0 && (inSlice[there] ?? -1) < 0 && (anywhere[there] ?? -1) >= 0) moved += 1;
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
