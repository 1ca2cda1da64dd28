/** What is wrong in a pipeline file, where, and what to write instead. Lines and columns count from 1; the end is exclusive. */
export type Problem = {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string | null;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
};
