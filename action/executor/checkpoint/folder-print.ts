import { lstat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { walkTree } from '../../../content/walk-tree.ts';

/** What a folder looks like from outside: equal prints, equal contents, as far as sizes and times can tell. */
export type FolderPrint = {
  readonly id: string;
  /** When something in it last changed, by the file system's clock, in nanoseconds since 1970. */
  readonly changedNs: bigint;
  /** The same in milliseconds. */
  readonly changedAt: number;
};

/** Looks at every file and folder below `root`; null when there is no folder, or no file in it. */
export async function printFolder(root: string): Promise<FolderPrint | null> {
  const found = await walkTree(root).catch(() => null);
  const files = found?.filter((one) => one.type !== 'dir').map((one) => one.path) ?? [];
  if (files.length === 0) return null;
  const folders = new Set(['.', ...files.flatMap(foldersAbove)]);
  const hash = createHash('sha256');
  let changedNs = 0n;
  for (const path of [...files, ...folders].sort()) {
    const stat = await lstat(join(root, path), { bigint: true }).catch(() => null);
    if (stat === null) continue;
    const newest = stat.ctimeNs > stat.mtimeNs ? stat.ctimeNs : stat.mtimeNs;
    if (newest > changedNs) changedNs = newest;
    const size = stat.isDirectory() ? 0n : stat.size;
    hash.update(`${path}\0${stat.ino} ${size} ${stat.mtimeNs} ${stat.ctimeNs}\0`);
  }
  const changedAt = Number(changedNs / 1_000_000n);
  return { id: hash.digest('hex'), changedNs, changedAt };
}

function foldersAbove(path: string): string[] {
  const above: string[] = [];
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) above.push(folder);
  return above;
}
