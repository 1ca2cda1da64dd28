import { Hono, type Context } from 'hono';
import { html } from 'hono/html';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import { createAccess } from './access.ts';
import { answerIcon } from './frame/icon.ts';
import { messagePage, notFoundPage } from './frame/message-page.ts';
import type { PageEnv } from './frame/document.ts';
import { answerPage } from './frame/page.ts';
import { createChangeFeed } from './run/live/change-feed.ts';
import { streamSeats } from './run/live/sse-stream.ts';
import { loginRoutes } from './login/login-routes.ts';
import { createSessions } from './login/sessions.ts';
import type { PagesDeps } from './pages-deps.ts';
import { repoRoutes } from './repo/repo-routes.ts';
import { runRoutes } from './run/run-routes.ts';

/**
 * The pages for people, to be mounted at the root: `/`, `/login`, `/logout`, `/repos/:owner/:repo`, `/runs/:id`. They
 * only read (but for who is signed in), show a repository's runs to those who can read it on GitHub, and hold nothing that another replica needs.
 */
export function createPages(deps: PagesDeps): Hono<PageEnv> {
  const sessions = createSessions(deps);
  const access = createAccess(deps);
  const feed = createChangeFeed(deps);
  const pages = new Hono<PageEnv>();
  pages.use(headers(deps));
  pages.get('/', async (context) => start(context, deps, await sessions.read(context)));
  pages.get('/icon.svg', answerIcon);
  pages.route('/', loginRoutes(deps, sessions));
  pages.route('/', repoRoutes({ deps, sessions, access }));
  pages.route('/', runRoutes({ deps, sessions, access, feed, seats: streamSeats() }));
  pages.notFound(async (context) => notFoundPage(context, await sessions.read(context)));
  pages.onError((error, context) => {
    deps.warn(`a page failed: ${String(error)}`, { path: context.req.path });
    return messagePage(context, 500, {
      title: 'This page failed',
      text: 'The log of the app says why. Runs go on; loading the page again may help.',
      link: null,
      person: null,
    });
  });
  return pages;
}

/** Nothing comes from elsewhere, and only our own script runs. */
function headers({ url }: PagesDeps) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: [NONCE],
      styleSrc: [NONCE],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    // A picture brings a stricter policy of its own.
    overwrite: false,
    referrerPolicy: 'same-origin',
    strictTransportSecurity: url.startsWith('https:') ? 'max-age=31536000' : false,
  });
}

function start(
  context: Context<PageEnv>,
  { githubUrl }: PagesDeps,
  person: Parameters<typeof notFoundPage>[1],
) {
  const body = html`<section class="message">
    <h1>mlpipelines</h1>
    <p>
      ML pipelines that live in GitHub. A push or a pull request starts them, GitHub Actions carries
      them out, and the pull request shows what came of it.
    </p>
    <p>
      A run's own page, with its steps, live output and metrics, opens from its check: follow
      <strong>Details</strong>. The runs of a repository are at
      <code>/repos/<em>owner</em>/<em>name</em></code
      >; those may see them who can read the repository on GitHub.
    </p>
    <p>
      ${
        person === null
          ? html`<a class="button" href="/login">Sign in with GitHub</a>`
          : html`<a class="button" href="${githubUrl}/pulls">Your pull requests</a>`
      }
    </p>
  </section>`;
  return answerPage(context, 200, { title: 'Start', person, trail: [], body, script: null });
}
