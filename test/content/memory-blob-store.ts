import { readFile, writeFile } from 'node:fs/promises';
import {
  type BlobRecheck,
  type BlobStore,
  BlobTooLarge,
  CorruptBlob,
  MissingBlob,
  WrongDigest,
} from '../../content/blob-store.ts';
import { digestOfBytes } from '../../content/digest-of-bytes.ts';

export type MemoryBlobStore = BlobStore &
  BlobRecheck & {
    readonly blobs: Map<string, Uint8Array>;
    /** How often each method was called, and with how many digests `missing` was asked. */
    readonly calls: { missing: number[]; putFile: number; putBytes: number };
  };

/** A blob store in memory that counts what it is asked; passes the same contract as the others. */
export function memoryBlobStore(): MemoryBlobStore {
  const blobs = new Map<string, Uint8Array>();
  const calls = { missing: [] as number[], putFile: 0, putBytes: 0 };
  const named = (digest: string): string => {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest))
      throw new Error(`${JSON.stringify(digest)} is not a digest.`);
    return digest;
  };
  const read = (digest: string): Uint8Array => {
    const bytes = blobs.get(named(digest));
    if (bytes === undefined) throw new MissingBlob(digest);
    if (digestOfBytes(bytes) !== digest) throw new CorruptBlob(digest);
    return bytes;
  };
  return {
    blobs,
    calls,
    async missing(digests) {
      calls.missing.push(digests.length);
      return new Set(digests.filter((digest) => !blobs.has(named(digest))));
    },
    async missingOrDamaged(digests) {
      for (const digest of digests) {
        const bytes = blobs.get(named(digest));
        if (bytes !== undefined && digestOfBytes(bytes) !== digest) blobs.delete(digest);
      }
      return new Set(digests.filter((digest) => !blobs.has(digest)));
    },
    async putFile(path, digest) {
      calls.putFile += 1;
      const bytes = await readFile(path);
      if (digestOfBytes(bytes) !== named(digest))
        throw new WrongDigest(path, digest, digestOfBytes(bytes));
      blobs.set(digest, bytes);
    },
    async putBytes(bytes) {
      calls.putBytes += 1;
      blobs.set(digestOfBytes(bytes), bytes);
      return digestOfBytes(bytes);
    },
    async getFile(digest, path) {
      await writeFile(path, read(digest), { flag: 'wx' });
    },
    async getBytes(digest, limit) {
      if (read(digest).length > limit) throw new BlobTooLarge(digest, limit);
      return read(digest);
    },
  };
}
