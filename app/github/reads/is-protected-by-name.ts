import type { Octokit } from '@octokit/rest';
import type { PushedTo, RepositoryName } from './api-port.ts';

const QUERY = `query Protection($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $branch) { refUpdateRule { blocksCreations pattern } }
  }
}`;

type Answer = {
  readonly repository: {
    readonly ref: {
      readonly refUpdateRule: {
        readonly blocksCreations: boolean;
        readonly pattern: string;
      } | null;
    } | null;
  } | null;
};

/**
 * Whether a branch's protection is for this very branch, which was there before, or nobody may make branches that it is
 * for. Else anybody who may push could make one, with whatever is in it: one that is new asked for no review.
 * https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches
 */
export async function isProtectedByName(
  octokit: Pick<Octokit, 'graphql'>,
  { owner, name }: RepositoryName,
  { branch, isNew }: PushedTo,
): Promise<boolean> {
  const asked = { owner, name, branch: `refs/heads/${branch}` };
  const { repository } = await octokit.graphql<Answer>(QUERY, asked);
  const rule = repository?.ref?.refUpdateRule ?? null;
  return rule !== null && (rule.blocksCreations || (!isNew && rule.pattern === branch));
}
