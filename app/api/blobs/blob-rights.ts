import { LostBlob } from '../../../content/blob-store.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { Claim } from '../../runtime/ports/hosted/claims.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';

/** Which blobs an attempt may read, and name in what it makes: those it was given and those it stored itself. */
export type BlobRights = {
  /** Those of `digests` that it may. Whether others exist is not told. */
  of(claim: Claim, digests: readonly string[]): Promise<ReadonlySet<string>>;
};

/** Trees of a repository may have 100,000 entries; the steps of a run share theirs. */
const TREES_IN_MEMORY = 8;

/** Given are the artifacts that its ticket names, and what their manifests name. */
export function createBlobRights({
  dispatches,
  claims,
  blobs,
}: Pick<ActionApiDeps, 'dispatches' | 'claims' | 'blobs'>): BlobRights {
  const trees = new Map<string, Promise<ReadonlySet<string>>>();
  const contentsOf = (root: string): Promise<ReadonlySet<string>> => {
    const contents = trees.get(root) ?? readContents(root);
    trees.delete(root);
    trees.set(root, contents);
    const [oldest] = trees.keys();
    if (trees.size > TREES_IN_MEMORY && oldest !== undefined) trees.delete(oldest);
    contents.catch(() => trees.delete(root));
    return contents;
  };
  const readContents = async (root: string): Promise<ReadonlySet<string>> => {
    const { entries } = await readManifest(blobs, root);
    const digests = entries.flatMap((entry) => (entry.type === 'file' ? [entry.digest] : []));
    return new Set([root, ...digests]);
  };
  return {
    of: async (claim, digests) => {
      const allowed = new Set(await claims.storedBlobs(claim.id, digests));
      const { run, key, attempt } = claim;
      const ticket = await dispatches.ticketOf({ run, key, attempt });
      for (const root of ticket === null ? [] : rootsOf(ticket)) {
        const open = digests.filter((digest) => !allowed.has(digest));
        if (open.length === 0) break;
        const contents = await contentsOf(root).catch((error) => nameAlone(root, error));
        for (const digest of open) if (contents.has(digest)) allowed.add(digest);
      }
      return allowed;
    },
  };
}

/** What a lost manifest names nobody knows; whoever asks for the manifest itself hears that it is lost. */
function nameAlone(root: string, error: unknown): ReadonlySet<string> {
  if (error instanceof LostBlob) return new Set([root]);
  throw error;
}

function rootsOf({ workspace, inputs, checkpoint }: Ticket): string[] {
  const roots = inputs.flatMap(({ parts }) => parts.map(({ digest }) => digest));
  if (workspace.tree !== null) roots.push(workspace.tree);
  const restore = checkpoint?.restore ?? null;
  if (restore !== null) roots.push(restore.digest);
  return [...new Set(roots)];
}
