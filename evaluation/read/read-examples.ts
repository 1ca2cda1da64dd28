import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import type { Examples } from '../examples.ts';
import { namesOf, type WantedColumns } from '../examples-file.ts';
import { BadExamples } from './bad-examples.ts';
import { ExampleRows } from './example-rows.ts';
import type { ExamplesSource } from './examples-source.ts';
import { handOnRows, shortQuote } from './hand-on-rows.ts';

const { columns: MOST_COLUMNS } = EXECUTOR_LIMITS.examples;

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
  const { wanted, groups = {}, columnsAt, quote = shortQuote } = file;
  requireFew(wanted);
  const rows = new ExampleRows(wanted, {
    quote,
    keep,
    groups,
    ...(columnsAt !== undefined && { columnsAt }),
  });
  await handOnRows(file, rows);
  return rows.end();
}

function requireFew(wanted: WantedColumns): void {
  const { length } = namesOf(wanted);
  if (length <= MOST_COLUMNS) return;
  throw new BadExamples(`${length} columns are named, and at most ${MOST_COLUMNS} are read`);
}
