import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import type { Slice } from '../slices.ts';
import type { TableFile } from './examples-source.ts';
import { handOnRows } from './hand-on-rows.ts';
import { SliceRows } from './slice-rows.ts';

export type SlicesSource = TableFile & {
  /** The columns that name a slice. */
  readonly by: readonly string[];
  /** Hides and shortens what a sentence quotes of the file. */
  readonly quote: (text: string) => string;
};

/** Reads what a step measured slice by slice. Throws `BadExamples`. */
export async function readSlices({ by, quote, ...file }: SlicesSource): Promise<readonly Slice[]> {
  const rows = new SliceRows(by, quote);
  await handOnRows(file, rows, { bytes: EXECUTOR_LIMITS.slices.bytes });
  return rows.end();
}
