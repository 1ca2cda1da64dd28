import { stat } from 'node:fs/promises';
import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import { shortened } from '../../text/shortened.ts';
import { exactSize } from '../../text/size.ts';
import { BadExamples } from './bad-examples.ts';
import type { TableFile } from './examples-source.ts';
import { readRows } from './read-rows.ts';
import type { TableRows } from './table-rows.ts';

const { bytes: MOST_BYTES } = EXECUTOR_LIMITS.examples;
const LONGEST_QUOTE = 100;

/** Reads a table that is not empty, nor larger than any that is read. Throws `BadExamples`. */
export async function handOnRows(file: TableFile, rows: TableRows): Promise<void> {
  const { size } = await stat(file.path);
  if (size === 0) throw new BadExamples('it is empty');
  if (size > MOST_BYTES) {
    throw new BadExamples(
      `it has ${exactSize(size)}, and at most ${exactSize(MOST_BYTES)} are read: leave out columns that are not compared, or write Parquet`,
    );
  }
  await readRows(file, rows);
}

/** What a sentence quotes of a table where nothing is to be hidden. */
export function shortQuote(text: string): string {
  return shortened(text, LONGEST_QUOTE);
}
