import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BlobTooLarge, CorruptBlob, MissingBlob } from '../../../content/blob-store.ts';
import { digestOfBytes, digestOfFile } from '../../../content/digest-of-bytes.ts';
import { readSmallFile, writeNewFile } from '../../../content/small-file.ts';
import { hasCode } from '../../../content/storage-error.ts';
import { type FolderLayout, objectPath } from './folder-layout.ts';

/** Reads an object of at most `limit` bytes into memory, verified. */
export async function readObject(
  layout: FolderLayout,
  digest: string,
  limit: number,
): Promise<Uint8Array> {
  const { path } = objectPath(layout, digest);
  const there = await present(digest, () => stat(path));
  // Whatever it is, it was not saved here, and to read a named pipe is to wait.
  if (!there.isFile()) throw await quarantine(layout, digest);
  if (there.size > limit) throw new BlobTooLarge(digest, limit);
  return verified(layout, digest, await readFile(path));
}

/** Whether an object has the bytes that its name says. A damaged one is moved aside. */
export async function isSound(layout: FolderLayout, digest: string): Promise<boolean> {
  const { path } = objectPath(layout, digest);
  try {
    if ((await digestOfFile(path)) === digest) return true;
  } catch (error) {
    // EIO: the disk itself says that it cannot read these bytes any more.
    if (hasCode(error, 'ENOENT')) return false;
    if (!hasCode(error, 'EIO')) throw error;
  }
  await quarantine(layout, digest);
  return false;
}

/** Writes an object to a new file, verified; leaves no file behind when that fails. */
export async function copyObject(
  layout: FolderLayout,
  digest: string,
  target: string,
): Promise<void> {
  const { path } = objectPath(layout, digest);
  const bytes = await present(digest, () => readSmallFile(path));
  if (bytes === null) await cloneObject(layout, digest, target);
  else writeNewFile(target, await verified(layout, digest, bytes));
}

async function cloneObject(layout: FolderLayout, digest: string, target: string): Promise<void> {
  const file = await open(target, 'wx', 0o644);
  try {
    const { mode } = await file.stat();
    await copyFile(objectPath(layout, digest).path, target, constants.COPYFILE_FICLONE);
    if ((await digestOfFile(target)) !== digest) throw await quarantine(layout, digest);
    // The copy has taken over the object's mode.
    await chmod(target, mode & 0o777);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function present<T>(digest: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw hasCode(error, 'ENOENT') ? new MissingBlob(digest) : error;
  }
}

async function verified(
  layout: FolderLayout,
  digest: string,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  if (digestOfBytes(bytes) !== digest) throw await quarantine(layout, digest);
  return bytes;
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
