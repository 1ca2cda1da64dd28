import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../../content/storage-error.ts';
import type { Digest } from '../../../content/digest-of-bytes.ts';
import type { BlobSweep } from '../../runtime/ports/garbage.ts';
import { type FolderLayout, isOurName, objectPath } from './folder-layout.ts';
import { temporaryPath } from './write-object.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The garbage collector's side of a store's folder. */
export function sweepObjects(layout: FolderLayout): BlobSweep {
  return {
    tidy: () => sweepTemporary(layout),
    async *list() {
      for (const fan of (await readdir(layout.objects)).filter(isOurName.fan)) {
        yield* listFan(layout, fan);
      }
    },
    remove: (digest, unlessTouchedSince) => removeObject(layout, digest, unlessTouchedSince),
  };
}

async function* listFan(layout: FolderLayout, fan: string): ReturnType<BlobSweep['list']> {
  for (const name of (await readdir(join(layout.objects, fan))).filter(isOurName.object)) {
    const stats = await lstatOrNull(join(layout.objects, fan, name));
    if (stats === null) continue;
    const digest: Digest = `sha256:${fan}${name}`;
    yield { digest, size: stats.size, touchedAt: Math.floor(stats.mtimeMs) };
  }
}

// Pinning touches the object by its name. So the name goes first: a pin that comes later finds the blob missing and
// stores it again, and a pin that came just before shows in the time of what was moved away.
async function removeObject(layout: FolderLayout, digest: Digest, since: number): Promise<boolean> {
  const { path } = objectPath(layout, digest);
  if (await isTouched(path, since)) return false;
  const doomed = temporaryPath(layout);
  try {
    await rename(path, doomed);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    throw error;
  }
  if (await isTouched(doomed, since)) {
    await rename(doomed, path);
    return false;
  }
  await rm(doomed, { force: true });
  return true;
}

async function isTouched(path: string, since: number): Promise<boolean> {
  const stats = await lstatOrNull(path);
  return stats !== null && stats.mtimeMs > since;
}

async function sweepTemporary(layout: FolderLayout): Promise<void> {
  const old = Date.now() - DAY_MS;
  for (const kind of ['temporary', 'corrupt'] as const) {
    for (const name of (await readdir(layout[kind])).filter(isOurName[kind])) {
      const path = join(layout[kind], name);
      if (!(await isTouched(path, old))) await rm(path, { force: true });
    }
  }
}

async function lstatOrNull(path: string) {
  try {
    return await lstat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
