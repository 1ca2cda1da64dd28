import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Person } from '../pages-deps.ts';
import type { Html, PageEnv } from './document.ts';
import { answerPage } from './page.ts';

export type Message = {
  readonly title: string;
  readonly text: Html | string;
  readonly link: { readonly to: string; readonly text: string } | null;
  readonly person: Person | null;
};

/** A page that says one thing: what is the matter and what to do next. */
export function messagePage(
  context: Context<PageEnv>,
  status: 200 | 400 | 403 | 404 | 429 | 500 | 502,
  { person, ...said }: Message,
) {
  const { title } = said;
  const body = messageBody(said);
  return answerPage(context, status, { title, person, trail: [], body, script: null });
}

/** What such a page says, for a document of one's own. */
export function messageBody({ title, text, link }: Omit<Message, 'person'>): Html {
  return html`<section class="message">
    <h1>${title}</h1>
    <p>${text}</p>
    ${link === null ? '' : html`<p><a class="button" href="${link.to}">${link.text}</a></p>`}
  </section>`;
}

/** One answer for what is not there, what one may not see, and what GitHub could not be asked about: which, nobody learns. */
export function notFoundPage(context: Context<PageEnv>, person: Person | null) {
  return messagePage(context, 404, {
    title: 'There is nothing here for you',
    text: `Either this does not exist, or it belongs to a repository that ${person?.login ?? 'you'} cannot read on GitHub. If you can read it, GitHub could not be asked just now: try again in a minute.`,
    link: { to: '/', text: 'To the start' },
    person,
  });
}
