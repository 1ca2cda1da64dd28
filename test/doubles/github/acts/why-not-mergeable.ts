import type { Repository, Review } from '../state/repository.ts';
import type { PullIssue } from '../views/pull-links.ts';

/** What keeps a pull request from being merged, in GitHub's words; null when nothing does. */
export function whyNotMergeable(repository: Repository, issue: PullIssue): string | null {
  const { pull } = issue;
  if (issue.state !== 'open') return 'Pull Request is closed';
  if (pull.draft) return 'Pull Request is still a draft';
  if (pull.mergeSha === null) return 'Pull Request is not mergeable';
  const protection = repository.protections.get(pull.base);
  if (protection === undefined) return null;
  const missing = protection.checks.filter((name) => !isGreen(repository, pull.headSha, name));
  if (missing.length > 0) return `Required status check "${missing[0]}" is expected.`;
  const approvals = [...latestByReviewer(pull.reviews.values())].filter(
    ({ state }) => state === 'APPROVED',
  );
  return approvals.length < protection.approvals
    ? `At least ${protection.approvals} approving review is required by reviewers with write access.`
    : null;
}

/** Whether the newest check of a name passed; skipped and neutral count as that. */
export function isGreen(repository: Repository, sha: string, name: string): boolean {
  return GREEN.has(newest(repository, sha, name)?.conclusion ?? '');
}

/** Whether it is over and did not pass. */
export function isRed(repository: Repository, sha: string, name: string): boolean {
  const conclusion = newest(repository, sha, name)?.conclusion ?? null;
  return conclusion !== null && !GREEN.has(conclusion);
}

const GREEN: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped']);

function newest(repository: Repository, sha: string, name: string) {
  const runs = [...repository.checkRuns.values()].filter(
    (run) => run.suite.headSha === sha && run.name === name,
  );
  return runs.at(-1);
}

/** Comments decide nothing; of the rest the last of each person counts. */
function latestByReviewer(reviews: Iterable<Review>): Iterable<Review> {
  const latest = new Map<number, Review>();
  for (const review of reviews)
    if (review.state !== 'COMMENTED') latest.set(review.author.account.id, review);
  return latest.values();
}
