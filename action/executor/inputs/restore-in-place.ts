import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '../../../content/blob-store.ts';
import { forEachParallel } from '../../../content/for-each-parallel.ts';
import { readEntries, readFileEntry } from '../../../content/read-entries.ts';
import type { Entry } from '../../../content/manifest/entry.ts';
import { manifestDigest } from '../../../content/manifest/manifest.ts';
import { restoreTree } from '../../../content/restore-tree.ts';
import { walkTree } from '../../../content/walk-tree.ts';
import { StepFailure } from '../step-failure.ts';
import { removeTree } from '../workspace/remove-tree.ts';

export type InPlaceInput = {
  readonly blobs: BlobStore;
  readonly digest: string;
  readonly target: string;
  readonly name: string;
  readonly path: string;
  readonly signal: AbortSignal;
};

const working = new Map<string, Promise<void>>();

/**
 * Puts an input into the repository itself, where it often lies already: the step that made it ran there. What is there
 * and differs is replaced only if a run has stored it just so, every file, link and empty folder; what nobody else has is
 * never lost. Files stay writable, since the step that makes them writes them again. One at a time for each place.
 */
export async function restoreInPlace(input: InPlaceInput): Promise<void> {
  const before = working.get(input.target) ?? Promise.resolve();
  const mine = before.catch(() => {}).then(() => restore(input));
  working.set(input.target, mine);
  try {
    await mine;
  } finally {
    if (working.get(input.target) === mine) working.delete(input.target);
  }
}

async function restore({ blobs, digest, target, name, path, signal }: InPlaceInput): Promise<void> {
  const there = await describe(target, signal);
  if (there?.digest === digest) return;
  if (there !== null) {
    if (!(await isKept(blobs, target, there))) {
      throw new StepFailure(
        'failure',
        `input ${name} goes to ${path}, but other files lie there that no run has stored. Move them away, or run without --in-place.`,
      );
    }
    await removeTree(target);
  }
  await restoreTree(blobs, digest, target, { signal });
}

type Description = {
  /** Null: it holds what no artifact can. */
  readonly digest: string | null;
  readonly single: boolean;
  readonly entries: readonly Entry[];
};

/** Whether all of it is stored just so. Its files are stored once more before it is removed, since the stored bytes may be damaged. */
async function isKept(
  blobs: BlobStore,
  target: string,
  { digest, single, entries }: Description,
): Promise<boolean> {
  if (digest === null) return false;
  const files = entries.filter((entry) => entry.type === 'file');
  // With its manifest, the very tree is stored: its links, empty folders and modes too.
  const wanted = [digest, ...files.map((file) => file.digest)];
  if ((await blobs.missing(wanted)).size > 0) return false;
  await forEachParallel(files, (file) =>
    blobs.putFile(single ? target : join(target, file.path), file.digest),
  );
  return true;
}

async function describe(target: string, signal: AbortSignal): Promise<Description | null> {
  const stat = await lstat(target).catch(() => null);
  if (stat === null) return null;
  if (stat.isFile()) return describeEntries([await readFileEntry(target, '.')], true);
  if (!stat.isDirectory()) return NO_ARTIFACT;
  const found = await walkTree(target);
  const plain = found.flatMap(({ path, type }) =>
    type === 'file' || type === 'link' || type === 'dir' ? [{ path, type }] : [],
  );
  if (plain.length < found.length) return NO_ARTIFACT;
  return describeEntries(await readEntries(target, plain, { signal, gone: 'throw' }), false);
}

function describeEntries(entries: readonly Entry[], single: boolean): Description {
  return { digest: manifestDigest({ format: 1, single, entries }), single, entries };
}

const NO_ARTIFACT: Description = { digest: null, single: false, entries: [] };
