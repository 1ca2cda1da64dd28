import { lutimes } from 'node:fs/promises';
import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import { digestOfBytes } from '../../../content/digest-of-bytes.ts';
import { forEachParallel } from '../../../content/for-each-parallel.ts';
import { explainStorageError, hasCode } from '../../../content/storage-error.ts';
import type { BlobSweep } from '../../runtime/ports/garbage.ts';
import { type FolderLayout, objectPath, openLayout } from './folder-layout.ts';
import { copyObject, isSound, readObject } from './read-object.ts';
import { sweepObjects } from './sweep-objects.ts';
import {
  syncToDisk,
  writeBytesObject,
  writeFileObject,
  type WriteOptions,
} from './write-object.ts';

/**
 * A blob store in a folder of this machine, for any number of processes at once; the folder is made if need be.
 * After a crash at any point every object is whole. With `fsync` (the default) that holds for a power cut too.
 */
export async function openFolderBlobStore(
  folder: string,
  options: WriteOptions = { fsync: true },
): Promise<BlobStore & BlobRecheck & BlobSweep> {
  const layout = await openLayout(folder);
  const names = openNameSync(options.fsync);
  const writing = `write to the artifact store ${folder}`;
  const reading = `read from the artifact store ${folder}`;
  return {
    missing: (digests) => explained(reading, () => missing(layout, digests)),
    missingOrDamaged: (digests) => explained(reading, () => missingOrDamaged(layout, digests)),
    putFile: (path, digest) =>
      explained(writing, async () =>
        names.add(await writeFileObject(layout, path, digest, options)),
      ),
    putBytes: (bytes) =>
      explained(writing, async () => {
        const digest = digestOfBytes(bytes);
        // Read again: an object that was damaged must not stand in for good bytes that are at hand.
        const isNew = (await missingOrDamaged(layout, [digest])).size > 0;
        if (isNew) names.add(await writeBytesObject(layout, bytes, digest, options));
        await names.sync();
        return digest;
      }),
    getFile: (digest, path) => explained(reading, () => copyObject(layout, digest, path)),
    getBytes: (digest, limit) => explained(reading, () => readObject(layout, digest, limit)),
    ...sweepObjects(layout),
  };
}

async function missing(
  layout: FolderLayout,
  digests: readonly string[],
): Promise<ReadonlySet<string>> {
  const absent = new Set<string>();
  const now = new Date();
  await forEachParallel(digests, async (digest) => {
    try {
      await lutimes(objectPath(layout, digest).path, now, now);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      absent.add(digest);
    }
  });
  return absent;
}

async function missingOrDamaged(
  layout: FolderLayout,
  digests: readonly string[],
): Promise<ReadonlySet<string>> {
  // Pinned first, so that no garbage collection takes what is found sound.
  const absent = new Set(await missing(layout, digests));
  const there = new Set(digests.filter((digest) => !absent.has(digest)));
  await forEachParallel(there, async (digest) => {
    if (!(await isSound(layout, digest))) absent.add(digest);
  });
  return absent;
}

/** Collects folders that got new names and makes these names survive a power cut, all that were added before `sync` was called. */
function openNameSync(enabled: boolean) {
  let waiting = new Set<string>();
  let syncing: Promise<unknown> = Promise.resolve();
  return {
    add(folder: string): void {
      if (enabled) waiting.add(folder);
    },
    async sync(): Promise<void> {
      const folders = waiting;
      waiting = new Set();
      // Another caller's sync may hold names that were put before this one.
      const previous = syncing.catch(() => {});
      syncing = Promise.all([previous, forEachParallel(folders, syncToDisk)]);
      await syncing;
    },
  };
}

async function explained<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainStorageError(error, doing);
  }
}
