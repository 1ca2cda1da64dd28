import type { ComparedSlice, MetricComparison } from '../comparison.ts';
import type { Examples, Statistic } from '../examples.ts';
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
  const [nowRows, beforeRows] = [rowsById(now), rowsById(before)];
  return slices.map((by): ComparedSlice => {
    const refuse = (reason: string) => ({
      by,
      pairs: NO_PAIRS,
      metrics: refused(statistics, reason),
    });
    const part = mine(by);
    if (typeof part === 'string') return refuse(`its examples have no column \`${part}\``);
    if (part.ids.length === 0) return refuse('none of its examples is in this slice');
    const told = theirs(by);
    const other = typeof told === 'string' ? chosen(before, ofSame(part, beforeRows())) : told;
    const moved = movedFrom(part, other, beforeRows) + movedFrom(other, part, nowRows);
    if (moved > 0) {
      const all = ofAll(moved, part.ids.length);
      return refuse(`${all} are in another slice on the other side`);
    }
    return { by, ...compareExamples(part, other, statistics, { seed, resamples: 0 }) };
  });
}

const NO_PAIRS = { by: 'id', paired: 0, onlyNow: 0, onlyBefore: 0 } as const;

/** Gives the examples of a slice; a text: the column that they do not have. */
function sliced(examples: Examples, slices: readonly SliceBy[]) {
  const { groups = {} } = examples;
  const missing = (by: SliceBy) => Object.keys(by).find((name) => !Object.hasOwn(groups, name));
  const known = slices.filter((by) => missing(by) === undefined);
  const rows = new Map(known.map((by): [string, number[]] => [sliceKey(by), []]));
  // One pass for all slices that are named by the same columns.
  for (const columns of namings(known)) {
    const same = known.filter((by) => JSON.stringify(namesIn(by)) === JSON.stringify(columns));
    const into = new Map(same.map((by) => [valuesIn(by, columns), rows.get(sliceKey(by))]));
    const values = columns.map((name) => groups[name] ?? []);
    for (let row = 0; row < examples.ids.length; row += 1) {
      into.get(values.map((all) => all[row] ?? '').join(APART))?.push(row);
    }
  }
  return (by: SliceBy): Examples | string =>
    missing(by) ?? chosen(examples, rows.get(sliceKey(by)) ?? []);
}

/** Stands in no name of a slice. */
const APART = '\n';

function valuesIn(by: SliceBy, columns: readonly string[]): string {
  return columns.map((name) => by[name] ?? '').join(APART);
}

function namesIn(by: SliceBy): readonly string[] {
  return Object.keys(by).toSorted();
}

function namings(slices: readonly SliceBy[]): readonly (readonly string[])[] {
  const lists = slices.map(namesIn);
  return [...new Map(lists.map((names) => [JSON.stringify(names), names])).values()];
}

function chosen({ ids, clusters, columns }: Examples, rows: readonly number[]): Examples {
  const take = (all: readonly string[]) => rows.map((row) => all[row] ?? '');
  const numbers = Object.entries(columns).map(([name, all]): [string, Float64Array] => [
    name,
    Float64Array.from(rows, (row) => all[row] ?? Number.NaN),
  ]);
  return {
    ids: take(ids),
    clusters: clusters === null ? null : take(clusters),
    columns: Object.fromEntries(numbers),
  };
}

type RowsById = ReadonlyMap<string, readonly number[]>;

/** Made when it is first asked for: most often both sides have the same rows in each slice. */
function rowsById({ ids }: Examples): () => RowsById {
  let known: Map<string, number[]> | null = null;
  return () => {
    if (known !== null) return known;
    known = new Map<string, number[]>();
    for (const [row, id] of ids.entries()) {
      const rows = known.get(id);
      if (rows === undefined) known.set(id, [row]);
      else rows.push(row);
    }
    return known;
  };
}

/** The rows of a side that does not say where its examples belong. */
function ofSame(part: Examples, rows: RowsById): readonly number[] {
  return [...new Set(part.ids)].flatMap((id) => rows.get(id) ?? []);
}

/** How many of a slice are on the other side, but not in this slice there. */
function movedFrom(part: Examples, other: Examples, there: () => RowsById): number {
  const isSame = part.ids.length === other.ids.length;
  if (isSame && part.ids.every((id, row) => id === other.ids[row])) return 0;
  const ids = new Set(other.ids);
  const alone = new Set(part.ids.filter((id) => !ids.has(id)));
  return alone.size === 0 ? 0 : [...alone].filter((id) => there().has(id)).length;
}

function refused(
  statistics: Statistics,
  reason: string,
): Readonly<Record<string, MetricComparison>> {
  return Object.fromEntries(
    Object.keys(statistics).map((name) => [name, { type: 'not-compared', reason }]),
  );
}
