import { ApiError } from '../http/api-error.ts';
import { readCommits, resolveCommit, type Signature } from '../git/read-objects.ts';
import { mergeTrees, writeCommit } from '../git/write-objects.ts';
import { emit } from '../hooks/emit.ts';
import type { Actor } from '../state/accounts.ts';
import type { Issue, Pull, Repository, Review } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { isPull, type PullIssue } from '../views/pull-links.ts';
import { pullView, reviewView } from '../views/pull-view.ts';
import { iso } from '../views/scalars.ts';
import { addIssue } from './issues.ts';
import { moveRef } from './move-ref.ts';
import { closePull, emitPull, refreshMerge } from './sync-pulls.ts';

export type NewPull = {
  readonly title: string;
  readonly body: string | null;
  readonly head: { readonly repository: Repository; readonly ref: string };
  readonly base: string;
  readonly draft: boolean;
};

/** Opens a pull request; null when either branch is missing. */
export async function openPull(
  world: World,
  repository: Repository,
  { wanted, actor }: { readonly wanted: NewPull; readonly actor: Actor },
): Promise<PullIssue | null> {
  const headSha = await resolveCommit(
    wanted.head.repository.gitDir,
    `refs/heads/${wanted.head.ref}`,
  );
  const baseSha = await resolveCommit(repository.gitDir, `refs/heads/${wanted.base}`);
  if (headSha === null || baseSha === null) return null;
  const pull: Pull = {
    id: world.nextId(),
    head: wanted.head,
    reviews: new Map(),
    base: wanted.base,
    headSha,
    baseSha,
    draft: wanted.draft,
    mergeSha: null,
    mergedAt: null,
    mergedBy: null,
    hiddenFromListings: world.knobs.mergesHiddenForListings,
  };
  const issue = addIssue(world, repository, { ...wanted, labels: [], author: actor, pull });
  if (!isPull(issue)) throw new Error('An issue made with a pull request is one.');
  await refreshMerge(world, repository, issue);
  await emitPull(world, repository, { issue, actor, action: 'opened' });
  return issue;
}

export async function setPullState(
  world: World,
  repository: Repository,
  { issue, state, actor }: { issue: PullIssue; state: Issue['state']; actor: Actor },
): Promise<void> {
  if (issue.state === state) return undefined;
  if (state === 'closed') return closePull(world, repository, { issue, actor });
  issue.state = 'open';
  issue.closedAt = null;
  issue.closedBy = null;
  issue.updatedAt = world.clock.now();
  await refreshMerge(world, repository, issue);
  return emitPull(world, repository, { issue, actor, action: 'reopened' });
}

/** Lets it merge into another branch, which is told as an edit: https://github.com/github/docs/issues/23051. */
export async function setBase(
  world: World,
  repository: Repository,
  { issue, base, actor }: { issue: PullIssue; base: string; actor: Actor },
): Promise<void> {
  const { base: before, baseSha } = issue.pull;
  const now = await resolveCommit(repository.gitDir, `refs/heads/${base}`);
  if (now === null) throw new ApiError(422, `Proposed base branch '${base}' was not found`);
  issue.pull.base = base;
  issue.pull.baseSha = now;
  await refreshMerge(world, repository, issue);
  const changes = { base: { ref: { from: before }, sha: { from: baseSha } } };
  await emitPull(world, repository, { issue, actor, action: 'edited', more: { changes } });
}

/**
 * Merges by a merge commit, squashed into one, or each commit anew on the base. Answers the last new commit, which is the
 * pull request's `merge_commit_sha` from then on; null when it cannot.
 * https://docs.github.com/rest/pulls/pulls#get-a-pull-request
 */
export async function mergePull(
  world: World,
  repository: Repository,
  { issue, actor, method }: { issue: PullIssue; actor: Actor; method: MergeMethod },
): Promise<string | null> {
  const { pull } = issue;
  await refreshMerge(world, repository, issue);
  if (pull.mergeSha === null) return null;
  const signature = {
    name: actor.account.name ?? actor.account.login,
    email: actor.account.email,
    date: iso(world.clock.now()),
  };
  const sha =
    method === 'rebase'
      ? await rebase(repository, { pull, committer: signature })
      : await mergeCommit(repository, { issue, signature, squash: method === 'squash' });
  if (sha === null) return null;
  // Of rebased commits none is signed: https://docs.github.com/authentication/managing-commit-signature-verification/about-commit-signature-verification
  if (method !== 'rebase') repository.signed.add(sha);
  pull.mergeSha = sha;
  pull.mergedAt = world.clock.now();
  pull.mergedBy = actor.account;
  const before = pull.baseSha;
  await closePull(world, repository, { issue, actor });
  const move = { ref: `refs/heads/${pull.base}`, before, after: sha };
  await moveRef(world, repository, { move, actor });
  return sha;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

function mergeCommit(
  { gitDir }: Repository,
  { issue, signature, squash }: { issue: PullIssue; signature: Signature; squash: boolean },
): Promise<string> {
  const { pull } = issue;
  return writeCommit(gitDir, {
    tree: `${pull.mergeSha}^{tree}`,
    parents: squash ? [pull.baseSha] : [pull.baseSha, pull.headSha],
    message: squash
      ? `${issue.title} (#${issue.number})`
      : `Merge pull request #${issue.number} from ${pull.head.repository.owner.login}/${pull.head.ref}\n\n${issue.title}`,
    author: signature,
    committer: signature,
  });
}

/** Null: one of them does not apply. */
async function rebase(
  { gitDir }: Repository,
  { pull, committer }: { readonly pull: Pull; readonly committer: Signature },
): Promise<string | null> {
  let onto = pull.baseSha;
  const range = ['--reverse', '--no-merges', `${pull.baseSha}..${pull.headSha}`];
  for (const { sha, parents, author, message } of await readCommits(gitDir, range)) {
    // What is merged with a child of the commit's parent is the commit's own change.
    const aside = { tree: `${onto}^{tree}`, parents: parents.slice(0, 1), message: 'aside' };
    const mine = await writeCommit(gitDir, { ...aside, author, committer });
    const tree = await mergeTrees(gitDir, mine, sha);
    if (tree === null) return null;
    onto = await writeCommit(gitDir, { tree, parents: [onto], message, author, committer });
  }
  return onto;
}

/** "Update branch": merges the base into the head. */
export async function updateBranch(
  world: World,
  { issue, actor }: { readonly issue: PullIssue; readonly actor: Actor },
): Promise<void> {
  const { head, headSha, baseSha, base } = issue.pull;
  const tree = await mergeTrees(head.repository.gitDir, headSha, baseSha);
  if (tree === null) throw new ApiError(422, 'merge conflict between base and head');
  const { account } = actor;
  const signature = {
    name: account.name ?? account.login,
    email: account.email,
    date: iso(world.clock.now()),
  };
  const after = await writeCommit(head.repository.gitDir, {
    tree,
    parents: [headSha, baseSha],
    message: `Merge branch '${base}' into ${head.ref}`,
    author: signature,
    committer: signature,
  });
  head.repository.signed.add(after);
  const move = { ref: `refs/heads/${head.ref}`, before: headSha, after };
  await moveRef(world, head.repository, { move, actor });
}

export function addReview(
  world: World,
  repository: Repository,
  given: {
    readonly issue: PullIssue;
    readonly author: Actor;
    readonly body: string;
    readonly state: Review['state'];
    readonly commitId?: string | undefined;
  },
): Review {
  const { issue, author, body, state } = given;
  const commitId = given.commitId ?? issue.pull.headSha;
  const submittedAt = world.clock.now();
  const editedAt = null;
  const review: Review = {
    id: world.nextId(),
    author,
    body,
    editedAt,
    state,
    commitId,
    submittedAt,
  };
  issue.pull.reviews.set(review.id, review);
  emitReview(world, repository, { issue, review, actor: author, action: 'submitted' });
  return review;
}

export function dismissReview(
  world: World,
  repository: Repository,
  { issue, review, actor }: { issue: PullIssue; review: Review; actor: Actor },
): void {
  review.state = 'DISMISSED';
  emitReview(world, repository, { issue, review, actor, action: 'dismissed' });
}

/** Other words of a review; its state stays: https://docs.github.com/webhooks/webhook-events-and-payloads?actionType=edited#pull_request_review */
export function editReview(
  world: World,
  repository: Repository,
  given: {
    readonly issue: PullIssue;
    readonly review: Review;
    readonly body: string;
    readonly actor: Actor;
  },
): void {
  const { issue, review, body, actor } = given;
  const changes = { body: { from: review.body } };
  review.body = body;
  review.editedAt = world.clock.now();
  emitReview(world, repository, { issue, review, actor, action: 'edited', more: { changes } });
}

/** The webhook says in small letters what REST says in capitals. */
function emitReview(
  world: World,
  repository: Repository,
  told: { issue: PullIssue; review: Review; actor: Actor; action: string; more?: object },
): void {
  const { issue, review, actor, action, more = {} } = told;
  emit(world, {
    event: 'pull_request_review',
    action,
    repository,
    sender: actor,
    about: {
      review: {
        ...reviewView(world, repository, { issue, review }),
        state: review.state.toLowerCase(),
      },
      pull_request: pullView(world, repository, issue),
      ...more,
    },
  });
}
