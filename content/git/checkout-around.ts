import { lstat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** The nearest folder upward that holds `.git`; null: no git governs this one. */
export async function checkoutAround(place: string): Promise<string | null> {
  for (let folder = resolve(place); ; folder = dirname(folder)) {
    if (await isThere(join(folder, '.git'))) return folder;
    if (folder === dirname(folder)) return null;
  }
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
