import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, open, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WrongDigest } from '../../../content/blob-store.ts';
import { type Digest, digestOfBytes, digestOfFile } from '../../../content/digest-of-bytes.ts';
import { readSmallFile } from '../../../content/small-file.ts';
import { type FolderLayout, objectPath } from './folder-layout.ts';

export type WriteOptions = {
  /** Whether bytes reach the disk before the object gets its name, so that a power cut leaves no object half written. */
  readonly fsync: boolean;
};

/** Stores a file's bytes; gives the folder that got the object. The object appears whole and verified, or not at all. */
export async function writeFileObject(
  layout: FolderLayout,
  source: string,
  digest: string,
  options: WriteOptions,
): Promise<string> {
  // Above this size a file is copied, or cloned, and the copy is verified.
  const bytes = readSmallFile(source);
  if (bytes !== null) {
    verify(source, digest, digestOfBytes(bytes));
    return writeBytesObject(layout, bytes, digest, options);
  }
  return appear(layout, digest, async (temporary) => {
    await copyFile(source, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    verify(source, digest, await digestOfFile(temporary));
    await chmod(temporary, 0o444);
    // A clone on macOS has its source's time, and would look old enough to be garbage.
    const now = new Date();
    await utimes(temporary, now, now);
    if (options.fsync) await syncToDisk(temporary);
  });
}

/** As `writeFileObject`, for bytes whose digest is known to be right. */
export async function writeBytesObject(
  layout: FolderLayout,
  bytes: Uint8Array,
  digest: string,
  options: WriteOptions,
): Promise<string> {
  return appear(layout, digest, (temporary) =>
    writeFile(temporary, bytes, { flag: 'wx', mode: 0o444, flush: options.fsync }),
  );
}

/** Makes what was written to a file, or the names in a folder, survive a power cut. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name in `temporary/` that no other process uses. */
export function temporaryPath(layout: FolderLayout): string {
  return join(layout.temporary, `${process.pid}-${randomBytes(9).toString('hex')}`);
}

// Two writers of one blob rename equal bytes over each other, which is no conflict.
async function appear(
  layout: FolderLayout,
  digest: string,
  write: (temporary: string) => Promise<void>,
): Promise<string> {
  const { folder, path } = objectPath(layout, digest);
  const temporary = temporaryPath(layout);
  try {
    await write(temporary);
    await rename(temporary, path);
    return folder;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function verify(source: string, expected: string, found: Digest): void {
  if (found !== expected) throw new WrongDigest(source, expected, found);
}
