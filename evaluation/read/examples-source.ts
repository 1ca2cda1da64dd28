import type { ExamplesFormat, WantedColumns } from '../examples-file.ts';

/** A table that is read row by row. */
export type TableFile = {
  /** Where it lies; its name says nothing. */
  readonly path: string;
  readonly format: ExamplesFormat;
  readonly signal?: AbortSignal;
};

/** A file of examples, and what is read of it. */
export type ExamplesSource = TableFile & {
  readonly wanted: WantedColumns;
  /** Columns that say which slice a row is in, where there are such, with the values that are asked for. Left out: none. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** A folder that is there, for columns of many rows: they are in memory only while they are looked at. Left out: all are held there. */
  readonly columnsAt?: string;
  /** Hides and shortens what a sentence quotes of the file; left out: it is shortened. */
  readonly quote?: (text: string) => string;
};
