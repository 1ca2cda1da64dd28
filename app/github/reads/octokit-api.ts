import type { Octokit } from '@octokit/rest';
import type { GitHubApi, Permission, Pull, RepositoryName, Review } from './api-port.ts';
import { refusalOf } from '../client/what-failed.ts';
import { readAuthors } from './read-authors.ts';
import { readFirstParents } from './read-first-parents.ts';
import { readMergeGroup } from './read-merge-group.ts';
import { readProtection } from './read-protection.ts';
import { readConfig } from './read-config.ts';
import type { Compiler } from '../../triggers/compiling/compiler.ts';

/** GitHub lists at most this many files of a comparison: https://docs.github.com/rest/commits/commits#compare-two-commits */
const COMPARED_FILES = 300;

/** The reads through a client that has an installation's rights; what is read of pipelines is compiled by `compiler`. */
export function octokitApi(octokit: Octokit, compiler: Pick<Compiler, 'ask'>): GitHubApi {
  return {
    readConfig: (at, what) => readConfig({ octokit, compiler }, at, what),
    pullsOfGroup: (at, of) => readMergeGroup(octokit, at, of),
    authors: (at, of) => readAuthors(octokit, at, of),
    ...codeReads(octokit),
    ...pullReads(octokit),
    ...peopleReads(octokit),
  };
}

function codeReads(
  octokit: Octokit,
): Pick<GitHubApi, 'compare' | 'firstParents' | 'tree' | 'hasBranch' | 'protection'> {
  const { repos, git } = octokit.rest;
  return {
    compare: async (at, base, head) => {
      const basehead = `${base}...${head}`;
      const answer = await orNull(repos.compareCommitsWithBasehead({ ...place(at), basehead }));
      if (answer === null) return null;
      const files = answer.data.files ?? [];
      return {
        mergeBase: answer.data.merge_base_commit.sha,
        paths: files.flatMap(({ filename, previous_filename: before }) =>
          before === undefined ? [filename] : [filename, before],
        ),
        isComplete: files.length < COMPARED_FILES,
      };
    },
    firstParents: (at, sha, most) => readFirstParents(octokit, at, { sha, most }),
    tree: async (at, sha) => {
      const asked = git.getTree({ ...place(at), tree_sha: sha, recursive: '1' });
      const answer = await orNull(asked);
      if (answer === null || answer.data.truncated) return null;
      const files = answer.data.tree.filter(({ type }) => type !== 'tree');
      return new Map(files.map(({ path, sha, mode }) => [path, `${mode} ${sha}`]));
    },
    hasBranch: async (at, branch) =>
      (await orNull(git.getRef({ ...place(at), ref: `heads/${branch}` }))) !== null,
    protection: async (at, pushedTo) =>
      (await orNull(readProtection(octokit, at, pushedTo))) ?? 'none',
  };
}

function pullReads(octokit: Octokit): Pick<GitHubApi, 'pull' | 'pullsOf' | 'reviews'> {
  const { repos, pulls } = octokit.rest;
  return {
    pull: async (at, number) => {
      const answer = await orNull(pulls.get({ ...place(at), pull_number: number }));
      return answer === null ? null : pullOf(answer.data);
    },
    pullsOf: async (at, sha) => {
      const asked = { ...place(at), commit_sha: sha, per_page: PAGE };
      const answer = await orNull(repos.listPullRequestsAssociatedWithCommit(asked));
      return (answer?.data ?? []).map(({ number, merged_at: merged, base, ...pull }) => {
        const isMerge = merged !== null && pull.merge_commit_sha === sha;
        return { number, isMerge, base: base.ref };
      });
    },
    reviews: async (at, number) => {
      const asked = { ...place(at), pull_number: number, per_page: PAGE };
      return (await octokit.paginate(pulls.listReviews, asked)).flatMap(reviewOf);
    },
  };
}

function peopleReads({ rest }: Octokit): Pick<GitHubApi, 'permission' | 'membership'> {
  return {
    permission: async (at, username) => {
      const asked = rest.repos.getCollaboratorPermissionLevel({ ...place(at), username });
      return permissionOf((await orNull(asked))?.data.permission);
    },
    membership: async ({ organization: org, slug: team_slug }, username) => {
      try {
        const asked = { org, team_slug, username };
        const { data } = await rest.teams.getMembershipForUserInOrg(asked);
        return data.state === 'active' ? 'member' : 'none';
      } catch (error) {
        const status = refusalOf(error)?.status;
        if (status === 404) return 'none';
        if (status === 403) return 'hidden';
        throw error;
      }
    },
  };
}

const PAGE = 100;

type ReviewData = Awaited<ReturnType<Octokit['rest']['pulls']['listReviews']>>['data'][number];

/** Nothing: it is not submitted yet, or whoever gave it is gone. */
function reviewOf({ id, user, state, commit_id: sha, submitted_at: at }: ReviewData): Review[] {
  const said = STATES.find((each) => each === state.toLowerCase());
  if (user === null || said === undefined || at === undefined) return [];
  const { login, type } = user;
  return [{ id, login, isBot: type !== 'User', state: said, sha, submittedAt: Date.parse(at) }];
}

const STATES = ['approved', 'changes_requested', 'dismissed', 'commented'] as const;

type PullData = Awaited<ReturnType<Octokit['rest']['pulls']['get']>>['data'];

function pullOf({ number, state, user, head, base }: PullData): Pull {
  // A fork that was deleted has no repository, whatever the types say.
  const headRepository: { readonly id: number } | null = head.repo;
  return {
    number,
    isOpen: state === 'open',
    author: user.login,
    headSha: head.sha,
    headRef: head.ref,
    headRepository: headRepository?.id ?? null,
    base: base.ref,
    baseSha: base.sha,
  };
}

function place({ owner, name }: RepositoryName) {
  return { owner, repo: name };
}

/** Null: there is no such thing, or not for us. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    // Without a token, too: an installation that is gone sees nothing.
    const status = refusalOf(error)?.status;
    if (status === 404 || status === 422) return null;
    throw error;
  }
}

function permissionOf(text: string | undefined): Permission {
  return text === 'admin' || text === 'write' || text === 'read' ? text : 'none';
}
