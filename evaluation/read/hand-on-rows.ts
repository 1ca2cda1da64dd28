import { stat } from 'node:fs/promises';
import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import { shortened } from '../../text/shortened.ts';
import { exactSize } from '../../text/size.ts';
import { BadExamples } from './bad-examples.ts';
import type { TableFile } from './examples-source.ts';
import { readRows } from './read-rows.ts';
import type { TableRows } from './table-rows.ts';

type Most = {
  readonly bytes: number;
  /** What to do about a larger one; left out: nobody knows. */
  readonly advice?: string;
};

const OF_EXAMPLES: Most = {
  bytes: EXECUTOR_LIMITS.examples.bytes,
  advice: 'leave out columns that are not compared, or write Parquet',
};
const LONGEST_QUOTE = 100;

/** Reads a table that is not empty, nor larger than any that is read. Throws `BadExamples`. */
export async function handOnRows(
  file: TableFile,
  rows: TableRows,
  { bytes, advice }: Most = OF_EXAMPLES,
): Promise<void> {
  const { size } = await stat(file.path);
  if (size === 0) throw new BadExamples('it is empty');
  if (size > bytes) {
    const most = `it has ${exactSize(size)}, and at most ${exactSize(bytes)} are read`;
    throw new BadExamples(advice === undefined ? most : `${most}: ${advice}`);
  }
  await readRows(file, rows);
}

/** What a sentence quotes of a table where nothing is to be hidden. */
export function shortQuote(text: string): string {
  return shortened(text, LONGEST_QUOTE);
}
