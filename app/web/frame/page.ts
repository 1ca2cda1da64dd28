import type { Context } from 'hono';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Person } from '../pages-deps.ts';
import { answerDocument, type Html, type PageEnv } from './document.ts';

export type Page = {
  readonly title: string;
  /** Of its tab; left out: that of all pages. */
  readonly icon?: string;
  readonly person: Person | null;
  /** Where one is, from the app's root down; the last is the page itself. */
  readonly trail: readonly { readonly text: string; readonly to: string | null }[];
  readonly body: Html;
  /** Text of its script; null: it has none. */
  readonly script: string | null;
};

/** Answers with a whole page around its body. */
export function answerPage(context: Context<PageEnv>, status: ContentfulStatusCode, page: Page) {
  const { trail: _, person: __, ...document } = page;
  return answerDocument(context, status, { ...document, bar: topBar(page) });
}

function topBar({ trail, person }: Page): Html {
  return html`<nav aria-label="Where you are">
      <a class="brand" href="/">mlpipelines</a>
      ${trail.map(
        ({ text, to }) =>
          html`<span class="sep" aria-hidden="true">/</span>${
              to === null
                ? html`<span aria-current="page">${text}</span>`
                : html`<a href="${to}">${text}</a>`
            }`,
      )}
    </nav>
    ${
      person === null
        ? html`<a class="quiet" href="/login">Sign in</a>`
        : html`<form method="post" action="/logout">
            <span class="who">${person.login}</span>
            <button type="submit" class="quiet">Sign out</button>
            <button
              type="submit"
              class="quiet"
              formaction="/logout/everywhere"
              aria-label="Sign out everywhere"
            >
              everywhere
            </button>
          </form>`
    }`;
}
