import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { walkTree } from '../../../content/walk-tree.ts';

// Times of a file system may be a tick (up to 2 s: FAT) behind the clock.
const TICK_MS = 2000;

/** Whether all that lies at a place was there before: only in place can what a step left be older than the step. */
export async function isOlder(place: string, startedAt: number): Promise<boolean> {
  const top = await lstat(place);
  const below = top.isDirectory() ? await walkTree(place) : [];
  if (changedAt(top) >= startedAt - TICK_MS) return false;
  for (const { path } of below) {
    if (changedAt(await lstat(join(place, path))) >= startedAt - TICK_MS) return false;
  }
  return true;
}

function changedAt({ mtimeMs, ctimeMs }: { mtimeMs: number; ctimeMs: number }): number {
  return Math.max(mtimeMs, ctimeMs);
}
