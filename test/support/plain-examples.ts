import { heldColumns } from '../../evaluation/columns.ts';
import type { Examples, Groups } from '../../evaluation/examples.ts';
import { Names } from '../../evaluation/names/names.ts';

/** Examples as a test writes them. */
export type PlainExamples = {
  readonly ids: readonly string[];
  readonly clusters: readonly string[] | null;
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Which slice each row is in; null: none. */
  readonly groups?: Readonly<Record<string, readonly (string | null)[]>>;
};

export function examplesOf({ ids, clusters, columns, groups }: PlainExamples): Examples {
  return {
    ids: Names.of(ids),
    clusters: clusters === null ? null : Names.of(clusters),
    columns: heldColumns(columns),
    ...(groups !== undefined && {
      groups: Object.fromEntries(
        Object.entries(groups).map(([name, rows]) => [name, groupsOf(rows)]),
      ),
    }),
  };
}

export function groupsOf(rows: readonly (string | null)[]): Groups {
  const values = [...new Set(rows.filter((value) => value !== null))];
  const places = rows.map((value) => (value === null ? -1 : values.indexOf(value)));
  return { values, places: Int16Array.from(places) };
}

/** What was read, to be held against what a test expects. */
export function plainOf({ ids, clusters, columns, groups }: Examples): PlainExamples {
  return {
    ids: listOf(ids),
    clusters: clusters === null ? null : listOf(clusters),
    columns: Object.fromEntries(
      columns.names.map((name) => [name, columns.get(name) ?? new Float64Array()]),
    ),
    ...(groups !== undefined && {
      groups: Object.fromEntries(
        Object.entries(groups).map(([name, { values, places }]) => [
          name,
          Array.from(places, (place) => values[place] ?? null),
        ]),
      ),
    }),
  };
}

function listOf(names: Names): readonly string[] {
  return Array.from({ length: names.length }, (_, row) => names.at(row));
}
