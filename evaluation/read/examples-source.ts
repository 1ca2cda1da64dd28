import type { ExamplesFormat, WantedColumns } from '../examples-file.ts';

/** A file of examples, and what is read of it. */
export type ExamplesSource = {
  /** Where it lies; its name says nothing. */
  readonly path: string;
  readonly format: ExamplesFormat;
  readonly wanted: WantedColumns;
  /** Hides and shortens what a sentence quotes of the file; left out: it is shortened. */
  readonly quote?: (text: string) => string;
  readonly signal?: AbortSignal;
};
