import { digestOfBytes } from '../../../content/digest-of-bytes.ts';
import { manifestDigest, type Manifest } from '../../../content/manifest/manifest.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import { selectFiles, selectPaths } from '../../../content/manifest/select-files.ts';
import { decidingFiles } from './deciding-files.ts';
import type { BlobStore } from '../../../content/blob-store.ts';
import { digestOf, digestOfJson, type Digest } from '../../domain/digest.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Repository } from '../ports/host.ts';

/** What the files of a run hold, as far as a cache key needs to know. */
export type FilesOfRun = {
  /** Equal names, equal files. */
  readonly name: string;
  /** Paths, modes and contents of those that these globs select. */
  select(globs: readonly string[]): Digest;
  /** Content of one; null: it is not there. */
  content(path: string): Digest | null;
  /** Of all of them. */
  paths(): Iterable<string>;
  /** The same in words; null: nobody can say. */
  text(path: string): Promise<string | null>;
};

/** Files of runs: from the snapshot of their tree where one is stored, else as version control lists their commit. */
export class RunFiles {
  readonly #blobs: BlobStore;
  readonly #repository: Pick<Repository, 'files' | 'bytes'>;
  #last: { readonly digest: Digest; readonly files: Promise<FilesOfRun> } | null = null;

  constructor(blobs: BlobStore, repository: Pick<Repository, 'files' | 'bytes'>) {
    this.#blobs = blobs;
    this.#repository = repository;
  }

  /** Null: nobody can say. Throws when it cannot be asked at the moment. */
  async of(run: RunHeader): Promise<FilesOfRun | null> {
    if (run.tree !== null) return this.#stored(run.tree);
    const files = await this.#repository.files?.(run);
    return files === undefined || files === null ? null : listed(`${run.sha}`, files);
  }

  /** Runs of one repository mostly share a tree; the newest stays in memory. */
  #stored(digest: Digest): Promise<FilesOfRun> {
    if (this.#last?.digest === digest) return this.#last.files;
    const read = (content: Digest, path: string) => this.#bytes(content, path);
    const files = readManifest(this.#blobs, digest).then((manifest) =>
      stored(digest, manifest, read),
    );
    this.#last = { digest, files };
    files.catch(() => {
      if (this.#last?.files === files) this.#last = null;
    });
    return files;
  }

  /** Of a plan and of a run in place nothing is stored, but it lies there still. */
  async #bytes(content: Digest, path: string): Promise<Uint8Array | null> {
    const kept = await this.#blobs.getBytes(content, MOST_BYTES).catch(() => null);
    const bytes = kept ?? (await this.#repository.bytes?.(path)) ?? null;
    return bytes !== null && digestOfBytes(bytes) === content ? bytes : null;
  }
}

type ReadBytes = (content: Digest, path: string) => Promise<Uint8Array | null>;

// Of a requirement file; a longer one is not followed.
const MOST_BYTES = 16 * 1024 * 1024;

function stored(name: string, manifest: Manifest, read: ReadBytes): FilesOfRun {
  const contents = new Map(
    manifest.entries.flatMap((entry) =>
      entry.type === 'file' ? [[entry.path, entry.digest] as const] : [],
    ),
  );
  return {
    name,
    select: (globs) => manifestDigest(selectFiles(manifest, globs).manifest),
    content: (path) => contents.get(path) ?? null,
    paths: () => contents.keys(),
    text: async (path) => {
      const content = contents.get(path);
      const bytes = content === undefined ? null : await read(content, path);
      return bytes === null ? null : new TextDecoder().decode(bytes);
    },
  };
}

// Version control names contents in its own way, so the two kinds of digest never meet.
function listed(sha: string, files: ReadonlyMap<string, string>): FilesOfRun {
  const all = [...files].map(([path, identity]) => ({ path, identity }));
  all.sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    name: `commit ${sha}`,
    select: (globs) => {
      const { selected } = selectPaths(all, globs);
      const shown = [...selected, ...decidingFiles(all, selected, globs)];
      return digestOfJson({ listed: shown.map(({ path, identity }) => [path, identity]) });
    },
    content: (path) => {
      const identity = files.get(path);
      return identity === undefined ? null : digestOf(identity);
    },
    paths: () => files.keys(),
    text: async () => null,
  };
}
