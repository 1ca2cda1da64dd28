import type { Octokit } from '@octokit/rest';
import type { ComparedFile, GitHubApi, Pull } from './api-port.ts';
import { orNull, place } from './asked-of.ts';
import { peopleReads } from './people-reads.ts';
import { readAuthors } from './read-authors.ts';
import { readFirstParents } from './read-first-parents.ts';
import { readMergeGroup } from './read-merge-group.ts';
import { readProtection } from './read-protection.ts';
import { readReviews } from './read-reviews.ts';
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
        files: files.map(comparedFile),
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

type FileData = NonNullable<
  Awaited<ReturnType<Octokit['rest']['repos']['compareCommitsWithBasehead']>>['data']['files']
>[number];

/**
 * Beyond some 20,000 lines of a comparison GitHub counts none in the files that follow, and says 0:
 * https://github.com/orgs/community/discussions/213491
 */
function comparedFile({ filename, additions, deletions }: FileData): ComparedFile {
  const isCounted = additions + deletions > 0;
  return { path: filename, lines: isCounted ? { added: additions, removed: deletions } : null };
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
    reviews: (at, number) => readReviews(octokit, at, number),
  };
}

const PAGE = 100;

type PullData = Awaited<ReturnType<Octokit['rest']['pulls']['get']>>['data'];

function pullOf({ number, state, user, head, base }: PullData): Pull {
  // A fork that was deleted has no repository, whatever the types say.
  const headRepository: { readonly id: number } | null = head.repo;
  return {
    number,
    isOpen: state === 'open',
    author: { id: user.id, login: user.login },
    headSha: head.sha,
    headRef: head.ref,
    headRepository: headRepository?.id ?? null,
    base: base.ref,
    baseSha: base.sha,
  };
}
