import { listRefs, resolveCommit } from '../github/git/read-objects.ts';
import type { Repository } from '../github/state/repository.ts';

/** A path at a branch or a commit. */
export type Place = {
  readonly ref: string;
  readonly sha: string;
  /** null for a commit that was named by its SHA. */
  readonly branch: string | null;
  readonly path: string;
};

/** What `…/blob/<ref>/<path>` means: branches have slashes in their names, so the branch that fits decides. */
export async function readPlace(
  repository: Repository,
  parts: readonly string[],
): Promise<Place | null> {
  const joined = `${parts.join('/')}/`;
  const branches = await listRefs(repository.gitDir, 'refs/heads/');
  for (const [name, sha] of branches) {
    const branch = name.slice('refs/heads/'.length);
    if (!joined.startsWith(`${branch}/`)) continue;
    const path = joined.slice(branch.length + 1).replace(/\/+$/, '');
    return { ref: branch, sha, branch, path };
  }
  const [ref = '', ...path] = parts;
  const sha = /^[0-9a-f]{7,40}$/.test(ref) ? await resolveCommit(repository.gitDir, ref) : null;
  return sha === null ? null : { ref, sha, branch: null, path: path.join('/') };
}
