import { ApiError } from '../http/api-error.ts';
import { readCommit, resolveCommit } from '../git/read-objects.ts';
import { mergeTrees, writeCommit, ZERO_SHA } from '../git/write-objects.ts';
import { emit } from '../hooks/emit.ts';
import { addAccount } from '../people/seed.ts';
import type { Actor } from '../state/accounts.ts';
import type { QueueEntry, Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import type { PullIssue } from '../views/pull-links.ts';
import { simpleCommitView } from '../views/commit-view.ts';
import { iso } from '../views/scalars.ts';
import { isGreen, isRed, whyNotMergeable } from './why-not-mergeable.ts';
import { moveRef } from './move-ref.ts';
import { closePull, emitPull } from './sync-pulls.ts';

/**
 * "Merge when ready" of a branch with a merge queue: the pull request gets a group, which is the base, all that waits
 * before it, and itself, on a branch of its own; checks are asked for there.
 * https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
 */
export async function enqueuePull(
  world: World,
  repository: Repository,
  { issue, actor }: { readonly issue: PullIssue; readonly actor: Actor },
): Promise<void> {
  const { base } = issue.pull;
  if (repository.protections.get(base)?.queue !== true) {
    throw new ApiError(422, `The branch ${base} has no merge queue`);
  }
  const reason = whyNotMergeable(repository, issue);
  if (reason !== null) throw new ApiError(422, reason);
  await emitPull(world, repository, { issue, actor, action: 'enqueued' });
  await append(world, repository, { issue, actor });
}

/** After a check ended: groups whose required checks are green are merged, oldest first; one that has a red one goes. */
export function settleQueues(world: World, repository: Repository): Promise<void> {
  const before = turns.get(repository) ?? Promise.resolve();
  const turn = before.then(() => settle(world, repository));
  turns.set(
    repository,
    turn.catch(() => {}),
  );
  return turn;
}

const turns = new WeakMap<Repository, Promise<void>>();

async function settle(world: World, repository: Repository): Promise<void> {
  for (const base of repository.queues.keys()) await settleQueue(world, repository, base);
}

async function settleQueue(world: World, repository: Repository, base: string): Promise<void> {
  const required = repository.protections.get(base)?.checks ?? [];
  for (;;) {
    const entries = repository.queues.get(base) ?? [];
    const [first] = entries;
    const failed = entries.find(({ headSha }) =>
      required.some((name) => isRed(repository, headSha, name)),
    );
    if (failed !== undefined) await dequeue(world, repository, failed);
    else if (
      first !== undefined &&
      required.every((name) => isGreen(repository, first.headSha, name))
    ) {
      await merge(world, repository, first);
    } else return;
  }
}

/** The group's commit becomes the branch's: a fast forward. */
async function merge(world: World, repository: Repository, entry: QueueEntry): Promise<void> {
  const { issue, baseSha: before, headSha: after } = entry;
  const { pull } = issue;
  const bot = queueBot(world);
  take(repository, entry);
  pull.mergeSha = after;
  pull.mergedAt = world.clock.now();
  pull.mergedBy = bot.account;
  await closePull(world, repository, { issue, actor: bot });
  const move = { ref: `refs/heads/${pull.base}`, before, after };
  await moveRef(world, repository, { move, actor: bot });
  await destroy(world, repository, { entry, reason: 'merged' });
}

/** What stood on it is invalid, and gets new groups. */
async function dequeue(world: World, repository: Repository, entry: QueueEntry): Promise<void> {
  const { issue } = entry;
  const entries = repository.queues.get(issue.pull.base) ?? [];
  const later = entries.slice(entries.indexOf(entry) + 1);
  for (const each of [entry, ...later]) take(repository, each);
  await destroy(world, repository, { entry, reason: 'dequeued' });
  const more = { reason: 'CI_FAILURE' };
  await emitPull(world, repository, { issue, actor: queueBot(world), action: 'dequeued', more });
  for (const each of later) {
    await destroy(world, repository, { entry: each, reason: 'invalidated' });
    await append(world, repository, { issue: each.issue, actor: each.enqueuer });
  }
}

async function append(
  world: World,
  repository: Repository,
  { issue, actor }: { readonly issue: PullIssue; readonly actor: Actor },
): Promise<void> {
  const { pull, number, title } = issue;
  const { gitDir, queues } = repository;
  const entries = queues.get(pull.base) ?? [];
  const branchSha = await resolveCommit(gitDir, `refs/heads/${pull.base}`);
  const baseSha = entries.at(-1)?.headSha ?? branchSha;
  if (baseSha === null) throw new ApiError(422, `No branch ${pull.base}`);
  const tree = await mergeTrees(gitDir, baseSha, pull.headSha);
  if (tree === null) throw new ApiError(422, 'Pull Request is not mergeable');
  const bot = queueBot(world);
  const date = iso(world.clock.now());
  const signature = { name: bot.account.login, email: bot.account.email, date };
  const headSha = await writeCommit(gitDir, {
    tree,
    parents: [baseSha, pull.headSha],
    message: `Merge pull request #${number} from ${pull.head.repository.owner.login}/${pull.head.ref}\n\n${title}`,
    author: signature,
    committer: signature,
  });
  repository.signed.add(headSha);
  const ref = `refs/heads/gh-readonly-queue/${pull.base}/pr-${number}-${baseSha}`;
  const entry = { issue, enqueuer: actor, baseSha, headSha, ref };
  queues.set(pull.base, [...entries, entry]);
  const move = { ref, before: ZERO_SHA, after: headSha };
  await moveRef(world, repository, { move, actor: bot });
  await emitGroup(world, repository, { entry, action: 'checks_requested' });
}

function take(repository: Repository, entry: QueueEntry): void {
  const { base } = entry.issue.pull;
  const entries = repository.queues.get(base) ?? [];
  repository.queues.set(
    base,
    entries.filter((each) => each !== entry),
  );
}

async function destroy(
  world: World,
  repository: Repository,
  { entry, reason }: { readonly entry: QueueEntry; readonly reason: string },
): Promise<void> {
  const move = { ref: entry.ref, before: entry.headSha, after: ZERO_SHA };
  await moveRef(world, repository, { move, actor: queueBot(world) });
  await emitGroup(world, repository, { entry, action: 'destroyed', reason });
}

async function emitGroup(
  world: World,
  repository: Repository,
  told: { readonly entry: QueueEntry; readonly action: string; readonly reason?: string },
): Promise<void> {
  const { entry, action, reason } = told;
  const commit = await readCommit(repository.gitDir, entry.headSha);
  if (commit === null) throw new Error(`No commit ${entry.headSha}.`);
  const group = {
    head_sha: entry.headSha,
    head_ref: entry.ref,
    base_sha: entry.baseSha,
    base_ref: `refs/heads/${entry.issue.pull.base}`,
    head_commit: simpleCommitView(commit),
  };
  const about = { merge_group: group, ...(reason !== undefined && { reason }) };
  emit(world, { event: 'merge_group', action, repository, sender: queueBot(world), about });
}

/** https://github.com/apps/github-merge-queue */
function queueBot(world: World): Actor {
  return {
    account: addAccount(world, { login: 'github-merge-queue[bot]', type: 'Bot' }),
    app: null,
  };
}
