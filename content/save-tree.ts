import { lstat, realpath } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import type { BlobStore } from './blob-store.ts';
import { checkEntries, InvalidTree } from './manifest/check-entries.ts';
import { type Digest, isDigest } from './digest-of-bytes.ts';
import type { Entry } from './manifest/entry.ts';
import {
  encodeManifest,
  type Manifest,
  manifestDigest,
  measureManifest,
} from './manifest/manifest.ts';
import { type FoundEntry, readEntries, readFileEntry, type ReadOptions } from './read-entries.ts';
import { explainStorageError } from './storage-error.ts';
import { storeFiles, type StoreOptions } from './store-files.ts';
import { type Found, walkTree } from './walk-tree.ts';

export type SaveOptions = StoreOptions & {
  /** The folder that `path` must lie in once links are followed; default: the folder that it stands in. */
  readonly within?: string | undefined;
  /** Whether a name says what must not be told: then nothing is saved. */
  readonly isTelling?: (name: string) => boolean;
};

export type SavedTree = {
  /** Names the artifact: the digest of its manifest. */
  readonly digest: Digest;
  /** Bytes of all its files. */
  readonly size: number;
  readonly files: number;
  /** The artifact is one file, not a folder. */
  readonly single: boolean;
};

/**
 * Saves a file or a folder as an artifact; what is stored already is not stored again. Throws `InvalidTree` that names
 * the path for a link that leads out, a device, a socket and the like, and without it for a name that tells a secret;
 * `StorageError` when the disk refuses.
 */
export async function saveTree(
  blobs: BlobStore,
  path: string,
  options: SaveOptions = {},
): Promise<SavedTree> {
  try {
    const { root, single, entries } = await readTree(path, options);
    const stored = await storeFiles(blobs, root, entries, options);
    return await storeManifest(blobs, { format: 1, single, entries: stored });
  } catch (error) {
    throw explainStorageError(error, `save ${path}`);
  }
}

/** What `saveTree` would answer, with nothing stored. */
export async function hashTree(
  path: string,
  options: ReadOptions & Pick<SaveOptions, 'within'>,
): Promise<SavedTree> {
  try {
    const { single, entries } = await readTree(path, options);
    const manifest: Manifest = { format: 1, single, entries };
    return { digest: manifestDigest(manifest), ...measureManifest(manifest), single };
  } catch (error) {
    throw explainStorageError(error, `read ${path}`);
  }
}

async function readTree(
  path: string,
  options: Reading,
): Promise<{ readonly root: string; readonly single: boolean; readonly entries: Entry[] }> {
  const root = await resolveInside(path, options.within ?? dirname(path));
  const single = (await lstat(root)).isFile();
  const entries = single
    ? [await readFileEntry(root, '.', options.memo)]
    : await readFolder(root, options);
  return { root, single, entries };
}

/** Stores a manifest whose contents are stored already. */
export async function storeManifest(blobs: BlobStore, manifest: Manifest): Promise<SavedTree> {
  const digest = await blobs.putBytes(encodeManifest(manifest));
  if (!isDigest(digest)) throw new Error(`A blob store must answer with a digest, not ${digest}.`);
  return { digest, ...measureManifest(manifest), single: manifest.single };
}

async function resolveInside(path: string, within: string): Promise<string> {
  const [root, limit] = await Promise.all([realpath(path), realpath(within)]);
  if (root === limit || root.startsWith(limit.endsWith(sep) ? limit : limit + sep)) return root;
  throw new InvalidTree(
    path,
    `${path} is a link that leads out, to ${root}. Write the output itself there.`,
  );
}

// Contents belong to whoever may have the artifact; names stand in listings, reports and errors.
function refuseTelling(entries: readonly Entry[], { isTelling }: Reading): void {
  if (isTelling === undefined) return;
  const names = entries.flatMap((entry) =>
    entry.type === 'link' ? [entry.path, entry.target] : [entry.path],
  );
  if (!names.some((name) => isTelling(name))) return;
  throw new InvalidTree(
    null,
    'A file name contains a secret, and names are shown to everyone who sees the run. Name the file otherwise.',
  );
}

type Reading = ReadOptions & Pick<SaveOptions, 'within' | 'isTelling'>;

async function readFolder(root: string, options: Reading): Promise<Entry[]> {
  const found = await walkTree(root);
  const entries = await readEntries(root, found.map(refuseOddity), { ...options, gone: 'throw' });
  // Before anything else quotes a name, perhaps a part of it.
  refuseTelling(entries, options);
  checkEntries(entries);
  return entries;
}

function refuseOddity({ path, type }: Found): FoundEntry {
  if (type === 'file' || type === 'link' || type === 'dir') return { path, type };
  throw new InvalidTree(
    path,
    `${path} is a ${type}: an artifact holds files, folders and links only.`,
  );
}
