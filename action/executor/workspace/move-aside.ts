import { lstat, readdir, rename, rmdir } from 'node:fs/promises';

/**
 * Frees a place without losing anything: what is there gets another name beside it, which is returned. Null when nothing
 * was there, or only an empty folder.
 */
export async function moveAside(path: string): Promise<string | null> {
  const there = await lstat(path).catch(() => null);
  if (there === null) return null;
  if (there.isDirectory() && (await readdir(path)).length === 0) {
    await rmdir(path);
    return null;
  }
  const aside = `${path}.before-${new Date()
    .toISOString()
    .replace(/[^0-9]/g, '')
    .slice(0, 14)}`;
  await rename(path, aside);
  return aside;
}
