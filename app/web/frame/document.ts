import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import type { SecureHeadersVariables } from 'hono/secure-headers';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { styles } from './browser-files.ts';

export type PageEnv = { Variables: SecureHeadersVariables };
/** Markup in which everything that is not ours was escaped. */
export type Html = ReturnType<typeof html>;

export type Document = {
  readonly title: string;
  /** Of its tab; left out: that of all pages. */
  readonly icon?: string;
  /** What stands at the top of every page. */
  readonly bar: Html;
  readonly body: Html;
  /** Text of its script; null: it has none. */
  readonly script: string | null;
};

/** Answers with a whole HTML document in the look of this app, which nobody keeps a copy of. */
export function answerDocument(
  context: Context<PageEnv>,
  status: ContentfulStatusCode,
  { title, icon = '/icon.svg', bar, body, script }: Document,
) {
  const nonce = context.get('secureHeadersNonce') ?? '';
  // Who may see a page is asked anew each time.
  context.header('Cache-Control', 'private, no-store');
  const scripts =
    script === null
      ? ''
      : html`<script nonce="${nonce}">
          ${raw(script)};
        </script>`;
  return context.html(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${title} · mlpipelines</title>
          <link rel="icon" href="${icon}" type="image/svg+xml" />
          <style nonce="${nonce}">
            ${raw(styles)}
          </style>
        </head>
        <body>
          <a class="skip" href="#main">Skip to the content</a>
          <header class="bar">${bar}</header>
          <main id="main">${body}</main>
          ${scripts}
        </body>
      </html>`,
    status,
  );
}
