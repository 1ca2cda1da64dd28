import { html } from 'hono/html';
import type { Issue } from '../../github/state/repository.ts';
import type { Html } from '../html.ts';
import type { RepositoryVisit } from '../visit.ts';

/** The box to comment; on a pull request also to review. `data-keep`: what is typed stays when the page changes. */
export function replyBox({ base, me }: RepositoryVisit, issue: Issue): Html {
  const isPull = issue.pull !== null;
  const action = `${base}/${isPull ? 'pull' : 'issues'}/${issue.number}`;
  const hint = isPull ? 'Markdown, or a command such as /mlp help' : 'Markdown';
  const isMine = issue.author.account === me;
  return html`<form class="card pad reply" method="post" action="${action}">
    <h2><label for="reply">Add a comment as ${me.login}</label></h2>
    <textarea id="reply" name="body" rows="4" data-keep placeholder="${hint}"></textarea>
    <div class="row">
      ${button('comment', 'Comment', 'primary')}${isPull ? reviewButtons(issue, isMine) : stateButton(issue)}
    </div>
  </form>`;
}

function button(act: string, text: string, look = ''): Html {
  return html`<button name="act" value="${act}" class="${look}">${text}</button>`;
}

function reviewButtons({ state }: Issue, isMine: boolean): Html | '' {
  if (state !== 'open') return '';
  return isMine
    ? html`<span class="muted">
        Nobody approves their own pull request: pick another person at the top.
      </span>`
    : html`${button('approve', 'Approve')}${button('request-changes', 'Request changes')}${button(
        'review',
        'Review without a verdict',
      )}`;
}

function stateButton({ state }: Issue): Html {
  return state === 'open' ? button('close', 'Close issue') : button('reopen', 'Reopen issue');
}
