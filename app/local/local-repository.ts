import type { Repository } from '../runtime/ports/host.ts';
import { askGit } from './ask-git.ts';

/** What a clone on this machine knows about where a commit grew from. */
export function createLocalRepository(root: string): Repository {
  return {
    mergeBase: async (run) => {
      if (run.sha === null) return null;
      const base = await defaultBranch(root);
      if (base === null) return null;
      const commit = await askGit(root, 'merge-base', base, run.sha);
      return commit === run.sha && !run.dirty ? null : commit;
    },
  };
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
