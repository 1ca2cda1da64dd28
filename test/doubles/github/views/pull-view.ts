import { diffFiles, mergeBase, readCommits } from '../git/read-objects.ts';
import type { Repository, Review } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { accountView } from './account-view.ts';
import { associationOf, issueView } from './issue-view.ts';
import type { PullIssue } from './pull-links.ts';
import { apiUrlOf, repositoryView, webUrlOf } from './repository-view.ts';
import { iso, isoOrNull, nodeId, type View } from './scalars.ts';

/** `pull-request-simple`: what lists of pull requests show. */
export function pullView(world: World, repository: Repository, issue: PullIssue): View {
  const { pull, number } = issue;
  const url = `${apiUrlOf(world, repository)}/pulls/${number}`;
  const web = `${webUrlOf(world, repository)}/pull/${number}`;
  const issueUrl = `${apiUrlOf(world, repository)}/issues/${number}`;
  const statuses = `${apiUrlOf(world, repository)}/statuses/${pull.headSha}`;
  const shared = sharedView(issueView(world, repository, issue));
  return {
    ...shared,
    url,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: issueUrl,
    merged_at: isoOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergeSha,
    requested_reviewers: [],
    requested_teams: [],
    draft: pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${apiUrlOf(world, repository)}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    head: sideView(world, pull.head.repository, { ref: pull.head.ref, sha: pull.headSha }),
    base: sideView(world, repository, { ref: pull.base, sha: pull.baseSha }),
    auto_merge: null,
    _links: {
      self: { href: url },
      html: { href: web },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${apiUrlOf(world, repository)}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
  };
}

/** `pull-request`: with what only git can say, as `GET …/pulls/{n}` and webhooks show it. */
export async function fullPullView(
  world: World,
  repository: Repository,
  issue: PullIssue,
): Promise<View> {
  const { pull } = issue;
  const { gitDir } = repository;
  const from = (await mergeBase(gitDir, pull.baseSha, pull.headSha)) ?? pull.baseSha;
  const files = await diffFiles(gitDir, from, pull.headSha);
  const commits = await readCommits(gitDir, [`${pull.baseSha}..${pull.headSha}`]);
  const isOpen = issue.state === 'open';
  return {
    ...pullView(world, repository, issue),
    merged: pull.mergedAt !== null,
    mergeable: isOpen ? pull.mergeSha !== null : null,
    rebaseable: isOpen ? pull.mergeSha !== null : null,
    mergeable_state: isOpen ? (pull.mergeSha === null ? 'dirty' : 'clean') : 'unknown',
    merged_by: pull.mergedBy === null ? null : accountView(world, pull.mergedBy),
    comments: [...repository.comments.values()].filter((each) => each.issue === issue).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

export function reviewView(
  world: World,
  repository: Repository,
  { issue, review }: { readonly issue: PullIssue; readonly review: Review },
): View {
  const web = `${webUrlOf(world, repository)}/pull/${issue.number}`;
  const html = `${web}#pullrequestreview-${review.id}`;
  const url = `${apiUrlOf(world, repository)}/pulls/${issue.number}`;
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: accountView(world, review.author.account),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    author_association: associationOf(repository, review.author.account),
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: iso(review.submittedAt),
    commit_id: review.commitId,
  };
}

/** What an issue says of itself and a pull request does not. */
const OF_ISSUES = new Set([
  'closed_by',
  'state_reason',
  'reactions',
  'comments',
  'pull_request',
  'repository_url',
  'labels_url',
  'events_url',
  'timeline_url',
  'performed_via_github_app',
]);

function sharedView(view: View): View {
  return Object.fromEntries(Object.entries(view).filter(([key]) => !OF_ISSUES.has(key)));
}

function sideView(
  world: World,
  repository: Repository,
  { ref, sha }: { readonly ref: string; readonly sha: string },
): View {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: accountView(world, repository.owner),
    repo: {
      ...repositoryView(world, repository),
      allow_squash_merge: true,
      allow_merge_commit: true,
      allow_rebase_merge: true,
      allow_auto_merge: false,
      delete_branch_on_merge: false,
      allow_update_branch: false,
    },
  };
}
