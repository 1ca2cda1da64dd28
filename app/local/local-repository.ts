import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BASE_COMMITS, type Repository } from '../runtime/ports/host.ts';
import { askGit } from './ask-git.ts';

/** What a clone on this machine knows about where a commit grew from. */
export function createLocalRepository(root: string): Repository {
  return {
    bytes: (path) => readFile(join(root, path)).catch(() => null),
    // The newest commit that both have is the older of the two where that is an ancestor. One that is gone is behind none.
    isBehind: async ({ sha }, { sha: other }) =>
      sha !== null &&
      other !== null &&
      sha !== other &&
      (await askGit(root, 'merge-base', sha, other)) === sha,
    baseCommits: async (run) => {
      if (run.sha === null) return [];
      const base = await defaultBranch(root);
      if (base === null) return [];
      const commit = await askGit(root, 'merge-base', base, run.sha);
      if (commit === null || (commit === run.sha && !run.dirty)) return [];
      return firstParents(root, commit);
    },
  };
}

/** A commit of the default branch that another one grew from or is, and its first parents, the newest first. None: unknown. */
export async function commitsOfDefault(root: string, sha: string): Promise<readonly string[]> {
  const base = await defaultBranch(root);
  const commit = base === null ? null : await askGit(root, 'merge-base', base, sha);
  return commit === null ? [] : firstParents(root, commit);
}

async function firstParents(root: string, commit: string): Promise<readonly string[]> {
  const limit = `--max-count=${BASE_COMMITS}`;
  return (await askGit(root, 'rev-list', '--first-parent', limit, commit))?.split('\n') ?? [];
}

/** What the default branch is called; null: a clone that has none of the usual. */
export async function defaultBranchOf(root: string): Promise<string | null> {
  const branch = await defaultBranch(root);
  return branch?.replace(/^refs\/(?:heads|remotes\/[^/]+)\//, '') ?? null;
}

/** The remote's default branch as last fetched, else the usual names. */
async function defaultBranch(root: string): Promise<string | null> {
  const remote = await askGit(root, 'symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD');
  if (remote !== null) return remote;
  for (const name of ['refs/heads/main', 'refs/heads/master']) {
    if ((await askGit(root, 'rev-parse', '--verify', '--quiet', name)) !== null) return name;
  }
  return null;
}
