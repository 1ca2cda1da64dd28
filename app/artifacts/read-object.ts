import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  chmod,
  copyFile,
  type FileHandle,
  open,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { join } from 'node:path';
import { BlobTooLarge, CorruptBlob, MissingBlob } from '../../content/blob-store.ts';
import { digestOfBytes, digestOfFile } from '../../content/digest.ts';
import { hasCode } from '../../content/storage-error.ts';
import { type FolderLayout, objectPath } from './folder-layout.ts';
import { SMALL_BYTES } from './write-object.ts';

/** Reads an object of at most `limit` bytes into memory, verified. */
export async function readObject(
  layout: FolderLayout,
  digest: string,
  limit: number,
): Promise<Uint8Array> {
  if ((await sizeOf(layout, digest)) > limit) throw new BlobTooLarge(digest, limit);
  return readVerified(layout, digest);
}

/** Writes an object to a new file, verified; leaves no file behind when that fails. */
export async function copyObject(
  layout: FolderLayout,
  digest: string,
  target: string,
): Promise<void> {
  const size = await sizeOf(layout, digest);
  const file = await open(target, 'wx', 0o644);
  try {
    if (size <= SMALL_BYTES) await file.writeFile(await readVerified(layout, digest));
    else await cloneVerified(layout, digest, target, file);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function sizeOf(layout: FolderLayout, digest: string): Promise<number> {
  const { path } = objectPath(layout, digest);
  const stats = await stat(path).catch((error: unknown) => {
    throw hasCode(error, 'ENOENT') ? new MissingBlob(digest) : error;
  });
  return stats.size;
}

async function readVerified(layout: FolderLayout, digest: string): Promise<Uint8Array> {
  const bytes = await readFile(objectPath(layout, digest).path);
  if (digestOfBytes(bytes) !== digest) throw await quarantine(layout, digest);
  return bytes;
}

async function cloneVerified(
  layout: FolderLayout,
  digest: string,
  target: string,
  file: FileHandle,
): Promise<void> {
  const { mode } = await file.stat();
  await copyFile(objectPath(layout, digest).path, target, constants.COPYFILE_FICLONE);
  if ((await digestOfFile(target)) !== digest) throw await quarantine(layout, digest);
  // The copy has taken over the object's mode.
  await chmod(target, mode & 0o777);
}

/** Moves a damaged object out of the way, so that `missing` tells the truth and the next save stores good bytes. */
async function quarantine(layout: FolderLayout, digest: string): Promise<CorruptBlob> {
  const { path } = objectPath(layout, digest);
  await rename(
    path,
    join(layout.corrupt, `${digest.slice('sha256:'.length)}-${randomBytes(6).toString('hex')}`),
  ).catch(() => {});
  return new CorruptBlob(digest);
}
