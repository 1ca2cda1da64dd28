/**
 * Where bytes are kept, named by their SHA-256 (`sha256:<hex>`). One port for a folder, for S3 and for signed URLs;
 * contract suite: test/contracts/blob-store.ts.
 */
export interface BlobStore {
  /** Those of `digests` that are not stored. Those that are stored are pinned: no garbage collection takes them for a day. */
  missing(digests: readonly string[]): Promise<ReadonlySet<string>>;
  /** Stores a file's bytes under the digest that they are expected to have; throws `WrongDigest` when they have another. */
  putFile(path: string, digest: string): Promise<void>;
  /** Stores bytes and gives their digest. Everything put before is as durable as these bytes once this returns. */
  putBytes(bytes: Uint8Array): Promise<string>;
  /**
   * Writes a blob to a new file at `path` (its folder exists), verified; copy-on-write where the file system can.
   * The file's mode is 0644 less the umask. Throws `MissingBlob`, `CorruptBlob`, and leaves no file then.
   */
  getFile(digest: string, path: string): Promise<void>;
  /** Reads a blob of at most `limit` bytes, verified. Throws `MissingBlob`, `CorruptBlob`, `BlobTooLarge`. */
  getBytes(digest: string, limit: number): Promise<Uint8Array>;
}

/** A store whose bytes lie at hand, so that reading all of them again is affordable. */
export interface BlobRecheck {
  /**
   * As `missing`, but every byte of what is stored is read: what has other bytes than it was saved with is moved aside,
   * and is missing from then on.
   */
  readonly missingOrDamaged: BlobStore['missing'];
}

/** The bytes under this digest cannot be had any more; only whoever made them can make them again. */
export abstract class LostBlob extends Error {}

/** Nothing is stored under this digest: it was never put, or garbage collection took it. */
export class MissingBlob extends LostBlob {
  override name = 'MissingBlob';
  constructor(digest: string) {
    super(`${digest} is not stored here: it was removed or never saved.`);
  }
}

/** What is stored under this digest has other bytes. */
export class CorruptBlob extends LostBlob {
  override name = 'CorruptBlob';
  constructor(digest: string) {
    super(
      `${digest} is stored with other bytes than it was saved with (a damaged disk?) and is not used.`,
    );
  }
}

/** The file to be stored has other bytes than announced: it changed after it was hashed. */
export class WrongDigest extends Error {
  override name = 'WrongDigest';
  readonly path: string;
  constructor(path: string, expected: string, found: string) {
    super(`${path} has the digest ${found}, not ${expected}: it changed while it was being saved.`);
    this.path = path;
  }
}

/** The blob is larger than the caller is ready to hold in memory. */
export class BlobTooLarge extends Error {
  override name = 'BlobTooLarge';
  constructor(digest: string, limit: number) {
    super(`${digest} is larger than ${limit} bytes, the most that is read into memory here.`);
  }
}
