import { lstat, readlink } from 'node:fs/promises';
import { digestOfFile } from './digest.ts';
import { byPath, type Entry, type FileEntry } from './entry.ts';
import { forEachParallel } from './for-each-parallel.ts';
import { InvalidTree } from './check-entries.ts';
import type { FileStamp, HashMemo } from './hash-memo.ts';

export type ReadOptions = {
  readonly memo?: HashMemo | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Entries for what was found below `root`, sorted; reads the contents of files that the memo does not know. */
export async function readEntries(
  root: string,
  found: readonly { readonly path: string; readonly type: Entry['type'] }[],
  options: ReadOptions,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  await forEachParallel(
    found,
    async ({ path, type }) => {
      if (type === 'file') entries.push(await readFileEntry(root, path, options.memo));
      else if (type === 'dir') entries.push({ path, type });
      else entries.push({ path, type, target: await readlink(`${root}/${path}`) });
    },
    options,
  );
  return entries.sort(byPath);
}

/** The entry of one file. Throws when the file changes while it is read. `path` `.` stands for `root` itself. */
export async function readFileEntry(
  root: string,
  path: string,
  memo?: HashMemo,
): Promise<FileEntry> {
  const place = path === '.' ? root : `${root}/${path}`;
  const hashedAtMs = Date.now();
  const before = await lstat(place, { bigint: true });
  if (!before.isFile()) throw changed(path);
  const mode = (before.mode & 0o100n) === 0n ? 0o644 : 0o755;
  const remembered = memo?.get(place, before) ?? null;
  const digest = remembered ?? (await digestOfFile(place));
  if (remembered === null) {
    const after = await lstat(place, { bigint: true });
    if (!sameStamp(before, after)) throw changed(path);
    memo?.set(place, before, digest, hashedAtMs);
  }
  return { path, type: 'file', mode, size: Number(before.size), digest };
}

function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino;
}

function changed(path: string): InvalidTree {
  return new InvalidTree(
    path,
    `${path} changed while it was being saved. Something still writes to it.`,
  );
}
