import { stat } from 'node:fs/promises';
import { examplesFormat } from '../../../evaluation/examples-file.ts';
import { BadExamples } from '../../../evaluation/read/bad-examples.ts';
import type { TableFile } from '../../../evaluation/read/examples-source.ts';
import type { Attempt } from '../attempt.ts';
import { quote } from '../output/quote.ts';
import { insideWorkspace } from '../workspace/inside-workspace.ts';
import type { IsFromBefore } from './remember-products.ts';

type Wanted = { readonly path: string; readonly what: 'examples' | 'slices' };

/** A table as the step wrote it. Throws `BadExamples` where it wrote none, and a `StepFailure` for a path that leads away. */
export async function writtenTable(
  { host }: Attempt,
  { path, what }: Wanted,
  isFromBefore: IsFromBefore,
): Promise<TableFile> {
  const place = await insideWorkspace(host.folders.workspace, path, what);
  const isOld = await isFromBefore(path);
  const found = isOld ? null : await stat(place).catch(() => null);
  if (found === null) {
    const old = isOld ? ': what lies there is from before it ran' : '';
    throw new BadExamples(`the step did not write ${path}${old}`);
  }
  const format = examplesFormat(path);
  if (!found.isFile() || format === null) throw new BadExamples(`${path} is not a table`);
  return { path: place, format, signal: host.kill };
}

/** What a sentence quotes of a table: short, and no secret. */
export function quoting({ mask }: Attempt): (text: string) => string {
  return (text) => quote(mask, text, LONGEST_QUOTE);
}

const LONGEST_QUOTE = 100;

/** A fault of a table with the name of the file that has it. */
export async function naming<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof BadExamples ? new BadExamples(`${path}: ${error.message}`) : error;
  }
}
