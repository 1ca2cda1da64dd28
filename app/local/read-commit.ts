import { noAnswer } from '../../content/git/git-failure.ts';
import { isDirty, type Filters } from '../../content/git/is-dirty.ts';
import { askGit } from './ask-git.ts';

/** What git knows of a folder; nulls where there is no repository, commit, branch or remote. */
export type Commit = {
  readonly sha: string | null;
  /** `refs/heads/main`; null when detached. */
  readonly ref: string | null;
  /** `owner/name`, of the remote `origin`. */
  readonly repository: string | null;
  /** The tree has changes, or files that git neither holds nor ignores. */
  readonly dirty: boolean;
};

/** Asks git about the commit that `root` stands on. No git means a tree without history. Throws `GitFailure` where git is not done in time. */
export async function readCommit(root: string, filters: Filters): Promise<Commit> {
  const [sha, ref, remote, dirty] = await Promise.all([
    askGit(root, 'rev-parse', '--verify', '--quiet', 'HEAD'),
    askGit(root, 'symbolic-ref', '--quiet', 'HEAD'),
    askGit(root, 'remote', 'get-url', 'origin'),
    isDirty(root, filters).catch(noAnswer),
  ]);
  const repository = remote === null ? null : repositoryOf(remote);
  // A commit that git cannot compare with the tree does not say what the tree is.
  return { sha, ref, repository, dirty: dirty ?? sha !== null };
}

/** `owner/name` of `git@host:owner/name.git`, `https://host/owner/name` or a path. */
function repositoryOf(remote: string): string | null {
  const [owner = '', name = ''] = remote
    .replace(/\/$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .slice(-2);
  const account = owner.slice(owner.lastIndexOf(':') + 1);
  return account === '' || name === '' ? null : `${account}/${name}`;
}
