import { git } from './git.ts';

/** What git knows of a folder; nulls where there is no repository, commit, branch or remote. */
export type Commit = {
  readonly sha: string | null;
  /** `refs/heads/main`; null when detached. */
  readonly ref: string | null;
  /** `owner/name`, of the remote `origin`. */
  readonly repository: string | null;
  readonly actor: string | null;
  /** The tree has changes, or files that git neither holds nor ignores. */
  readonly dirty: boolean;
};

/** Asks git about the commit that `root` stands on. Never fails: no git means a tree without history. */
export async function readCommit(root: string): Promise<Commit> {
  const [sha, ref, remote, actor, status] = await Promise.all([
    git(root, ['rev-parse', '--verify', '--quiet', 'HEAD']),
    git(root, ['symbolic-ref', '--quiet', 'HEAD']),
    git(root, ['remote', 'get-url', 'origin']),
    git(root, ['config', 'user.name']),
    // Optional locks off: a status must not disturb a git command in another terminal.
    git(root, ['--no-optional-locks', 'status', '--porcelain', '--untracked-files=normal', '.']),
  ]);
  return {
    sha,
    ref,
    repository: remote === null ? null : repositoryOf(remote),
    actor,
    dirty: status !== null,
  };
}

/** `owner/name` of `git@host:owner/name.git`, `https://host/owner/name` or a path. */
function repositoryOf(remote: string): string | null {
  return /([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(remote)?.[1] ?? null;
}
