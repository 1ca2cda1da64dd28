import type { Octokit } from '@octokit/rest';
import type { Change, RepositoryName } from './api-port.ts';

const MADE = `fragment made on Commit {
  authors(first: 50) { totalCount nodes { user { login } } }
  committer { user { login } }
}`;
const COMMIT = `query Commit($owner: String!, $name: String!, $sha: GitObjectID!) {
  repository(owner: $owner, name: $name) { object(oid: $sha) { ...made } }
}
${MADE}`;
const PULL = `query Authors($owner: String!, $name: String!, $pull: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $pull) {
      author { login }
      commits(first: 100, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { commit { ...made } }
      }
    }
  }
}
${MADE}`;

type Login = { readonly login: string } | null;
type Made = {
  readonly authors: {
    readonly totalCount: number;
    readonly nodes: readonly { readonly user: Login }[];
  };
  readonly committer: { readonly user: Login } | null;
};
type CommitAnswer = { readonly repository: { readonly object: Made | null } | null };
type PullAnswer = {
  readonly repository: {
    readonly pullRequest: {
      readonly author: Login;
      readonly commits: {
        readonly totalCount: number;
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
        readonly nodes: readonly { readonly commit: Made }[];
      };
    } | null;
  } | null;
};

/**
 * Logins, in lower case, of everyone who made a change: GitHub matches addresses in commits, those of co-authors too,
 * with accounts. Null: there is no such change, or GitHub lists only some of its commits (at most 250).
 */
export async function readAuthors(
  octokit: Pick<Octokit, 'graphql'>,
  { owner, name }: RepositoryName,
  of: Change,
): Promise<ReadonlySet<string> | null> {
  if ('pull' in of) return ofPull(octokit, { owner, name, pull: of.pull });
  const { repository } = await octokit.graphql<CommitAnswer>(COMMIT, { owner, name, sha: of.sha });
  const made = repository?.object;
  return made?.authors === undefined ? null : loginsOf([made]);
}

async function ofPull(
  octokit: Pick<Octokit, 'graphql'>,
  asked: { readonly owner: string; readonly name: string; readonly pull: number },
): Promise<ReadonlySet<string> | null> {
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
    const logins = loginsOf(commits);
    const opener = pull.author?.login.toLowerCase();
    return logins === null || opener === undefined ? logins : new Set([...logins, opener]);
  }
}

function loginsOf(commits: readonly Made[]): ReadonlySet<string> | null {
  if (commits.some(({ authors }) => authors.totalCount > authors.nodes.length)) return null;
  const users = commits.flatMap(({ authors, committer }) => [...authors.nodes, committer]);
  return new Set(users.flatMap((each) => each?.user?.login.toLowerCase() ?? []));
}
