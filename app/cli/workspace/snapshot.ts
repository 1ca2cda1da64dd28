import { join } from 'node:path';
import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import { openHashMemo } from '../../../content/hash-memo.ts';
import { snapshotTree, type Snapshot } from '../../../content/snapshot-tree.ts';
import type { StateFolder } from '../../local/state-folder.ts';

/**
 * The repository's tree as a run's steps will see it, whatever happens to it meanwhile. Files that did not change since
 * the last time are not read again, only what is stored of them. `hash-only` stores no contents: for a plan, or a run in place.
 */
export async function snapshot(
  state: StateFolder,
  blobs: BlobStore & BlobRecheck,
  contents: 'store' | 'hash-only',
): Promise<Snapshot> {
  const memo = await openHashMemo(join(state.folder, 'hashes'));
  const taken = await snapshotTree(blobs, state.root, { memo, contents });
  await memo.flush();
  return taken;
}
