import { setTimeout as sleep } from 'node:timers/promises';
import type { BlobStore } from '../../../content/blob-store.ts';
import type { HashMemo } from '../../../content/hash-memo.ts';
import { saveTree } from '../../../content/save-tree.ts';
import type { SavedTree } from '../../../content/save-tree.ts';
import { StorageError } from '../../../content/storage-error.ts';
import { printFolder } from './folder-print.ts';
import type { FolderPrint } from './folder-print.ts';
import { backoff } from '../../../math/backoff.ts';

/** A checkpoint as it was stored, whole. */
export type SavedCheckpoint = { readonly tree: SavedTree; readonly print: FolderPrint };

export type SaveCheckpoint = {
  readonly blobs: BlobStore;
  readonly folder: string;
  readonly memo: HashMemo;
  /** Changes after this time (nanoseconds since 1970) make it a half-written next one; null: there is no such time. */
  readonly announcedNs: bigint | null;
  readonly kill: AbortSignal;
  /** As of `SaveOptions`. */
  readonly isTelling?: (name: string) => boolean;
};

// A file changed twice within one tick of the file system's clock keeps its times (https://git-scm.com/docs/racy-git);
// ticks are at most 10 ms on Linux (CONFIG_HZ=100) and finer on APFS.
const TICK_MS = 20;
const TRIES = 6;
const waitMs = backoff({ first: 100 });

/**
 * Stores a folder all or nothing: when something in it changed meanwhile, it is done again. Null when there is nothing
 * to store. Throws when it keeps changing, or cannot be stored.
 */
export async function saveCheckpoint(save: SaveCheckpoint): Promise<SavedCheckpoint | null> {
  for (let tried = 1; ; tried += 1) {
    const before = await printSettled(save.folder);
    if (before === null) return null;
    if (save.announcedNs !== null && before.changedNs > save.announcedNs) {
      throw new Error('its files changed again after it was announced as complete');
    }
    const result = await saveUnchanged(save, before);
    if (result.saved !== null) return result.saved;
    if (tried === TRIES) throw result.reason;
    await sleep(waitMs(tried), undefined, { signal: save.kill });
  }
}

async function saveUnchanged(
  save: SaveCheckpoint,
  before: FolderPrint,
): Promise<{ saved: SavedCheckpoint; reason: null } | { saved: null; reason: Error }> {
  try {
    const { blobs, folder, memo, kill, isTelling = () => false } = save;
    const tree = await saveTree(blobs, folder, { memo, signal: kill, isTelling });
    const after = await printFolder(folder);
    if (after?.id === before.id) return { saved: { tree, print: before }, reason: null };
    return { saved: null, reason: new Error('its files kept changing while they were stored') };
  } catch (error) {
    if (save.kill.aborted || !mayPass(error)) throw error;
    return { saved: null, reason: error };
  }
}

// A file that vanished or changed while it was read may stand still the next time; a full disk does not.
function mayPass(error: unknown): error is Error {
  if (error instanceof StorageError) return error.code === 'ENOENT' || error.code === 'ENOTDIR';
  return error instanceof Error;
}

async function printSettled(folder: string): Promise<FolderPrint | null> {
  const print = await printFolder(folder);
  if (print === null || Date.now() - print.changedAt >= TICK_MS) return print;
  await sleep(TICK_MS);
  return printFolder(folder);
}
