import type { PairCounts } from '../comparison.ts';
import type { Examples } from '../examples.ts';
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
  const [nowAt, beforeAt] = [rowsById(now.ids), rowsById(before.ids)];
  const isUnique = nowAt.size === now.ids.length && beforeAt.size === before.ids.length;
  if (isUnique) return pairById(now, before, beforeAt);
  const isOneSided = (nowAt.size === now.ids.length) !== (beforeAt.size === before.ids.length);
  if (isOneSided) {
    const counts = { by: 'id', ...countIn(nowAt, beforeAt) } as const;
    return {
      type: 'refused',
      counts,
      reason: 'ids repeat on one side alone: they are not the same examples',
    };
  }
  if (now.clusters !== null && before.clusters !== null) {
    return pairByCluster(
      { ...now, clusters: now.clusters },
      { ...before, clusters: before.clusters },
    );
  }
  const counts = { by: 'id', ...countIn(nowAt, beforeAt) } as const;
  const side = nowAt.size === now.ids.length ? before : now;
  return { type: 'refused', counts, reason: whyRepeated(side.ids) };
}

/** The rows of one side alone, or why they cannot be told apart. */
export function rowsAlone(
  examples: Examples,
):
  | { readonly type: 'rows'; readonly rows: Rows }
  | { readonly type: 'refused'; readonly reason: string } {
  const { ids, clusters } = examples;
  if (clusters === null && rowsById(ids).size < ids.length) {
    return { type: 'refused', reason: whyRepeated(ids) };
  }
  const units = clusters === null ? null : unitsIn(clusters);
  return { type: 'rows', rows: rowsOf(examples, null, units) };
}

/** Null: each row stands alone. */
export function clustersIn({ unitOf, units }: Rows): number | null {
  return unitOf === null ? null : units;
}

type Clustered = Examples & { readonly clusters: readonly string[] };

function pairById(now: Examples, before: Examples, beforeAt: ReadonlyMap<string, number>): Pairing {
  const nowRows: number[] = [];
  const beforeRows: number[] = [];
  for (const [row, id] of now.ids.entries()) {
    const other = beforeAt.get(id);
    if (other === undefined) continue;
    nowRows.push(row);
    beforeRows.push(other);
  }
  const paired = nowRows.length;
  const onlyNow = now.ids.length - paired;
  const counts = { by: 'id', paired, onlyNow, onlyBefore: beforeAt.size - paired } as const;
  const reason =
    paired === 0 ? NONE_SHARED : whyClustersDiffer({ now, before, nowRows, beforeRows });
  if (reason !== null) return { type: 'refused', counts, reason };
  const clusters = now.clusters;
  const units = clusters === null ? null : unitsIn(nowRows.map((row) => clusters[row] ?? ''));
  const [a, b] = [rowsOf(now, nowRows, units), rowsOf(before, beforeRows, units)];
  return { type: 'paired', counts, now: a, before: b };
}

const NONE_SHARED = 'no id is on both sides';

function whyClustersDiffer({
  now,
  before,
  nowRows,
  beforeRows,
}: {
  readonly now: Examples;
  readonly before: Examples;
  readonly nowRows: readonly number[];
  readonly beforeRows: readonly number[];
}): string | null {
  if (now.clusters === null && before.clusters === null) return null;
  if (now.clusters === null || before.clusters === null) return 'only one side has clusters';
  const [mine, theirs] = [now.clusters, before.clusters];
  const moved = nowRows.filter((row, at) => mine[row] !== theirs[beforeRows[at] ?? 0]);
  if (moved.length === 0) return null;
  const id = now.ids[moved[0] ?? 0];
  return `${ofAll(moved.length, nowRows.length)} are in another cluster than before, such as \`${id}\``;
}

function pairByCluster(now: Clustered, before: Clustered): Pairing {
  const [mine, theirs] = [new Set(now.clusters), new Set(before.clusters)];
  const counts = { by: 'cluster', ...countIn(mine, theirs) } as const;
  const names = [...mine].filter((name) => theirs.has(name));
  if (names.length === 0) {
    return { type: 'refused', counts, reason: 'no cluster is on both sides' };
  }
  const unitBy = new Map(names.map((name, unit) => [name, unit]));
  return {
    type: 'paired',
    counts,
    now: rowsOfClusters(now, unitBy),
    before: rowsOfClusters(before, unitBy),
  };
}

function rowsOfClusters(examples: Clustered, unitBy: ReadonlyMap<string, number>): Rows {
  const rows: number[] = [];
  const unitOf: number[] = [];
  for (const [row, cluster] of examples.clusters.entries()) {
    const unit = unitBy.get(cluster);
    if (unit === undefined) continue;
    rows.push(row);
    unitOf.push(unit);
  }
  return rowsOf(examples, rows, { count: unitBy.size, unitOf: Int32Array.from(unitOf) });
}

type Units = { readonly count: number; readonly unitOf: Int32Array };

function unitsIn(clusters: readonly string[]): Units {
  const unitBy = new Map<string, number>();
  const unitOf = new Int32Array(clusters.length);
  for (const [row, cluster] of clusters.entries()) {
    const unit = unitBy.get(cluster) ?? unitBy.size;
    unitBy.set(cluster, unit);
    unitOf[row] = unit;
  }
  return { count: unitBy.size, unitOf };
}

/** Null rows: all of them. */
function rowsOf(
  { ids, columns }: Examples,
  chosen: readonly number[] | null,
  units: Units | null,
): Rows {
  const count = chosen?.length ?? ids.length;
  const taken = new Map<string, Float64Array>();
  const take = (name: string): Float64Array => {
    const all = columns[name] ?? new Float64Array(ids.length).fill(Number.NaN);
    return chosen === null ? all : chosenOf(all, chosen);
  };
  return {
    count,
    units: units?.count ?? count,
    unitOf: units?.unitOf ?? null,
    column: (name) => {
      const known = taken.get(name) ?? take(name);
      taken.set(name, known);
      return known;
    },
  };
}

function chosenOf(all: Float64Array, rows: readonly number[]): Float64Array {
  const values = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) values[at] = all[rows[at] ?? 0] ?? Number.NaN;
  return values;
}

function rowsById(ids: readonly string[]): ReadonlyMap<string, number> {
  const rowOf = new Map<string, number>();
  for (const [row, id] of ids.entries()) rowOf.set(id, row);
  return rowOf;
}

type Names = Pick<ReadonlySet<string>, 'size' | 'has' | 'keys'>;

function countIn(mine: Names, theirs: Names): Omit<PairCounts, 'by'> {
  const paired = [...mine.keys()].filter((name) => theirs.has(name)).length;
  return { paired, onlyNow: mine.size - paired, onlyBefore: theirs.size - paired };
}

function whyRepeated(ids: readonly string[]): string {
  const seen = new Set<string>();
  const repeated = ids.filter((id) => seen.size === seen.add(id).size);
  const [first = ''] = repeated;
  const times = ids.filter((id) => id === first).length;
  const others = new Set(repeated).size - 1;
  const more = others === 0 ? '' : `, and ${written(others)} other ids repeat`;
  return `id \`${first}\` occurs ${written(times)} times${more}: say with \`cluster\` what belongs together`;
}
