import { stat } from 'node:fs/promises';
import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import { exactSize } from '../../text/size.ts';
import type { Slice } from '../slices.ts';
import { BadExamples } from './bad-examples.ts';
import type { TableFile } from './examples-source.ts';
import { readRows } from './read-rows.ts';
import { SliceRows } from './slice-rows.ts';

const { bytes: MOST_BYTES } = EXECUTOR_LIMITS.slices;

export type SlicesSource = TableFile & {
  /** The columns that name a slice. */
  readonly by: readonly string[];
  /** Hides and shortens what a sentence quotes of the file. */
  readonly quote: (text: string) => string;
};

/** Reads what a step measured slice by slice. Throws `BadExamples`. */
export async function readSlices({ by, quote, ...file }: SlicesSource): Promise<readonly Slice[]> {
  const { size } = await stat(file.path);
  if (size === 0) throw new BadExamples('it is empty');
  if (size > MOST_BYTES) {
    const most = exactSize(MOST_BYTES);
    throw new BadExamples(`it has ${exactSize(size)}, and at most ${most} are read`);
  }
  const rows = new SliceRows(by, quote);
  await readRows(file, rows);
  return rows.end();
}
