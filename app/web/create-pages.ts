import { Hono, type Context } from 'hono';
import { html } from 'hono/html';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import { openPeopleDoor } from '../api/people/people-door.ts';
import { createAccess } from '../api/people/access.ts';
import { answerIcon } from './frame/icon.ts';
import { messagePage, notFoundPage } from './frame/message-page.ts';
import type { PageEnv } from './frame/document.ts';
import { answerPage } from './frame/page.ts';
import { createChangeFeed } from './run/live/change-feed.ts';
import { streamSeats } from './run/live/sse-stream.ts';
import { loginRoutes } from './login/login-routes.ts';
import { ownForms } from './login/own-form.ts';
import { createSessions } from './login/sessions.ts';
import type { PagesDeps } from './pages-deps.ts';
import { homePage } from './home/home-page.ts';
import { askRoutes } from './models/ask-routes.ts';
import { modelsRoutes } from './models/models-routes.ts';
import { rememberHeadlines } from './repo/headlines.ts';
import { repoRoutes } from './repo/repo-routes.ts';
import { actRoutes } from './run/act-routes.ts';
import { runRoutes } from './run/run-routes.ts';

/**
 * The pages for people, to be mounted at the root: `/`, `/login`, `/logout`, `/repos/:owner/:repo` and its models, `/runs/:id`. They
 * only read (but for who is signed in), show a repository's runs to those who can read it on GitHub, and hold nothing that another replica needs.
 */
export function createPages(deps: PagesDeps): Hono<PageEnv> {
  const sessions = createSessions(deps);
  const access = createAccess(deps);
  const feed = createChangeFeed(deps);
  const headlines = rememberHeadlines(deps);
  const forms = ownForms(deps);
  const door = openPeopleDoor({ ...deps, runs: deps.store.runs, ...access });
  const pages = new Hono<PageEnv>();
  pages.use(headers(deps));
  pages.get('/', async (context) => {
    const person = await sessions.read(context);
    return person === null
      ? start(context)
      : homePage(context, { deps, access, headlines }, person);
  });
  pages.get('/icon.svg', answerIcon);
  pages.route('/', loginRoutes(deps, sessions));
  pages.route('/', repoRoutes({ deps, sessions, access, headlines }));
  pages.route('/', askRoutes({ deps, sessions, access, forms, door }));
  pages.route('/', modelsRoutes({ deps, sessions, access }));
  pages.route('/', runRoutes({ deps, sessions, access, forms, feed, seats: streamSeats() }));
  pages.route('/', actRoutes({ sessions, forms, door }));
  pages.notFound(async (context) => notFoundPage(context, await sessions.read(context)));
  pages.onError((error, context) => {
    deps.warn(`a page failed: ${String(error)}`, { path: context.req.path });
    return messagePage(context, 500, {
      title: 'This page failed',
      text: 'Something in the App went wrong, and its log says what. Runs are not affected. Load the page again in a minute; if it fails again, tell whoever runs this App.',
      link: { to: '/', text: 'To the start' },
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

/** For those who are not signed in. */
function start(context: Context<PageEnv>) {
  const body = html`<section class="message">
    <h1>mlpipelines</h1>
    <p>
      ML pipelines that live in GitHub. A push or a pull request starts them, GitHub Actions carries
      them out, and the pull request shows what came of it.
    </p>
    <p>
      Here you see your repositories with their latest runs, and of each run its steps, live output
      and metrics. Whoever can read a repository on GitHub can see its runs.
    </p>
    <p><a class="button" href="/login">Sign in with GitHub</a></p>
  </section>`;
  return answerPage(context, 200, { title: 'Start', person: null, trail: [], body, script: null });
}
