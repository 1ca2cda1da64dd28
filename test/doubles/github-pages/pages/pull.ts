import { html } from 'hono/html';
import { readCommits } from '../../github/git/read-objects.ts';
import type { Review } from '../../github/state/repository.ts';
import type { PullIssue } from '../../github/views/pull-links.ts';
import type { Html } from '../html.ts';
import { checkList, checksOf } from '../parts/checks.ts';
import { commitLine } from '../parts/commits.ts';
import { commentBox, happened, spoken } from '../parts/conversation.ts';
import { mergeBox } from '../parts/merge-box.ts';
import { page } from '../parts/page.ts';
import { pullHead } from '../parts/pull-head.ts';
import { replyBox } from '../parts/reply-box.ts';
import type { RepositoryVisit } from '../visit.ts';

/** A pull request: what was said and done, its checks, and the boxes to act. */
export async function pullPage(visit: RepositoryVisit, issue: PullIssue): Promise<Response> {
  const { base } = visit;
  const { number, title } = issue;
  const body = html`${pullHead(visit, issue, 'conversation')}
    <div class="columns checked">
      <div>${await timeline(visit, issue)}${mergeBox(visit, issue)}${replyBox(visit, issue)}</div>
      <aside class="card" aria-labelledby="beside">
        <header><h2 id="beside">Checks</h2></header>
        ${checkList(visit, checksOf(visit.repository, issue.pull.headSha))}
      </aside>
    </div>`;
  return page(visit, {
    title: `${title} · ${base.slice(1)}#${number}`,
    of: visit,
    crumb: `#${number}`,
    body,
  });
}

type Moment = { readonly at: number; readonly shown: Html };

async function timeline(visit: RepositoryVisit, issue: PullIssue): Promise<Html[]> {
  const now = visit.github.world.clock.now();
  const first = spoken({
    id: 'description',
    author: issue.author,
    did: 'opened this pull request',
    at: issue.createdAt,
    now,
    body: issue.body ?? '*No description.*',
  });
  const comments = visit.seeded
    .comments(issue.number)
    .map((comment) => ({ at: comment.createdAt, shown: commentBox(comment, now) }));
  const reviews = [...issue.pull.reviews.values()].map((review) => ({
    at: review.submittedAt,
    shown: reviewBox(visit, review),
  }));
  const moments = [
    ...comments,
    ...reviews,
    ...(await commits(visit, issue)),
    ...ends(visit, issue),
  ];
  return [first, ...moments.sort((a, b) => a.at - b.at).map(({ shown }) => shown)];
}

async function commits(visit: RepositoryVisit, { pull }: PullIssue): Promise<Moment[]> {
  // After a merge its own commit is a part of the base: the first parent is what stood before.
  const base = pull.mergedAt === null ? pull.baseSha : `${pull.mergeSha}^1`;
  const range = ['--max-count=100', `${base}..${pull.headSha}`];
  const found = await readCommits(visit.repository.gitDir, range);
  return found.reverse().map((commit) => ({
    at: Date.parse(commit.committer.date),
    shown: html`<div class="happened">${commitLine(visit, commit)}</div>`,
  }));
}

const DID: Readonly<Record<Review['state'], readonly [string, 'good' | 'bad' | undefined]>> = {
  APPROVED: ['approved these changes', 'good'],
  CHANGES_REQUESTED: ['requested changes', 'bad'],
  COMMENTED: ['reviewed', undefined],
  DISMISSED: ['reviewed (dismissed)', undefined],
};

function reviewBox({ github }: RepositoryVisit, review: Review): Html {
  const [did, tone] = DID[review.state];
  const { id, author, body, submittedAt: at, commitId } = review;
  const now = github.world.clock.now();
  const said = `${did} at ${commitId.slice(0, 7)}`;
  return spoken({ id: `review-${id}`, author, did: said, at, now, body, ...(tone && { tone }) });
}

function ends({ github, base }: RepositoryVisit, issue: PullIssue): Moment[] {
  const { closedAt, closedBy, pull } = issue;
  if (closedAt === null) return [];
  const who = html`<strong>${closedBy?.login ?? 'somebody'}</strong>`;
  const text =
    pull.mergedAt === null
      ? html`${who} closed this`
      : html`${who} merged this as
          <a href="${base}/commit/${pull.mergeSha}"><code>${pull.mergeSha?.slice(0, 7)}</code></a>`;
  return [{ at: closedAt, shown: happened(text, closedAt, github.world.clock.now()) }];
}
