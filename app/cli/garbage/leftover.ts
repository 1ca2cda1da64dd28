import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Something that a run, a build or a killed process left, and that nothing needs. */
export type Leftover = {
  readonly kind: LeftoverKind;
  readonly path: string;
  readonly bytes: number;
  readonly remove: () => Promise<void>;
};

/** `unknown log`: of a run that the store does not know and has not just forgotten. */
export type LeftoverKind =
  'log' | 'unknown log' | 'workspace' | 'examples' | 'environment' | 'unfinished build';

const HOUR_MS = 3_600_000;

/** What is younger may belong to something that is just being made. */
export const YOUNG_MS = 24 * HOUR_MS;

/** The folders in a folder, links not among them; none where there is no folder. */
export async function foldersIn(folder: string): Promise<readonly string[]> {
  return (await entriesOf(folder)).filter((each) => each.isDirectory()).map(({ name }) => name);
}

/** The runs that have a folder in a folder: ULIDs in lower case. Nothing else in such folders is ours to remove. */
export async function runsIn(folder: string): Promise<readonly string[]> {
  return (await foldersIn(folder)).filter((name) => /^[0-9a-hjkmnp-tv-z]{26}$/.test(name));
}

/** When something was last changed itself; null: it is not there. */
export async function changedAt(path: string): Promise<number | null> {
  const stats = await lstat(path).catch(() => null);
  return stats === null ? null : stats.mtimeMs;
}

/** Bytes of all files in a folder; links are not followed, and what cannot be read counts nothing. */
export async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesIn(path);
    else if (entry.isFile()) bytes += (await lstat(path).catch(() => null))?.size ?? 0;
  }
  return bytes;
}

/** When a folder, or anything in it, was last changed; 0: it is not there. */
export async function changedLast(folder: string): Promise<number> {
  let last = (await changedAt(folder)) ?? 0;
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    const at = entry.isDirectory() ? await changedLast(path) : await changedAt(path);
    last = Math.max(last, at ?? 0);
  }
  return last;
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
