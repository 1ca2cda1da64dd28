import type { Octokit } from '@octokit/rest';
import type { GroupAnswer, GroupQuestion, RepositoryName } from './api-port.ts';

/** More than GitHub lets a queue build at once: https://docs.github.com/rest/repos/rules#create-a-repository-ruleset (`max_entries_to_build`) */
const MOST_ENTRIES = 100;

const QUERY = `query MergeGroup($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) {
    mergeQueue(branch: $branch) {
      entries(first: ${MOST_ENTRIES}) {
        nodes { position headCommit { oid } pullRequest { number headRefOid isCrossRepository } }
      }
    }
  }
}`;

type Entry = {
  readonly position: number;
  readonly headCommit: { readonly oid: string } | null;
  readonly pullRequest: {
    readonly number: number;
    readonly headRefOid: string;
    readonly isCrossRepository: boolean;
  } | null;
};
type Answer = {
  readonly repository: {
    readonly mergeQueue: {
      readonly entries: { readonly nodes: readonly (Entry | null)[] | null } | null;
    } | null;
  } | null;
};

/**
 * The pull requests of a group: a group stands on what waits before it, so it holds all entries up to its own. The
 * webhook names none of them. https://docs.github.com/graphql/reference/objects#mergequeueentry
 */
export async function readMergeGroup(
  octokit: Pick<Octokit, 'graphql'>,
  { owner, name }: RepositoryName,
  { base: branch, headSha }: GroupQuestion,
): Promise<GroupAnswer> {
  const { repository } = await octokit.graphql<Answer>(QUERY, { owner, name, branch });
  const queue = repository?.mergeQueue ?? null;
  if (queue === null) return 'no-queue';
  const entries = (queue.entries?.nodes ?? []).filter((entry) => entry !== null);
  const own = entries.find(({ headCommit }) => headCommit?.oid === headSha);
  if (own === undefined) return 'not-seen';
  const held = entries.filter(({ position }) => position <= own.position);
  const pulls = held.flatMap(({ pullRequest }) => pullRequest ?? []);
  // An entry whose pull request is not shown may hold anything.
  if (pulls.length < held.length) return 'not-seen';
  return pulls.map(({ number, headRefOid, isCrossRepository: isFork }) => ({
    number,
    headSha: headRefOid,
    isFork,
  }));
}
