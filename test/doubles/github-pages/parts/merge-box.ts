import { html } from 'hono/html';
import { whyNotMergeable } from '../../github/acts/why-not-mergeable.ts';
import type { Review } from '../../github/state/repository.ts';
import type { PullIssue } from '../../github/views/pull-links.ts';
import type { Html } from '../html.ts';
import type { RepositoryVisit } from '../visit.ts';
import { checkList, checksOf, checksSentence } from './checks.ts';
import { marksOf } from './marks.ts';

/** Reviews, checks, and the buttons to merge and to close. */
export function mergeBox(visit: RepositoryVisit, issue: PullIssue): Html {
  const runs = checksOf(visit.repository, issue.pull.headSha);
  return html`<section class="card merge" aria-labelledby="checks">
    <header>
      ${marksOf(runs)}
      <h2 id="checks">${checksSentence(runs)}</h2>
      <span class="muted end">at <code>${issue.pull.headSha.slice(0, 7)}</code></span>
    </header>
    ${checkList(visit, runs)}${reviewLine(issue)}${acts(visit, issue)}
  </section>`;
}

function reviewLine({ pull }: PullIssue): Html | '' {
  const latest = new Map<string, Review>();
  for (const review of pull.reviews.values())
    if (review.state !== 'COMMENTED') latest.set(review.author.account.login, review);
  const said = [...latest].map(([login, { state }]) =>
    state === 'APPROVED'
      ? `${login} approved`
      : state === 'DISMISSED'
        ? `the review of ${login} was dismissed`
        : `${login} asks for changes`,
  );
  return said.length === 0 ? '' : html`<p class="pad line">Reviews: ${said.join(', ')}.</p>`;
}

function acts(visit: RepositoryVisit, issue: PullIssue): Html {
  const { canWrite, me, base, repository } = visit;
  const isMine = issue.author.account === me;
  if (!canWrite && !isMine)
    return html`<p class="pad line muted">${me.login} may not merge: that needs write access.</p>`;
  const reason = canWrite ? whyNotMergeable(repository, issue) : 'Merging needs write access.';
  const button = (act: string, text: string, more: Html | '' = '') =>
    html`<button name="act" value="${act}" ${more}>${text}</button>`;
  const isOpen = issue.state === 'open';
  if (issue.pull.mergedAt !== null)
    return html`<p class="pad line">Merged. The branch may be deleted.</p>`;
  return html`<form class="pad line row" method="post" action="${base}/pull/${issue.number}">
    ${
      isOpen
        ? html`${button('merge', 'Merge pull request', html` class="primary"${reason === null ? '' : html` disabled`}`)}${
            issue.pull.draft ? button('ready', 'Ready for review') : ''
          }${button('close', 'Close pull request')}`
        : button('reopen', 'Reopen pull request')
    }${isOpen && reason !== null ? html`<span class="muted">${reason}</span>` : ''}
  </form>`;
}
