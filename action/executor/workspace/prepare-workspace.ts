import { mkdir } from 'node:fs/promises';
import type { BlobStore } from '../../../content/blob-store.ts';
import type { Manifest } from '../../../content/manifest/manifest.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import { restoreManifest } from '../../../content/restore-tree.ts';
import { selectFiles } from '../../../content/manifest/select-files.ts';
import { anyStop } from '../attempt.ts';
import type { Attempt } from '../attempt.ts';
import { layOutCheckout } from './lay-out-checkout.ts';
import { requireCheckout } from './require-checkout.ts';

/**
 * Lays out the files of the repository that the step may see, and no others: from the stored tree or, where the run has
 * none, from the job's checkout. In place there is nothing to lay out.
 */
export async function prepareWorkspace(attempt: Attempt): Promise<void> {
  const { ticket, host, log } = attempt;
  const { mode, tree, files, sha = null } = ticket.workspace;
  const { workspace, checkout } = host.folders;
  const say = (line: string): void => log.say(line);
  if (tree === null && checkout !== undefined) await requireCheckout(checkout, sha, say);
  if (mode === 'in-place') return;
  if (tree === null) {
    if (checkout === undefined) return void (await mkdir(workspace, { recursive: true }));
    const signal = anyStop(attempt);
    return layOutCheckout({ checkout, target: workspace, files, signal, say });
  }
  const selection = selectFiles(await readTree(host.blobs, tree), files);
  for (const glob of selection.unmatched) {
    say(`files: ${glob} matches nothing in the repository.`);
  }
  await restoreManifest(host.blobs, selection.manifest, workspace, { signal: anyStop(attempt) });
}

// All steps of a run share one tree, which may have many thousand entries: the last one stays in memory.
const lastTrees = new WeakMap<BlobStore, { digest: string; manifest: Promise<Manifest> }>();

/** The manifest of the repository's tree. */
export async function readTree(blobs: BlobStore, digest: string): Promise<Manifest> {
  const last = lastTrees.get(blobs);
  if (last?.digest === digest) return last.manifest;
  const manifest = readManifest(blobs, digest);
  lastTrees.set(blobs, { digest, manifest });
  manifest.catch(() => lastTrees.delete(blobs));
  return manifest;
}
