import { diffFiles, readCommits, type Commit } from '../git/read-objects.ts';
import { askGit } from '../git/run-git.ts';
import { EMPTY_TREE, ZERO_SHA } from '../git/write-objects.ts';
import type { Actor } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { accountOfEmail } from './commit-view.ts';
import { webUrlOf } from './repository-view.ts';
import type { View } from './scalars.ts';

/** GitHub lists at most this many commits in a push. */
const COMMITS_AT_MOST = 2048;

/** What a `push` says of itself; `added`, `modified` and `removed` cost two calls of git a commit. */
export async function pushView(
  world: World,
  repository: Repository,
  {
    move,
    actor,
  }: {
    readonly move: { readonly ref: string; readonly before: string; readonly after: string };
    readonly actor: Actor;
  },
): Promise<View> {
  const { gitDir } = repository;
  const { ref, before, after } = move;
  const deleted = after === ZERO_SHA;
  const commits = deleted ? [] : await pushedCommits(repository, move);
  const views: View[] = [];
  for (const commit of commits) views.push(await commitView(world, repository, commit));
  const head = deleted ? null : (await readCommits(gitDir, ['--no-walk', after]))[0];
  return {
    ref,
    before,
    after,
    created: before === ZERO_SHA,
    deleted,
    forced: before !== ZERO_SHA && !deleted && (await isForced(gitDir, before, after)),
    base_ref: null,
    compare: `${webUrlOf(world, repository)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: views,
    head_commit: head ? await commitView(world, repository, head) : null,
    pusher: { name: actor.account.login, email: actor.account.email },
  };
}

async function pushedCommits(
  repository: Repository,
  { ref, before, after }: { readonly ref: string; readonly before: string; readonly after: string },
): Promise<Commit[]> {
  const known =
    before === ZERO_SHA
      ? ['--not', `--exclude=${ref.replace(/^refs\/heads\//, '')}`, '--branches']
      : [`^${before}`];
  const limit = ['--reverse', `--max-count=${COMMITS_AT_MOST}`];
  return readCommits(repository.gitDir, [...limit, after, ...known]);
}

async function commitView(world: World, repository: Repository, commit: Commit): Promise<View> {
  const { gitDir } = repository;
  const from = commit.parents[0] ?? EMPTY_TREE;
  const changes = await diffFiles(gitDir, from, commit.sha);
  const pathsOf = (...statuses: string[]) =>
    changes.filter(({ status }) => statuses.includes(status)).map(({ path }) => path);
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${webUrlOf(world, repository)}/commit/${commit.sha}`,
    author: personView(world, commit.author),
    committer: personView(world, commit.committer),
    added: pathsOf('added', 'renamed'),
    removed: [...pathsOf('removed'), ...changes.flatMap(({ previousPath }) => previousPath ?? [])],
    modified: pathsOf('modified', 'changed'),
  };
}

function personView(world: World, { name, email }: { name: string; email: string }): View {
  const username = accountOfEmail(world, email)?.login;
  return { name, email, ...(username !== undefined && { username }) };
}

async function isForced(gitDir: string, before: string, after: string): Promise<boolean> {
  return (await askGit(gitDir, ['merge-base', '--is-ancestor', before, after])) === null;
}
