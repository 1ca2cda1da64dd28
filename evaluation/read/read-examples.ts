import { stat } from 'node:fs/promises';
import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import { exactSize } from '../../text/size.ts';
import { shortened } from '../../text/shortened.ts';
import type { Examples } from '../examples.ts';
import { namesOf, type WantedColumns } from '../examples-file.ts';
import { BadExamples } from './bad-examples.ts';
import { ExampleRows } from './example-rows.ts';
import type { ExamplesSource } from './examples-source.ts';
import { readRows } from './read-rows.ts';

const { bytes: MOST_BYTES, columns: MOST_COLUMNS } = EXECUTOR_LIMITS.examples;
const LONGEST_QUOTE = 100;

/** Reads the named columns of a file of examples, and nothing of others. Throws `BadExamples`. */
export async function readExamples(file: ExamplesSource): Promise<Examples> {
  const { count: _, ...examples } = await read(file, true);
  return examples;
}

/** Reads it to say how many rows it has, and keeps no number. Throws `BadExamples`. */
export async function checkExamples(file: ExamplesSource): Promise<number> {
  return (await read(file, false)).count;
}

async function read(file: ExamplesSource, keep: boolean) {
  const { wanted, groups = {}, quote = (text) => shortened(text, LONGEST_QUOTE) } = file;
  requireFew(wanted);
  await requireSize(file.path);
  const rows = new ExampleRows(wanted, { quote, keep, groups });
  await readRows(file, rows);
  return rows.end();
}

/** Throws `BadExamples` for a table that is empty, or larger than any that is read. */
export async function requireSize(path: string): Promise<void> {
  const { size } = await stat(path);
  if (size === 0) throw new BadExamples('it is empty');
  if (size <= MOST_BYTES) return;
  throw new BadExamples(
    `it has ${exactSize(size)}, and at most ${exactSize(MOST_BYTES)} are read: leave out columns that are not compared, or write Parquet`,
  );
}

function requireFew(wanted: WantedColumns): void {
  const { length } = namesOf(wanted);
  if (length <= MOST_COLUMNS) return;
  throw new BadExamples(`${length} columns are named, and at most ${MOST_COLUMNS} are read`);
}
