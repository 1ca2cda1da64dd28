import type { BlobRecheck, BlobStore } from './blob-store.ts';
import { checkEntries } from './manifest/check-entries.ts';
import type { Entry, LinkEntry } from './manifest/entry.ts';
import { checkoutGaps } from './git/checkout-gaps.ts';
import { listRepository, SECRETS_FILE } from './list-repository.ts';
import type { Manifest } from './manifest/manifest.ts';
import { readEntries, type ReadOptions } from './read-entries.ts';
import { Links } from './manifest/resolve-link.ts';
import { type SavedTree, storeManifest } from './save-tree.ts';
import { explainStorageError } from './storage-error.ts';
import { storeFiles } from './store-files.ts';
import type { Found } from './walk-tree.ts';

export type SnapshotOptions = ReadOptions & {
  /** `store`: contents too, so that the tree can be restored. `hash-only`: nothing but the manifest (in-place runs). */
  readonly contents: 'store' | 'hash-only';
};

export type Snapshot = SavedTree & {
  readonly manifest: Manifest;
  /** What no step will see, and why: links that lead out, sockets and the like. Ignored files are not listed. */
  readonly leftOut: readonly LeftOut[];
  /** What the checkout lacks of its commit, and the command that brings it: sentences. */
  readonly gaps: readonly string[];
};
type LeftOut = { readonly path: string; readonly reason: string };

const BARED_SECRETS: LeftOut = {
  path: SECRETS_FILE,
  reason: 'holds secrets. Let git ignore it, too: add it to .gitignore before it is committed',
};

/**
 * The repository's tree as the steps of a run see it, fixed as an artifact: in a git checkout tracked and untracked files
 * that are not ignored, elsewhere all; never `.git`, `.mlpipelines/.state` and `.mlpipelines/.env`. `root` is the folder that holds `.mlpipelines`.
 * What is stored already is read again: damaged files are stored anew while their good bytes are at hand.
 */
export async function snapshotTree(
  blobs: BlobStore & BlobRecheck,
  root: string,
  options: SnapshotOptions,
): Promise<Snapshot> {
  try {
    const { entries: read, leftOut } = await readRepository(root, options);
    const missing = blobs.missingOrDamaged;
    const entries =
      options.contents === 'store'
        ? await storeFiles(blobs, root, read, { ...options, missing })
        : read;
    const manifest: Manifest = { format: 1, single: false, entries };
    const gaps = await checkoutGaps(root, entries);
    return { ...(await storeManifest(blobs, manifest)), manifest, leftOut, gaps };
  } catch (error) {
    throw explainStorageError(error, `snapshot ${root}`);
  }
}

/** What a snapshot would hold, with nothing stored. */
export async function readRepository(
  root: string,
  options: ReadOptions,
): Promise<{ readonly entries: readonly Entry[]; readonly leftOut: readonly LeftOut[] }> {
  const leftOut: LeftOut[] = [];
  const listed = await listRepository(root, () => leftOut.push(BARED_SECRETS));
  const found = listed.filter(isSaveable(leftOut));
  const all = await readEntries(root, found, { ...options, gone: 'skip' });
  const entries = withoutWaysOut(all, leftOut);
  checkEntries(entries);
  return { entries, leftOut };
}

function isSaveable(leftOut: LeftOut[]) {
  return (item: Found): item is Found & { type: 'file' | 'link' } => {
    if (item.type === 'file' || item.type === 'link') return true;
    leftOut.push({ path: item.path, reason: `is a ${item.type}` });
    return false;
  };
}

/** A checkout may hold a link to, say, a shared disk; unlike in an artifact that is nobody's mistake. Steps do not see it. */
function withoutWaysOut(entries: readonly Entry[], leftOut: LeftOut[]): Entry[] {
  const links = new Links();
  for (const { path, target } of entries.filter(isLink)) links.add(path, target);
  return entries.filter((entry) => {
    if (!isLink(entry) || !links.leadsOut(entry.path, entry.target)) return true;
    leftOut.push({
      path: entry.path,
      reason: `is a link that leads out of the repository, to ${entry.target}`,
    });
    return false;
  });
}

function isLink(entry: Entry): entry is LinkEntry {
  return entry.type === 'link';
}
