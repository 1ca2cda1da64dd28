import { type BlobStore, WrongDigest } from './blob-store.ts';
import type { Entry, FileEntry } from './manifest/entry.ts';
import { forEachParallel } from './for-each-parallel.ts';
import { readFileEntry, type ReadOptions } from './read-entries.ts';

// A question about 1,000 digests is a request of 72 kB to a store across a network.
const DIGESTS_PER_QUESTION = 1000;
const TRIES = 3;

export type StoreOptions = ReadOptions & {
  /** Which of these digests have to be stored; default: those of which nothing is stored. */
  readonly missing?: BlobStore['missing'] | undefined;
};

/**
 * Stores the contents of a tree's files that the store does not have yet, and gives the entries as they were stored: a
 * file that changed after it was hashed is read again, up to three times.
 */
export async function storeFiles(
  blobs: BlobStore,
  root: string,
  entries: readonly Entry[],
  { missing = (digests) => blobs.missing(digests), ...options }: StoreOptions,
): Promise<Entry[]> {
  const stored = [...entries];
  const wanted = [...Map.groupBy(filesAt(entries), ({ entry }) => entry.digest)];
  for (let from = 0; from < wanted.length; from += DIGESTS_PER_QUESTION) {
    const batch = wanted.slice(from, from + DIGESTS_PER_QUESTION);
    const absent = await missing(batch.map(([digest]) => digest));
    // Equal files are stored once. One that has other bytes by now leaves theirs to the next.
    const storeOne = async ([digest, equals]: (typeof batch)[number]): Promise<void> => {
      for (const { entry, at } of equals) {
        const now = await storeFile(blobs, root, entry, options);
        stored[at] = now;
        if (now.digest === digest) return;
      }
    };
    await forEachParallel(
      batch.filter(([digest]) => absent.has(digest)),
      storeOne,
      options,
    );
  }
  return stored;
}

function* filesAt(entries: readonly Entry[]): Iterable<{ entry: FileEntry; at: number }> {
  for (const [at, entry] of entries.entries()) if (entry.type === 'file') yield { entry, at };
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
