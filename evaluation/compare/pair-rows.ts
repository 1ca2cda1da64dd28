import { chosenNumbers } from '../columns.ts';
import type { PairCounts } from '../comparison.ts';
import type { Examples } from '../examples.ts';
import type { Names } from '../names/names.ts';
import type { Rows } from '../statistics/prepared-statistic.ts';
import { ofAll, written } from './count-words.ts';

export type Paired = {
  readonly type: 'paired';
  readonly counts: PairCounts;
  readonly now: Rows;
  readonly before: Rows;
};

export type Pairing =
  Paired | { readonly type: 'refused'; readonly counts: PairCounts; readonly reason: string };

/**
 * Which rows of the sides belong together. Rows are paired by their ids. Where ids repeat within a side, rows cannot be
 * told apart: by their order would pair what only chance put in one place, and a side may have more of an id (samples
 * of an answer, retries). Then the clusters are what is compared, each with all rows that a side has of it; without
 * clusters it is refused.
 */
export function pairRows(now: Examples, before: Examples): Pairing {
  const [isNowUnique, isBeforeUnique] = [now.ids.isUnique, before.ids.isUnique];
  if (isNowUnique && isBeforeUnique) return pairById(now, before);
  const refused = (reason: string): Pairing => ({
    type: 'refused',
    counts: { by: 'id', ...countIn(now.ids, before.ids) },
    reason,
  });
  if (isNowUnique !== isBeforeUnique) {
    return refused('ids repeat on one side alone: they are not the same examples');
  }
  if (now.clusters !== null && before.clusters !== null) {
    return pairByCluster(
      { ...now, clusters: now.clusters },
      { ...before, clusters: before.clusters },
    );
  }
  return refused(whyRepeated(now.ids));
}

/** The rows of one side alone, or why they cannot be told apart. */
export function rowsAlone(
  examples: Examples,
):
  | { readonly type: 'rows'; readonly rows: Rows }
  | { readonly type: 'refused'; readonly reason: string } {
  const { ids, clusters } = examples;
  if (clusters === null && !ids.isUnique) return { type: 'refused', reason: whyRepeated(ids) };
  const units = clusters === null ? null : unitsIn(clusters);
  return { type: 'rows', rows: rowsOf(examples, null, units) };
}

/** Null: each row stands alone. */
export function clustersIn({ unitOf, units }: Rows): number | null {
  return unitOf === null ? null : units;
}

type Clustered = Examples & { readonly clusters: Names };

function pairById(now: Examples, before: Examples): Pairing {
  const nowRows = new Int32Array(now.ids.length);
  const beforeRows = new Int32Array(now.ids.length);
  const beforeRow = rowIn(before.ids, now.ids);
  let paired = 0;
  for (let row = 0; row < now.ids.length; row += 1) {
    const other = beforeRow(now.ids.numberAt(row));
    if (other < 0) continue;
    nowRows[paired] = row;
    beforeRows[paired] = other;
    paired += 1;
  }
  const [onlyNow, onlyBefore] = [now.ids.length - paired, before.ids.length - paired];
  const counts = { by: 'id', paired, onlyNow, onlyBefore } as const;
  if (paired === 0) return { type: 'refused', counts, reason: NONE_SHARED };
  const rows = {
    now: nowRows.subarray(0, paired),
    before: beforeRows.subarray(0, paired),
  };
  const reason = whyClustersDiffer(now, before, rows);
  if (reason !== null) return { type: 'refused', counts, reason };
  const units = now.clusters === null ? null : unitsIn(now.clusters.chosen(rows.now));
  const [a, b] = [rowsOf(now, rows.now, units), rowsOf(before, rows.before, units)];
  return { type: 'paired', counts, now: a, before: b };
}

const NONE_SHARED = 'no id is on both sides';

/** By the number of a name in the one list its last row in the other; −1: it has none. */
function rowIn(other: Names, one: Names): (number: number) => number {
  const [numbers, { rows }] = [one.numbersIn(other), other];
  return (number) => {
    const there = numbers[number] ?? -1;
    return there < 0 ? -1 : (rows[there] ?? -1);
  };
}

type PairedRows = { readonly now: Int32Array; readonly before: Int32Array };

function whyClustersDiffer(now: Examples, before: Examples, rows: PairedRows): string | null {
  if (now.clusters === null && before.clusters === null) return null;
  if (now.clusters === null || before.clusters === null) return 'only one side has clusters';
  const [mine, theirs] = [now.clusters, before.clusters];
  const mineOf = theirs.numbersIn(mine);
  const isMoved = (row: number, at: number): boolean =>
    mine.numberAt(row) !== mineOf[theirs.numberAt(rows.before[at] ?? 0)];
  const moved = rows.now.filter(isMoved);
  const [first] = moved;
  if (first === undefined) return null;
  return `${ofAll(moved.length, rows.now.length)} are in another cluster than before, such as \`${now.ids.at(first)}\``;
}

function pairByCluster(now: Clustered, before: Clustered): Pairing {
  const counts = { by: 'cluster', ...countIn(now.clusters, before.clusters) } as const;
  if (counts.paired === 0) {
    return { type: 'refused', counts, reason: 'no cluster is on both sides' };
  }
  const beforeRow = rowIn(before.clusters, now.clusters);
  const unitBy = new Int32Array(now.clusters.numbers).fill(-1);
  let count = 0;
  for (let row = 0; row < now.clusters.length; row += 1) {
    const number = now.clusters.numberAt(row);
    if ((unitBy[number] ?? 0) >= 0 || beforeRow(number) < 0) continue;
    unitBy[number] = count;
    count += 1;
  }
  const nowOf = before.clusters.numbersIn(now.clusters);
  const unitsBefore = Int32Array.from(nowOf, (number) =>
    number < 0 ? -1 : (unitBy[number] ?? -1),
  );
  return {
    type: 'paired',
    counts,
    now: rowsOfClusters(now, unitBy, count),
    before: rowsOfClusters(before, unitsBefore, count),
  };
}

/** `unitBy`: the unit of each cluster by its number; −1: none. */
function rowsOfClusters(examples: Clustered, unitBy: Int32Array, count: number): Rows {
  const { clusters } = examples;
  const unitAt = (row: number): number => unitBy[clusters.numberAt(row)] ?? -1;
  const rows = everyRow(examples).filter((row) => unitAt(row) >= 0);
  return rowsOf(examples, rows, { count, unitOf: rows.map(unitAt) });
}

function everyRow({ ids }: Examples): Int32Array {
  return new Int32Array(ids.length).map((_, row) => row);
}

type Units = { readonly count: number; readonly unitOf: Int32Array };

/** Numbered as they come. */
function unitsIn(clusters: Names): Units {
  const unitBy = new Int32Array(clusters.numbers).fill(-1);
  const unitOf = new Int32Array(clusters.length);
  let count = 0;
  for (let row = 0; row < clusters.length; row += 1) {
    const number = clusters.numberAt(row);
    if ((unitBy[number] ?? 0) < 0) {
      unitBy[number] = count;
      count += 1;
    }
    unitOf[row] = unitBy[number] ?? 0;
  }
  return { count, unitOf };
}

/** Of one metric no more columns are looked at, and those of all metrics may not fit into memory at once. */
const MOST_TAKEN = 2;

/** Null rows: all of them. */
function rowsOf({ ids, columns }: Examples, chosen: Int32Array | null, units: Units | null): Rows {
  const count = chosen?.length ?? ids.length;
  const isAll = chosen === null || (count === ids.length && chosen.every((row, at) => row === at));
  const taken = new Map<string, Float64Array>();
  const take = (name: string): Float64Array => {
    const all = columns.get(name) ?? new Float64Array(ids.length).fill(Number.NaN);
    return isAll ? all : chosenNumbers(all, chosen);
  };
  return {
    count,
    units: units?.count ?? count,
    unitOf: units?.unitOf ?? null,
    column: (name) => {
      const known = taken.get(name) ?? take(name);
      taken.delete(name);
      taken.set(name, known);
      const [oldest] = taken.keys();
      if (taken.size > MOST_TAKEN && oldest !== undefined) taken.delete(oldest);
      return known;
    },
  };
}

function countIn(mine: Names, theirs: Names): Omit<PairCounts, 'by'> {
  const there = rowIn(theirs, mine);
  let paired = 0;
  for (const [number, row] of mine.rows.entries()) if (row >= 0 && there(number) >= 0) paired += 1;
  return { paired, onlyNow: mine.size - paired, onlyBefore: theirs.size - paired };
}

/** The first that stands there twice stands for all. */
function whyRepeated(ids: Names): string {
  const times = new Uint32Array(ids.numbers);
  let first = -1;
  for (let row = 0; row < ids.length; row += 1) {
    const number = ids.numberAt(row);
    times[number] = (times[number] ?? 0) + 1;
    if (first < 0 && times[number] === 2) first = number;
  }
  const others = times.filter((each) => each > 1).length - 1;
  const more = others === 0 ? '' : `, and ${written(others)} other ids repeat`;
  return `id \`${ids.nameOf(first)}\` occurs ${written(times[first] ?? 0)} times${more}: say with \`cluster\` what belongs together`;
}
