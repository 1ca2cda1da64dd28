import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { SecureHeadersVariables } from 'hono/secure-headers';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Person } from '../pages-deps.ts';
import { styles } from './styles.ts';

export type PageEnv = { Variables: SecureHeadersVariables };
/** Markup in which everything that is not ours was escaped. */
export type Html = ReturnType<typeof html>;

export type Page = {
  readonly title: string;
  readonly person: Person | null;
  /** Where one is, from the app's root down; the last is the page itself. */
  readonly trail: readonly { readonly text: string; readonly to: string | null }[];
  readonly body: Html;
  /** Text of its script; null: it has none. */
  readonly script: string | null;
};

/** Answers with a whole page around its body. */
export function answerPage(context: Context<PageEnv>, status: ContentfulStatusCode, page: Page) {
  const nonce = context.get('secureHeadersNonce') ?? '';
  // Who may see a page is asked anew each time.
  context.header('Cache-Control', 'private, no-store');
  const script =
    page.script === null
      ? ''
      : html`<script nonce="${nonce}">
          ${raw(page.script)};
        </script>`;
  return context.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${page.title} · mlpipelines</title>
          <link rel="icon" href="/icon.svg" type="image/svg+xml" />
          <style nonce="${nonce}">
            ${raw(styles)}
          </style>
        </head>
        <body>
          <a class="skip" href="#main">Skip to the content</a>
          ${topBar(page)}
          <main id="main">${page.body}</main>
          ${script}
        </body>
      </html>`,
    status,
  );
}

function topBar({ trail, person }: Page): Html {
  return html`<header class="bar">
    <nav aria-label="Where you are">
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
            <span class="who">${person.login}</span> <button class="quiet">Sign out</button>
          </form>`
    }
  </header>`;
}
