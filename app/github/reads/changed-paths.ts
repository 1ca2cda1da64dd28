import type { GitHubApi, RepositoryName } from './api-port.ts';

/** What changed between which commits. */
export type Change =
  /** `before` null: the branch is new; then what it has beside the default branch. */
  | {
      readonly type: 'push';
      readonly before: string | null;
      readonly after: string;
      readonly isDefault: boolean;
    }
  | { readonly type: 'pull'; readonly base: string; readonly head: string };

/**
 * Exactly the paths that a push or a pull request changed, beyond what the comparison of GitHub lists too; both names of
 * what was renamed. `any`: GitHub cannot tell (a commit is gone, or the repository has too many files to list).
 */
export async function changedPaths(
  api: Pick<GitHubApi, 'compare' | 'tree'>,
  at: RepositoryName & { readonly defaultBranch: string },
  change: Change,
): Promise<readonly string[] | 'any'> {
  if (change.type === 'pull') return since(api, at, change);
  const { before, after, isDefault } = change;
  if (before !== null) return between(api, at, { base: before, head: after });
  // A new branch has what the default branch lacks; the default branch itself is all new.
  return isDefault ? 'any' : since(api, at, { base: at.defaultBranch, head: after });
}

type Ends = { readonly base: string; readonly head: string };
type Trees = Pick<GitHubApi, 'compare' | 'tree'>;

/** Since both grew apart. */
async function since(api: Trees, at: RepositoryName, { base, head }: Ends) {
  const comparison = await api.compare(at, base, head);
  if (comparison === null) return 'any';
  const { isComplete, paths, mergeBase: from } = comparison;
  return isComplete ? paths : compareTrees(api, at, { from, to: head });
}

/** From one to the other: a forced push takes back what only the old head had, and a comparison leaves that out. */
async function between(api: Trees, at: RepositoryName, { base, head }: Ends) {
  const comparison = await api.compare(at, base, head);
  if (comparison?.isComplete === true && comparison.mergeBase === base) return comparison.paths;
  return compareTrees(api, at, { from: base, to: head });
}

async function compareTrees(
  api: Pick<GitHubApi, 'tree'>,
  at: RepositoryName,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly string[] | 'any'> {
  const [before, after] = await Promise.all([api.tree(at, from), api.tree(at, to)]);
  if (before === null || after === null) return 'any';
  const gone = [...before.keys()].filter((path) => !after.has(path));
  const made = [...after].filter(([path, blob]) => before.get(path) !== blob);
  return [...gone, ...made.map(([path]) => path)];
}
