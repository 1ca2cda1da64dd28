import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, rename, rm, rmdir, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { BlobStore } from './blob-store.ts';
import type { Entry, FileEntry } from './manifest/entry.ts';
import { forEachParallel } from './for-each-parallel.ts';
import type { Manifest } from './manifest/manifest.ts';
import { readManifest } from './manifest/read-manifest.ts';
import { explainStorageError, hasCode, StorageError } from './storage-error.ts';

// Name of a single file in the folder in which it is built.
const SINGLE = 'file';

export type RestoreOptions = {
  /** Files lose their write permission; folders keep it, so that removing the tree stays simple. */
  readonly readOnly?: boolean;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Puts an artifact at `target`, where nothing may be yet; folders above are made. Every byte is verified. The tree is
 * built beside its target and moved there when it is whole, so that no half of it is ever seen under its name.
 * Throws `MissingBlob`, `CorruptBlob`, `InvalidTree`, `StorageError`.
 */
export async function restoreTree(
  blobs: BlobStore,
  digest: string,
  target: string,
  options: RestoreOptions = {},
): Promise<void> {
  await restoreManifest(blobs, await readManifest(blobs, digest), target, options);
}

/** As `restoreTree`, for a manifest that was read already, or a part of it (`selectFiles`). */
export async function restoreManifest(
  blobs: BlobStore,
  manifest: Manifest,
  target: string,
  options: RestoreOptions = {},
): Promise<void> {
  const partial = join(
    dirname(target),
    `.${basename(target).slice(0, 100)}.partial-${randomBytes(6).toString('hex')}`,
  );
  try {
    await refuseExisting(target);
    await mkdir(dirname(target), { recursive: true });
    await layOut(blobs, manifest, partial, options);
    await rename(manifest.single ? join(partial, SINGLE) : partial, target);
    if (manifest.single) await rmdir(partial);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw explainStorageError(error, `restore ${target}`);
  }
}

async function refuseExisting(target: string): Promise<void> {
  const there = await lstat(target).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  });
  if (there === null) return;
  throw new StorageError(
    `Cannot restore ${target}: something is there already. Move it away first.`,
    'EEXIST',
    null,
  );
}

async function layOut(
  blobs: BlobStore,
  manifest: Manifest,
  root: string,
  options: RestoreOptions,
): Promise<void> {
  await mkdir(root);
  const umask = 0o777 & ~(await stat(root)).mode;
  for (const folder of foldersOf(manifest.entries)) await mkdir(join(root, folder));
  await forEachParallel(
    manifest.entries.filter((entry) => entry.type === 'file'),
    async (entry) => {
      const place = join(root, manifest.single ? SINGLE : entry.path);
      await blobs.getFile(entry.digest, place);
      const mode = modeOf(entry, options) & ~umask;
      if (mode !== (0o644 & ~umask)) await chmod(place, mode);
    },
    options,
  );
  // Links come last: until then nothing that is written can go through one.
  for (const entry of manifest.entries) {
    if (entry.type === 'link') await symlink(entry.target, join(root, entry.path));
  }
}

/** Every folder of a tree, each after the one that it lies in. */
function foldersOf(entries: readonly Entry[]): string[] {
  const folders = new Set<string>();
  const add = (folder: string): void => {
    for (let path = folder; path !== '.' && !folders.has(path); path = dirname(path))
      folders.add(path);
  };
  for (const entry of entries) add(entry.type === 'dir' ? entry.path : dirname(entry.path));
  return [...folders].sort();
}

function modeOf(entry: FileEntry, options: RestoreOptions): number {
  return options.readOnly === true ? entry.mode & 0o555 : entry.mode;
}
