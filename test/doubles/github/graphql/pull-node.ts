import { readCommits } from '../git/read-objects.ts';
import { atLeast, roleIn } from '../state/permission-of.ts';
import type { Actor } from '../state/accounts.ts';
import type { Repository, Review } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { associationOf } from '../views/issue-view.ts';
import type { PullIssue } from '../views/pull-links.ts';
import { webUrlOf } from '../views/repository-view.ts';
import { iso, nodeId } from '../views/scalars.ts';
import { actorNode } from './actor-node.ts';
import { commitMakers } from './commit-makers.ts';

export function pullNode(world: World, repository: Repository, issue: PullIssue) {
  const { pull } = issue;
  return {
    __typename: 'PullRequest',
    id: nodeId('PullRequest', pull.id),
    databaseId: pull.id,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    url: `${webUrlOf(world, repository)}/pull/${issue.number}`,
    state: pull.mergedAt === null ? issue.state.toUpperCase() : 'MERGED',
    merged: pull.mergedAt !== null,
    isDraft: pull.draft,
    isCrossRepository: pull.head.repository !== repository,
    mergeable: pull.mergeSha === null ? 'CONFLICTING' : 'MERGEABLE',
    author: actorNode(world, issue.author.account),
    authorAssociation: associationOf(repository, issue.author.account),
    headRefName: pull.head.ref,
    headRefOid: pull.headSha,
    baseRefName: pull.base,
    baseRefOid: pull.baseSha,
    potentialMergeCommit: () => oidNode(pull.mergeSha),
    reviewDecision: decisionOf(repository, issue),
    async commits(page: Page) {
      const range = `${pull.baseSha}..${pull.headSha}`;
      const commits = await readCommits(repository.gitDir, ['--reverse', range]);
      const nodes = commits.map((commit) => ({
        commit: { __typename: 'Commit', oid: commit.sha, ...commitMakers(world, commit) },
      }));
      return connection(nodes, page);
    },
    reviews: ({ states, ...page }: Page & { readonly states?: readonly string[] | null }) =>
      connection(
        [...pull.reviews.values()]
          .filter(({ state }) => states?.includes(state) ?? true)
          .map((review) => reviewNode({ world, repository, issue }, review)),
        page,
      ),
    latestOpinionatedReviews: ({
      writersOnly,
      ...page
    }: Page & { readonly writersOnly?: boolean }) =>
      connection(
        opinions(issue)
          .filter(({ author }) => writersOnly !== true || mayWrite(repository, author))
          .map((review) => reviewNode({ world, repository, issue }, review)),
        page,
      ),
  };
}

export type Page = { readonly first?: number };
type Place = { readonly world: World; readonly repository: Repository; readonly issue: PullIssue };

function reviewNode({ world, repository, issue }: Place, review: Review) {
  return {
    __typename: 'PullRequestReview',
    id: nodeId('PullRequestReview', review.id),
    databaseId: review.id,
    state: review.state,
    body: review.body,
    url: `${webUrlOf(world, repository)}/pull/${issue.number}#pullrequestreview-${review.id}`,
    author: actorNode(world, review.author.account),
    authorAssociation: associationOf(repository, review.author.account),
    authorCanPushToRepository: mayWrite(repository, review.author),
    submittedAt: iso(review.submittedAt),
    lastEditedAt: review.editedAt === null ? null : iso(review.editedAt),
    commit: () => oidNode(review.commitId),
    onBehalfOf: (page: Page) => connection([], page),
  };
}

function oidNode(oid: string | null) {
  return oid === null ? null : { __typename: 'Commit', oid };
}

/** Of each person the last review that is more than a comment. */
function opinions({ pull }: PullIssue): Review[] {
  const latest = new Map<number, Review>();
  for (const review of pull.reviews.values())
    if (review.state !== 'COMMENTED') latest.set(review.author.account.id, review);
  return [...latest.values()];
}

function decisionOf(repository: Repository, issue: PullIssue): string | null {
  const needed = repository.protections.get(issue.pull.base)?.approvals ?? 0;
  if (needed === 0) return null;
  const reviews = opinions(issue).filter(({ author }) => mayWrite(repository, author));
  if (reviews.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  const approvals = reviews.filter(({ state }) => state === 'APPROVED').length;
  return approvals >= needed ? 'APPROVED' : 'REVIEW_REQUIRED';
}

function mayWrite(repository: Repository, { account }: Actor): boolean {
  return atLeast(roleIn(repository, account), 'write');
}

export function connection(nodes: readonly object[], { first = 100 }: Page) {
  return {
    totalCount: nodes.length,
    nodes: nodes.slice(0, first),
    pageInfo: {
      hasNextPage: nodes.length > first,
      hasPreviousPage: false,
      endCursor: null,
      startCursor: null,
    },
  };
}
