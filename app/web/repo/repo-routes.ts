import { Hono, type Context } from 'hono';
import { shown } from '../../reports/html/shown.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Access } from '../access.ts';
import { listScript } from '../frame/browser-files.ts';
import type { PageEnv } from '../frame/document.ts';
import { notFoundPage } from '../frame/message-page.ts';
import { answerPage } from '../frame/page.ts';
import type { Sessions } from '../login/sessions.ts';
import { toLogin } from '../login/to-login.ts';
import type { PagesDeps, Person } from '../pages-deps.ts';
import { repositoryLink } from '../run/run-links.ts';
import { auditExport } from './audit/audit-export.ts';
import { auditPage } from './audit/audit-page.ts';
import { comparePage } from './compare/compare-page.ts';
import type { Headlines } from './headlines.ts';
import { listQuery } from './list-query.ts';
import { loadList } from './load-list.ts';
import { runList } from './run-list.ts';

export type RepoRoutesDeps = {
  readonly deps: PagesDeps;
  readonly sessions: Sessions;
  readonly access: Access;
  readonly headlines: Headlines;
};

/** `/repos/:owner/:repo`: the runs of a repository; `…/compare`: two of them beside each other; `…/audit`: its decisions. */
export function repoRoutes(parts: RepoRoutesDeps): Hono<PageEnv> {
  return new Hono<PageEnv>()
    .get('/repos', (context) => byName(context))
    .get('/repos/:owner/:repo', (context) => within(context, parts, showList))
    .get('/repos/:owner/:repo/compare', (context) => within(context, parts, comparePage))
    .get('/repos/:owner/:repo/audit', (context) => within(context, parts, auditPage))
    .get('/repos/:owner/:repo/audit.jsonl', (context) => within(context, parts, auditExport));
}

/** From a form in which somebody wrote `owner/name`. */
function byName(context: Context<PageEnv>) {
  const name = (context.req.query('name') ?? '').replace(/^https:\/\/[^/]+\//, '').trim();
  const [, owner, repo] = /^([\w.-]{1,100})\/([\w.-]{1,100})\/?$/.exec(name) ?? [];
  if (owner === undefined || repo === undefined) return context.redirect('/');
  return context.redirect(repositoryLink({ owner, name: repo }));
}

type Shown = (
  context: Context<PageEnv>,
  parts: RepoRoutesDeps,
  whose: { readonly repository: RepositoryRef; readonly person: Person },
) => Response | Promise<Response>;

/** Shows something of a repository to whoever may read it. */
async function within(context: Context<PageEnv>, parts: RepoRoutesDeps, show: Shown) {
  const { sessions, access } = parts;
  const person = await sessions.read(context);
  if (person === null) return toLogin(context);
  const { owner = '', repo = '' } = context.req.param();
  const repository = await access.find({ owner, name: repo }, person);
  if (repository === null || !(await access.mayRead(repository, person))) {
    return notFoundPage(context, person);
  }
  return show(context, parts, { repository, person });
}

const showList: Shown = async (context, { deps, headlines }, { repository, person }) => {
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
};
