import type { Statistic } from './examples.ts';
import type { VerdictForm } from './judge.ts';

/** How the rows of a file of examples are written; by its ending. */
export type ExamplesFormat = 'csv' | 'tsv' | 'json-lines' | 'parquet';

const FORMATS: Readonly<Record<string, ExamplesFormat>> = {
  csv: 'csv',
  tsv: 'tsv',
  jsonl: 'json-lines',
  ndjson: 'json-lines',
  parquet: 'parquet',
};

/** Null: it ends in nothing that is read. */
export function examplesFormat(path: string): ExamplesFormat | null {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return (Object.hasOwn(FORMATS, ending) && FORMATS[ending]) || null;
}

/** What may stand in a column: any number or none; 0 or 1 in each row; a number from 0 to 1. */
export type ColumnKind = 'number' | 'two-classes' | 'probability';

/** What is read of a file of examples. */
export type WantedColumns = {
  /** The column that names an example. */
  readonly id: string;
  /** The column of what belongs together; null: there is none, and no id is written twice. */
  readonly cluster: string | null;
  /** Columns that people may be shown: they are there. */
  readonly show: readonly string[];
  /** By name. */
  readonly columns: Readonly<Record<string, ColumnKind>>;
};

/** A table of what a step measured example by example, and what is computed of it. */
export type ExamplesSpec = {
  readonly path: string;
  readonly id: string;
  readonly cluster: string | null;
  /** The column that says when, as what a model learned from has one; left out: nobody asks. */
  readonly time?: string;
  readonly show: readonly string[];
  /** By the metric's name. */
  readonly metrics: Readonly<Record<string, Statistic>>;
  /** The rows are verdicts, of which each item becomes an example; left out: each row is one. */
  readonly verdicts?: VerdictForm;
};

/** What has to be read to compute these metrics; a column that several use is as the strictest needs it. */
export function wantedColumns({
  id,
  cluster,
  show,
  metrics,
}: Omit<ExamplesSpec, 'path'>): WantedColumns {
  const kinds = new Map<string, ColumnKind>();
  for (const [name, kind] of Object.values(metrics).flatMap(columnsOf)) {
    const known = kinds.get(name);
    if (known === undefined || STRICTNESS[kind] > STRICTNESS[known]) kinds.set(name, kind);
  }
  return { id, cluster, show, columns: Object.fromEntries(kinds) };
}

/** Each column that is wanted, once. */
export function namesOf({ id, cluster, show, columns }: WantedColumns): readonly string[] {
  const others = cluster === null ? [] : [cluster];
  return [...new Set([id, ...others, ...Object.keys(columns), ...show])];
}

const STRICTNESS: Readonly<Record<ColumnKind, number>> = {
  number: 0,
  probability: 1,
  'two-classes': 2,
};

function columnsOf(statistic: Statistic): readonly (readonly [string, ColumnKind])[] {
  return Object.entries(statistic).flatMap(([role, column]) =>
    role === 'type' || typeof column !== 'string' ? [] : [[column, kindOf(role, statistic)]],
  );
}

function kindOf(role: string, statistic: Statistic): ColumnKind {
  if (role === 'probability') return 'probability';
  // A class is predicted of what has a label, a number of what has a number.
  const isClass = role === 'label' || (role === 'predicted' && 'label' in statistic);
  return isClass ? 'two-classes' : 'number';
}
