import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type SetupPage = {
  /** GitHub's page that takes the manifest. */
  readonly action: string;
  readonly manifest: string;
  /** Where GitHub will reach this server. */
  readonly url: string;
  /** Whose App it becomes; null: the visitor's own. */
  readonly organisation: string | null;
  readonly secret: string;
};

/** Says what will be registered, and sends it to GitHub. */
export function setupPage(page: SetupPage): HtmlEscapedString | Promise<HtmlEscapedString> {
  const { action, manifest, url, organisation, secret } = page;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Set up mlpipelines</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <h1>Set up mlpipelines</h1>
          <p>
            mlpipelines is a GitHub App that you run yourself. GitHub registers it now, with the
            permissions that its file <code>app.yml</code> names, and hands its credentials to this
            server alone, which keeps them in its state folder.
          </p>
          <p>
            GitHub will send events to <code>${url}/api/github/webhooks</code>.
            ${isReachable(url) ? '' : UNREACHABLE}
          </p>
          <form action="/setup" method="get">
            <input type="hidden" name="secret" value="${secret}" />
            <label for="organisation">Organisation that owns the App (empty: you)</label>
            <input id="organisation" name="organisation" value="${organisation ?? ''}" />
            <button>Choose</button>
          </form>
          <form action="${action}" method="post">
            <input type="hidden" name="manifest" value="${manifest}" />
            <button class="main">Register the App for ${organisation ?? 'my account'}</button>
          </form>
          <p>Afterwards GitHub asks on which repositories to install it.</p>
        </main>
      </body>
    </html>`;
}

const UNREACHABLE = html`<strong
  >github.com cannot reach that address: start this server with MLPIPELINES_URL set to one that it
  can, a tunnel's for instance.</strong
>`;

function isReachable(url: string): boolean {
  return !/^http:\/\/(?:localhost|127\.|\[::1\])/.test(url);
}

const STYLE = html`
  :root { color-scheme: light dark; } body { font: 16px/1.5 system-ui, sans-serif; margin: 0;
  padding: 1rem; } main { max-width: 40rem; margin: 2rem auto; } form { margin: 1.5rem 0; } label {
  display: block; } input, button { font: inherit; padding: 0.4rem 0.8rem; } .main { font-weight:
  600; }
`;
