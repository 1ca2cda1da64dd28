import { askGit, runGit } from '../git/run-git.ts';
import { mergeTrees, writeCommit, ZERO_SHA } from '../git/write-objects.ts';
import { resolveCommit } from '../git/read-objects.ts';
import { emit } from '../hooks/emit.ts';
import type { Actor } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { openPulls, type PullIssue } from '../views/pull-links.ts';
import { fullPullView } from '../views/pull-view.ts';
import { iso } from '../views/scalars.ts';
import { setHiddenRef } from '../git/set-hidden-ref.ts';

type Moved = {
  readonly repository: Repository;
  readonly branch: string;
  readonly after: string;
  readonly actor: Actor;
};

/** After a branch moved: pull requests from it synchronize, pull requests into it get a new test merge. */
export async function followHeads(
  world: World,
  { repository, branch, after, actor }: Moved,
): Promise<void> {
  for (const base of world.repositories.values())
    for (const issue of openPulls(base)) {
      const { head } = issue.pull;
      if (head.repository === repository && head.ref === branch)
        await followHead(world, base, { issue, after, actor });
      else if (base === repository && issue.pull.base === branch)
        await refreshMerge(world, base, issue);
    }
}

async function followHead(
  world: World,
  repository: Repository,
  { issue, after, actor }: { issue: PullIssue; after: string; actor: Actor },
): Promise<void> {
  const { pull } = issue;
  const before = pull.headSha;
  // The branch of an open pull request was removed: GitHub closes it.
  if (after === ZERO_SHA) return closePull(world, repository, { issue, actor });
  if (after === before) return undefined;
  pull.headSha = after;
  issue.updatedAt = world.clock.now();
  await refreshMerge(world, repository, issue);
  await emitPull(world, repository, {
    issue,
    actor,
    action: 'synchronize',
    more: { before, after },
  });
}

/** Brings `refs/pull/N/head` and the test merge `refs/pull/N/merge` in line with both branches. */
export async function refreshMerge(
  world: World,
  repository: Repository,
  issue: PullIssue,
): Promise<void> {
  const { pull, number } = issue;
  const { gitDir } = repository;
  if (pull.head.repository !== repository)
    await runGit(gitDir, ['fetch', '-q', pull.head.repository.gitDir, pull.headSha]);
  await setHiddenRef(repository, `refs/pull/${number}/head`, pull.headSha);
  pull.baseSha = (await resolveCommit(gitDir, `refs/heads/${pull.base}`)) ?? pull.baseSha;
  const tree = await mergeTrees(gitDir, pull.baseSha, pull.headSha);
  pull.mergeSha = tree === null ? null : await testMerge(world, repository, { issue, tree });
  const isKnown = await askGit(gitDir, [
    'rev-parse',
    '-q',
    '--verify',
    `refs/pull/${number}/merge`,
  ]);
  if (pull.mergeSha !== null || isKnown !== null)
    await setHiddenRef(repository, `refs/pull/${number}/merge`, pull.mergeSha);
}

async function testMerge(
  world: World,
  repository: Repository,
  { issue, tree }: { readonly issue: PullIssue; readonly tree: string },
): Promise<string> {
  const { pull } = issue;
  const github = { name: 'GitHub', email: 'noreply@github.com', date: iso(world.clock.now()) };
  return writeCommit(repository.gitDir, {
    tree,
    parents: [pull.baseSha, pull.headSha],
    message: `Merge ${pull.headSha} into ${pull.baseSha}`,
    author: github,
    committer: github,
  });
}

export async function closePull(
  world: World,
  repository: Repository,
  { issue, actor }: { readonly issue: PullIssue; readonly actor: Actor },
): Promise<void> {
  issue.state = 'closed';
  issue.closedAt = world.clock.now();
  issue.updatedAt = world.clock.now();
  issue.closedBy = actor.account;
  await emitPull(world, repository, { issue, actor, action: 'closed' });
}

export async function emitPull(
  world: World,
  repository: Repository,
  told: {
    readonly issue: PullIssue;
    readonly actor: Actor;
    readonly action: string;
    readonly more?: Readonly<Record<string, unknown>>;
  },
): Promise<void> {
  const { issue, actor, action, more } = told;
  emit(world, {
    event: 'pull_request',
    action,
    repository,
    sender: actor,
    about: {
      number: issue.number,
      pull_request: await fullPullView(world, repository, issue),
      ...more,
    },
  });
}
