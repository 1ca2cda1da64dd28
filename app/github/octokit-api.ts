import type { Octokit } from '@octokit/rest';
import type { GitHubApi, Permission, Pull, RepositoryName } from './api-port.ts';
import { refusedWith } from './client/call-errors.ts';
import { readConfig } from './read-config.ts';

/** GitHub lists at most this many files of a comparison: https://docs.github.com/rest/commits/commits#compare-two-commits */
const COMPARED_FILES = 300;

/** The reads through a client that has an installation's rights. */
export function octokitApi(octokit: Octokit): GitHubApi {
  const { repos, git, pulls } = octokit.rest;
  return {
    readConfig: (at, what) => readConfig(octokit, at, what),
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
    tree: async (at, sha) => {
      const asked = git.getTree({ ...place(at), tree_sha: sha, recursive: '1' });
      const answer = await orNull(asked);
      if (answer === null || answer.data.truncated) return null;
      const files = answer.data.tree.filter(({ type }) => type !== 'tree');
      return new Map(files.map(({ path, sha, mode }) => [path, `${mode} ${sha}`]));
    },
    permission: async (at, username) => {
      const asked = repos.getCollaboratorPermissionLevel({ ...place(at), username });
      return permissionOf((await orNull(asked))?.data.permission);
    },
    isProtected: async (at, branch) => {
      const answer = await orNull(repos.getBranch({ ...place(at), branch }));
      return answer?.data.protected === true;
    },
    pull: async (at, number) => {
      const answer = await orNull(pulls.get({ ...place(at), pull_number: number }));
      return answer === null ? null : pullOf(answer.data);
    },
  };
}

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
    const status = refusedWith(error);
    if (status === 404 || status === 422) return null;
    throw error;
  }
}

function permissionOf(text: string | undefined): Permission {
  return text === 'admin' || text === 'write' || text === 'read' ? text : 'none';
}
