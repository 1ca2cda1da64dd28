/**
 * Where bytes are kept, named by their SHA-256 (`sha256:<hex>`). One port for a folder, for S3 and for signed URLs;
 * contract suite: test/contracts/blob-store.ts.
 */
export interface BlobStore {
  /** Those of `digests` that are not stored. Those that are stored are pinned: no garbage collection takes them for a day. */
  missing(digests: readonly string[]): Promise<ReadonlySet<string>>;
  /** Stores a file's bytes under the digest that they are expected to have; throws when they have another. */
  putFile(path: string, digest: string): Promise<void>;
  /** Stores bytes and gives their digest. */
  putBytes(bytes: Uint8Array): Promise<string>;
  /** Writes a blob to a new file at `path` (its folder exists), verified; copy-on-write where the file system can. Throws `MissingBlob`, `CorruptBlob`. */
  getFile(digest: string, path: string): Promise<void>;
  /** Reads a blob of at most `limit` bytes, verified. */
  getBytes(digest: string, limit: number): Promise<Uint8Array>;
}
