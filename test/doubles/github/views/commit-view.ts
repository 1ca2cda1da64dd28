import type { Commit, FileChange } from '../git/read-objects.ts';
import type { Account } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { accountView } from './account-view.ts';
import { apiUrlOf, webUrlOf } from './repository-view.ts';
import { nodeId, type View } from './scalars.ts';

/** The account GitHub shows beside a commit: whose e-mail address its author gave. */
export function accountOfEmail(world: World, email: string): Account | null {
  const login = /^(?:\d+\+)?([^@]+)@users\.noreply\.github\.com$/.exec(email)?.[1];
  const found = [...world.accounts.values()].find(
    (account) => account.email === email || account.login === login,
  );
  return found ?? null;
}

export function commitView(world: World, repository: Repository, commit: Commit): View {
  const url = `${apiUrlOf(world, repository)}/commits/${commit.sha}`;
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', `${repository.id}:${commit.sha}`),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: treeLink(world, repository, commit.tree),
      url: `${apiUrlOf(world, repository)}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: UNSIGNED,
    },
    url,
    html_url: `${webUrlOf(world, repository)}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: userOf(world, commit.author.email),
    committer: userOf(world, commit.committer.email),
    parents: commit.parents.map((sha) => parentLink(world, repository, sha)),
  };
}

/** `GET …/git/commits/{sha}`: the object itself, without GitHub's accounts. */
export function gitCommitView(world: World, repository: Repository, commit: Commit): View {
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', `${repository.id}:${commit.sha}`),
    url: `${apiUrlOf(world, repository)}/git/commits/${commit.sha}`,
    html_url: `${webUrlOf(world, repository)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: treeLink(world, repository, commit.tree),
    message: commit.message,
    parents: commit.parents.map((sha) => parentLink(world, repository, sha)),
    verification: UNSIGNED,
  };
}

/** `simple-commit`, as suites and runs carry it. */
export function simpleCommitView(commit: Commit): View {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

export function changeView(
  world: World,
  repository: Repository,
  { sha, change }: { readonly sha: string; readonly change: FileChange },
): View {
  const path = change.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${webUrlOf(world, repository)}/blob/${sha}/${path}`,
    raw_url: `${webUrlOf(world, repository)}/raw/${sha}/${path}`,
    contents_url: `${apiUrlOf(world, repository)}/contents/${path}?ref=${sha}`,
    ...(change.previousPath !== null && { previous_filename: change.previousPath }),
  };
}

const UNSIGNED = {
  verified: false,
  reason: 'unsigned',
  signature: null,
  payload: null,
  verified_at: null,
};

function treeLink(world: World, repository: Repository, sha: string): View {
  return { sha, url: `${apiUrlOf(world, repository)}/git/trees/${sha}` };
}

function parentLink(world: World, repository: Repository, sha: string): View {
  return {
    sha,
    url: `${apiUrlOf(world, repository)}/commits/${sha}`,
    html_url: `${webUrlOf(world, repository)}/commit/${sha}`,
  };
}

function userOf(world: World, email: string): View | null {
  const account = accountOfEmail(world, email);
  return account === null ? null : accountView(world, account);
}
