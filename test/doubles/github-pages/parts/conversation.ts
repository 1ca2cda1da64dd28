import { html } from 'hono/html';
import type { Actor } from '../../github/state/accounts.ts';
import type { Comment, Reaction } from '../../github/state/repository.ts';
import type { Html } from '../html.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { when } from './when.ts';

/** Something that somebody wrote, in a box of its own; `did` follows their name. */
export function spoken(said: {
  readonly id: string;
  readonly author: Actor;
  readonly did: string;
  readonly at: number;
  readonly now: number;
  readonly body: string;
  readonly tone?: 'good' | 'bad';
  readonly foot?: Html | '';
}): Html {
  const { id, author, did, at, now, body, tone = '', foot = '' } = said;
  return html`<article class="card spoken ${tone}" id="${id}">
    <header>
      ${face(author)}
      <h2><strong>${author.account.login}</strong> <span class="muted">${did}</span></h2>
      <span class="muted end"><a href="#${id}">${when(at, now)}</a></span>
    </header>
    ${body.trim() === '' ? '' : html`<div class="pad">${renderMarkdown(body)}</div>`}${foot}
  </article>`;
}

export function commentBox(comment: Comment, now: number): Html {
  const { id, author, createdAt, updatedAt, body, minimized } = comment;
  const did = updatedAt > createdAt ? 'commented (edited)' : 'commented';
  const foot = reactions(comment.reactions.values());
  const box = spoken({ id: `comment-${id}`, author, did, at: createdAt, now, body, foot });
  return minimized === null
    ? box
    : html`<details class="hidden-comment">
        <summary>
          A comment of ${author.account.login} was hidden as ${minimized.toLowerCase()}
        </summary>
        ${box}
      </details>`;
}

/** One line of what happened between the comments. */
export function happened(text: Html, at: number, now: number): Html {
  return html`<p class="happened">${text} <span class="muted">${when(at, now)}</span></p>`;
}

export function stateTag(state: 'open' | 'closed' | 'merged' | 'draft'): Html {
  return html`<span class="tag state-${state}">${state}</span>`;
}

function face({ account }: Actor): Html {
  const letter = account.login.slice(0, 1).toUpperCase();
  return html`<span
    class="face hue-${account.id % 6}${account.type === 'Bot' ? ' bot' : ''}"
    aria-hidden="true"
    >${letter}</span
  >`;
}

const SIGNS: Readonly<Record<string, readonly [string, string]>> = {
  '+1': ['👍', 'thumbs up'],
  '-1': ['👎', 'thumbs down'],
  laugh: ['😄', 'laugh'],
  confused: ['😕', 'confused'],
  heart: ['❤️', 'heart'],
  hooray: ['🎉', 'hooray'],
  rocket: ['🚀', 'rocket'],
  eyes: ['👀', 'eyes'],
};

function reactions(all: Iterable<Reaction>): Html | '' {
  const by = new Map<string, string[]>();
  for (const { content, user } of all) by.set(content, [...(by.get(content) ?? []), user.login]);
  if (by.size === 0) return '';
  return html`<ul class="reactions" aria-label="Reactions">
    ${[...by].map(([content, logins]) => {
      const [sign, word] = SIGNS[content] ?? [content, content];
      return html`<li title="${word}: ${logins.join(', ')}">
        <span role="img" aria-label="${word}">${sign}</span> ${logins.length}
      </li>`;
    })}
  </ul>`;
}
