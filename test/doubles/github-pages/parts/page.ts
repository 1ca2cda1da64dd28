import { html } from 'hono/html';
import type { Html } from '../html.ts';
import type { RepositoryVisit, Visit } from '../visit.ts';
import { nextStep } from './next-step.ts';

export type Page = {
  readonly title: string;
  readonly body: Html | Promise<Html>;
  /** The repository that it shows: then it is fetched again when something happens there. */
  readonly of?: RepositoryVisit;
  /** What it shows of the repository. */
  readonly crumb?: string;
  readonly status?: number;
};

/** A whole page around its body: what this is, where one is, and who one is. */
export async function page(visit: Visit, shown: Page): Promise<Response> {
  const { title, of, status = 200 } = shown;
  const body = await shown.body;
  const next = of === undefined ? '' : await nextStep(visit.guide);
  const watched = of === undefined ? '*' : of.base.slice(1);
  const text = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · GitHub stand-in</title>
        <link rel="icon" href="/-/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/-/style.css" />
        <script type="module" src="/-/live.js"></script>
      </head>
      <body data-watch="${watched}">
        <a class="skip" href="#main">Skip to content</a>
        <header class="top">
          <p class="standin">
            A stand-in for GitHub on your own machine <span id="connection" role="status"></span>
          </p>
          <div class="bar">${crumbs(shown)}${personChooser(visit)}</div>
        </header>
        <main id="main" tabindex="-1">
          <div id="flash" role="alert" data-keep></div>
          ${next}${body}
        </main>
      </body>
    </html>`;
  return new Response(text.toString(), {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}

/** As a page what could not be done, with the way back. */
export function refusal(visit: Visit, why: string, status = 422): Promise<Response> {
  const body = html`<div class="narrow card pad">
    <h1>${status === 404 ? 'Not here' : 'That did not work'}</h1>
    <p id="refusal">${why}</p>
    <p><a href="/">To the start</a></p>
  </div>`;
  return page(visit, { title: 'That did not work', body, status });
}

function crumbs({ of, crumb }: Page): Html {
  return html`<nav aria-label="Where you are">
    <ol class="crumbs">
      <li><a href="/">Start</a></li>
      ${
        of && html`<li><a href="${of.base}">${of.base.slice(1)}</a></li>`
      }${crumb !== undefined && html`<li aria-current="page">${crumb}</li>`}
    </ol>
  </nav>`;
}

function personChooser({ people, me, url }: Visit): Html {
  return html`<form method="post" action="/-/person" class="person" data-reload>
    <input type="hidden" name="back" value="${url.pathname + url.search}" />
    <label for="person">You are</label>
    <select id="person" name="login">
      ${people.map(
        ({ login, about }) =>
          html`<option value="${login}" ${login === me.login ? html` selected` : ''}>
            ${login}${about === '' ? '' : ` (${about})`}
          </option>`,
      )}</select
    ><button class="nojs">Change</button>
  </form>`;
}
