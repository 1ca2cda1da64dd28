import { lstat, readlink } from 'node:fs/promises';
import { digestOfFile } from './digest-of-bytes.ts';
import { byPath, type Entry, type FileEntry } from './manifest/entry.ts';
import { forEachParallel } from './for-each-parallel.ts';
import { InvalidTree } from './manifest/check-entries.ts';
import type { FileStamp, HashMemo } from './hash-memo.ts';
import { hasCode } from './storage-error.ts';

export type ReadOptions = {
  readonly memo?: HashMemo | undefined;
  readonly signal?: AbortSignal | undefined;
};

const TRIES = 3;

/**
 * Entries for what was found below `root`, sorted; reads the contents of files that the memo does not know. A file that
 * is gone meanwhile is left out with `gone: 'skip'` (a tree that people work in), else it is an error.
 */
export async function readEntries(
  root: string,
  found: readonly FoundEntry[],
  options: ReadOptions & { readonly gone: 'skip' | 'throw' },
): Promise<Entry[]> {
  const entries: Entry[] = [];
  const read = async (item: FoundEntry): Promise<void> => {
    try {
      entries.push(await readEntry(root, item, options.memo));
    } catch (error) {
      if (options.gone === 'throw' || !hasCode(error, 'ENOENT')) throw error;
    }
  };
  await forEachParallel(found, read, options);
  return entries.sort(byPath);
}
export type FoundEntry = { readonly path: string; readonly type: Entry['type'] };

async function readEntry(
  root: string,
  { path, type }: FoundEntry,
  memo?: HashMemo,
): Promise<Entry> {
  if (type === 'file') return readFileEntry(root, path, memo);
  if (type === 'dir') return { path, type };
  return { path, type, target: await readlink(`${root}/${path}`) };
}

/** The entry of one file; throws when it changes whenever it is read. `path` `.` stands for `root` itself. */
export async function readFileEntry(
  root: string,
  path: string,
  memo?: HashMemo,
): Promise<FileEntry> {
  const place = path === '.' ? root : `${root}/${path}`;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const hashedAtMs = Date.now();
    const stats = await lstat(place, { bigint: true });
    if (!stats.isFile()) break;
    const mode = (stats.mode & 0o100n) === 0n ? 0o644 : 0o755;
    const size = Number(stats.size);
    const remembered = memo?.get(place, stats) ?? null;
    if (remembered !== null) return { path, type: 'file', mode, size, digest: remembered };
    const digest = await digestOfFile(place);
    if (!sameStamp(stats, await lstat(place, { bigint: true }))) continue;
    memo?.set(place, stats, digest, hashedAtMs);
    return { path, type: 'file', mode, size, digest };
  }
  throw new InvalidTree(
    path,
    `${path} changed while it was being saved. Something still writes to it.`,
  );
}

function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino;
}
