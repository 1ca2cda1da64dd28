import { open } from 'node:fs/promises';
import { join } from 'node:path';

// https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: a pointer is a text of a few lines under 1024 bytes.
const POINTER = 'version https://git-lfs.github.com/spec/';
export const LONGEST_POINTER = 1024;

/** Whether a `.gitattributes` among these files of a tree gives any of them to Git LFS. */
export async function asksForLfs(root: string, paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    if (path !== '.gitattributes' && !path.endsWith('/.gitattributes')) continue;
    if ((await beginningOf(join(root, path), 64 * 1024)).includes('filter=lfs')) return true;
  }
  return false;
}

/** Whether a file is a pointer in the place of one that Git LFS keeps. */
export async function isLfsPointer(file: string): Promise<boolean> {
  return (await beginningOf(file, POINTER.length)) === POINTER;
}

/** As much of a file as asked for; nothing of one that cannot be read. */
async function beginningOf(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return '';
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(bytes), position: 0 });
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await file.close();
  }
}
