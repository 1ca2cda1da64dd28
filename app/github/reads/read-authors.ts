import type { Octokit } from '@octokit/rest';
import type { Authorship, Change, RepositoryName } from './api-port.ts';

const MADE = `fragment made on Commit {
  oid
  authors(first: 50) { totalCount nodes { user { databaseId login } } }
  committer { user { databaseId login } }
}`;
const COMMIT = `query Commit($owner: String!, $name: String!, $sha: GitObjectID!) {
  repository(owner: $owner, name: $name) { object(oid: $sha) { ...made ... on Commit { signature { isValid wasSignedByGitHub } } }
  }
}
${MADE}`;
const PULL = `query Authors($owner: String!, $name: String!, $pull: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $pull) {
      author { __typename login ... on User { databaseId } ... on Bot { databaseId } }
      commits(first: 100, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { commit { ...made } }
      }
    }
  }
}
${MADE}`;

type User = { readonly databaseId: number | null; readonly login: string } | null;
type Opener = { readonly __typename: string; readonly databaseId?: number | null } | null;
type Made = {
  readonly oid: string;
  readonly authors: {
    readonly totalCount: number;
    readonly nodes: readonly { readonly user: User }[];
  };
  readonly committer: { readonly user: User } | null;
  readonly signature?: { readonly isValid: boolean; readonly wasSignedByGitHub: boolean } | null;
};
type CommitAnswer = { readonly repository: { readonly object: Made | null } | null };
type PullAnswer = {
  readonly repository: {
    readonly pullRequest: {
      readonly author: Opener;
      readonly commits: {
        readonly totalCount: number;
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
        readonly nodes: readonly { readonly commit: Made }[];
      };
    } | null;
  } | null;
};

/**
 * The commits of a change, and the numbers of everyone whom they name: GitHub matches addresses in commits,
 * those of co-authors too, with accounts. Whoever makes a commit may write any address into it. Null: there is no such
 * change, or GitHub lists only some of its commits (at most 250).
 * https://docs.github.com/rest/pulls/pulls#list-commits-on-a-pull-request
 * https://docs.github.com/graphql/reference/objects#commit
 */
export async function readAuthors(
  octokit: Pick<Octokit, 'graphql'>,
  { owner, name }: RepositoryName,
  of: Change,
): Promise<Authorship | null> {
  if ('pull' in of) return ofPull(octokit, { owner, name, pull: of.pull });
  const { repository } = await octokit.graphql<CommitAnswer>(COMMIT, { owner, name, sha: of.sha });
  const made = repository?.object;
  return made?.authors === undefined ? null : authorship([made], []);
}

async function ofPull(
  octokit: Pick<Octokit, 'graphql'>,
  asked: { readonly owner: string; readonly name: string; readonly pull: number },
): Promise<Authorship | null> {
  const commits: Made[] = [];
  let after: string | null = null;
  for (;;) {
    const answer: PullAnswer = await octokit.graphql<PullAnswer>(PULL, { ...asked, after });
    const pull = answer.repository?.pullRequest;
    if (pull == null) return null;
    const { nodes, pageInfo, totalCount } = pull.commits;
    commits.push(...nodes.map(({ commit }) => commit));
    after = pageInfo.endCursor;
    if (pageInfo.hasNextPage && after !== null) continue;
    if (commits.length < totalCount) return null;
    return authorship(commits, [pull.author]);
  }
}

/** Who commits for whoever clicks on GitHub: https://github.com/web-flow */
const WEB_FLOW = 'web-flow';

function authorship(made: readonly Made[], openers: readonly Opener[]): Authorship | null {
  if (made.some(({ authors }) => authors.totalCount > authors.nodes.length)) return null;
  const users = made.flatMap(({ authors, committer }) => [...authors.nodes, committer]);
  const known = [...openers, ...users.map((each) => each?.user ?? null)];
  return {
    isOfGitHub: made.every(({ signature: by }) => by?.isValid === true && by.wasSignedByGitHub),
    commits: made.map(({ oid }) => oid),
    hasPeople:
      openers.some((opener) => opener?.__typename === 'User') ||
      users.some((each) => isPerson(each?.user ?? null)),
    hasUnknown: known.some((each) => typeof each?.databaseId !== 'number'),
    hands: new Set(known.flatMap((each) => each?.databaseId ?? [])),
    openers: new Set(
      openers.flatMap((each) => (each?.__typename === 'User' ? (each.databaseId ?? []) : [])),
    ),
  };
}

/**
 * A bot stands here as nobody, or among users by its whole login.
 * https://github.com/linuxfoundation/crowd.dev/pull/3681
 */
function isPerson(user: User): boolean {
  return user !== null && user.login !== WEB_FLOW && !user.login.endsWith('[bot]');
}
