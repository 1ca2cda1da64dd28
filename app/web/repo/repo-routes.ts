import { Hono, type Context } from 'hono';
import { shown } from '../../reports/html/shown.ts';
import { listScript } from '../frame/browser-files.ts';
import type { PageEnv } from '../frame/document.ts';
import { answerPage } from '../frame/page.ts';
import type { PagesDeps } from '../pages-deps.ts';
import { repositoryLink } from '../run/run-links.ts';
import { auditExport } from './audit/audit-export.ts';
import { auditPage } from './audit/audit-page.ts';
import { costsPage } from './costs/costs-page.ts';
import { comparePage } from './compare/compare-page.ts';
import type { Headlines } from './headlines.ts';
import { listQuery } from './list-query.ts';
import { loadList } from './load-list.ts';
import { runList } from './run-list.ts';
import { within, type Whose, type Within } from './within-repository.ts';

export type RepoRoutesDeps = Within & {
  readonly deps: PagesDeps;
  readonly headlines: Headlines;
};

/** `/repos/:owner/:repo`: the runs of a repository; `…/compare`: two of them beside each other; `…/audit`: its decisions; `…/costs`: what it costs. */
export function repoRoutes(parts: RepoRoutesDeps): Hono<PageEnv> {
  return new Hono<PageEnv>()
    .get('/repos', (context) => byName(context))
    .get('/repos/:owner/:repo', (context) =>
      within(context, parts, (whose) => showList(context, parts, whose)),
    )
    .get('/repos/:owner/:repo/compare', (context) =>
      within(context, parts, (whose) => comparePage(context, parts, whose)),
    )
    .get('/repos/:owner/:repo/costs', (context) =>
      within(context, parts, (whose) => costsPage(context, parts, whose)),
    )
    .get('/repos/:owner/:repo/audit', (context) =>
      within(context, parts, (whose) => auditPage(context, parts, whose)),
    )
    .get('/repos/:owner/:repo/audit.jsonl', (context) =>
      within(context, parts, (whose) => auditExport(context, parts, whose)),
    );
}

/** From a form in which somebody wrote `owner/name`. */
function byName(context: Context<PageEnv>) {
  const name = (context.req.query('name') ?? '').replace(/^https:\/\/[^/]+\//, '').trim();
  const [, owner, repo] = /^([\w.-]{1,100})\/([\w.-]{1,100})\/?$/.exec(name) ?? [];
  if (owner === undefined || repo === undefined) return context.redirect('/');
  return context.redirect(repositoryLink({ owner, name: repo }));
}

async function showList(
  context: Context<PageEnv>,
  { deps, headlines }: RepoRoutesDeps,
  { repository, person }: Whose,
) {
  const query = listQuery(context);
  const list = await loadList(deps.store, headlines, { repository, query });
  const name = `${shown(repository.owner)}/${shown(repository.name)}`;
  const { githubUrl, clock } = deps;
  return answerPage(context, 200, {
    title: name,
    person,
    trail: [{ text: name, to: null }],
    body: runList({ repository, list, query, githubUrl, now: clock.now() }),
    script: listScript,
  });
}
