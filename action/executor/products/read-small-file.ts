import { isUtf8 } from 'node:buffer';
import { constants, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { withoutMark } from '../../../text/without-mark.ts';

export type SmallFile =
  /** `isUtf8` false: what is no UTF-8 became U+FFFD. */
  | { readonly type: 'text'; readonly text: string; readonly isUtf8: boolean }
  | { readonly type: 'missing' }
  | { readonly type: 'too-large'; readonly bytes: number }
  | { readonly type: 'no-file' };

/** Reads a text file that a step wrote, which may be anything: a pipe is not waited for, nothing large is read. */
export async function readSmallFile(path: string, limitBytes: number): Promise<SmallFile> {
  // Most often there is none; a look costs a hundredth of a failed open in the thread pool.
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return { type: 'missing' };
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null);
  if (file === null) return { type: 'missing' };
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return { type: 'no-file' };
    if (stat.size > limitBytes) return { type: 'too-large', bytes: stat.size };
    const bytes = await file.readFile();
    return { type: 'text', text: withoutMark(bytes.toString('utf8')), isUtf8: isUtf8(bytes) };
  } finally {
    await file.close();
  }
}
