import { html } from 'hono/html';
import type { PullIssue } from '../../github/views/pull-links.ts';
import type { Html } from '../html.ts';
import type { RepositoryVisit } from '../visit.ts';
import { stateTag } from './conversation.ts';

/** How a pull request stands, in GitHub's words. */
export function pullState({ state, pull }: PullIssue): 'open' | 'closed' | 'merged' | 'draft' {
  if (pull.mergedAt !== null) return 'merged';
  return state === 'open' && pull.draft ? 'draft' : state;
}

/** The head of a pull request's pages: title, branches and tabs. */
export function pullHead(
  { base, repository }: RepositoryVisit,
  issue: PullIssue,
  tab: 'conversation' | 'files',
): Html {
  const { number, title, author, pull } = issue;
  const owner = pull.head.repository === repository ? '' : `${pull.head.repository.owner.login}:`;
  const link = (name: typeof tab, href: string, text: string) =>
    html`<li><a href="${href}" ${name === tab ? html` aria-current="page"` : ''}>${text}</a></li>`;
  return html`<div class="head">
    <h1>${title} <span class="muted">#${number}</span></h1>
    <p>
      ${stateTag(pullState(issue))} <strong>${author.account.login}</strong> wants to merge
      <code>${owner}${pull.head.ref}</code> into <code>${pull.base}</code>
    </p>
    <nav aria-label="Pull request">
      <ul class="tabs">
        ${link('conversation', `${base}/pull/${number}`, 'Conversation')}${link(
          'files',
          `${base}/pull/${number}/files`,
          'Files changed',
        )}
      </ul>
    </nav>
  </div>`;
}
