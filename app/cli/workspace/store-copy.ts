import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Memory first: what lies on disks may be as full as the one that we flee from. */
const PLACES = ['/dev/shm', tmpdir()];

/**
 * Gives `work` a copy of a store's file, with what was committed and not yet moved into it (`-wal`), and removes it
 * afterwards. Throws where there is no room for one.
 */
export async function withStoreCopy<T>(
  file: string,
  work: (copy: string) => Promise<T>,
): Promise<T> {
  const folder = copyInto(PLACES, file);
  try {
    return await work(join(folder, basename(file)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyInto([place, ...others]: readonly string[], file: string): string {
  if (place === undefined) throw new Error(`There is no room for a copy of ${file}.`);
  try {
    return copyTo(place, file);
  } catch (error) {
    if (others.length === 0) throw error;
    return copyInto(others, file);
  }
}

function copyTo(place: string, file: string): string {
  const folder = mkdtempSync(join(place, 'mlp-look-'));
  try {
    for (const part of [file, `${file}-wal`]) {
      if (existsSync(part)) copyFileSync(part, join(folder, basename(part)));
    }
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
