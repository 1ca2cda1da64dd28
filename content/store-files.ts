import { type BlobStore, WrongDigest } from './blob-store.ts';
import type { Entry, FileEntry } from './manifest/entry.ts';
import { forEachParallel } from './for-each-parallel.ts';
import { readFileEntry, type ReadOptions } from './read-entries.ts';

// A question about 1,000 digests is a request of 72 kB to a store across a network.
const DIGESTS_PER_QUESTION = 1000;
const TRIES = 3;

/**
 * Stores the contents of a tree's files that the store does not have yet, and gives the entries as they were stored: a
 * file that changed after it was hashed is read again, up to three times.
 */
export async function storeFiles(
  blobs: BlobStore,
  root: string,
  entries: readonly Entry[],
  options: ReadOptions,
): Promise<Entry[]> {
  const stored = [...entries];
  const wanted = firstOfEachDigest(entries);
  for (let from = 0; from < wanted.length; from += DIGESTS_PER_QUESTION) {
    const batch = wanted.slice(from, from + DIGESTS_PER_QUESTION);
    const missing = await blobs.missing(batch.map(({ entry }) => entry.digest));
    const put = async ({ entry, at }: Wanted): Promise<void> => {
      stored[at] = await storeFile(blobs, root, entry, options);
    };
    await forEachParallel(
      batch.filter(({ entry }) => missing.has(entry.digest)),
      put,
      options,
    );
  }
  return stored;
}

type Wanted = { readonly entry: FileEntry; readonly at: number };

function firstOfEachDigest(entries: readonly Entry[]): Wanted[] {
  const wanted = new Map<string, Wanted>();
  for (const [at, entry] of entries.entries()) {
    if (entry.type === 'file' && !wanted.has(entry.digest)) wanted.set(entry.digest, { entry, at });
  }
  return [...wanted.values()];
}

async function storeFile(
  blobs: BlobStore,
  root: string,
  entry: FileEntry,
  options: ReadOptions,
): Promise<FileEntry> {
  const place = entry.path === '.' ? root : `${root}/${entry.path}`;
  for (let tried = 1; ; tried += 1) {
    try {
      await blobs.putFile(place, entry.digest);
      return entry;
    } catch (error) {
      if (!(error instanceof WrongDigest) || tried === TRIES) throw error;
      entry = await readFileEntry(root, entry.path, options.memo);
    }
  }
}
