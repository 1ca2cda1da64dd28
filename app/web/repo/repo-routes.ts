import { Hono } from 'hono';
import type { Access } from '../access.ts';
import { notFoundPage } from '../frame/message-page.ts';
import type { PageEnv } from '../frame/document.ts';
import { answerPage } from '../frame/page.ts';
import type { Sessions } from '../login/sessions.ts';
import type { PagesDeps } from '../pages-deps.ts';
import { shown } from '../../reports/html/shown.ts';
import { toLogin } from '../run/run-routes.ts';
import { runList } from './run-list.ts';

export type RepoRoutesDeps = {
  readonly deps: PagesDeps;
  readonly sessions: Sessions;
  readonly access: Access;
};

const MOST_RUNS = 100;

/** `/repos/:owner/:repo`: the newest runs of a repository; of one pipeline, or of one commit, where the query says so. */
export function repoRoutes({ deps, sessions, access }: RepoRoutesDeps): Hono<PageEnv> {
  return new Hono<PageEnv>().get('/repos/:owner/:repo', async (context) => {
    const person = await sessions.read(context);
    if (person === null) return toLogin(context);
    const { owner, repo } = context.req.param();
    const repository = await access.find({ owner, name: repo }, person);
    if (repository === null || !(await access.mayRead(repository, person))) {
      return notFoundPage(context, person);
    }
    const pipeline = context.req.query('pipeline') ?? null;
    const commit = commitIn(context.req.query('commit'));
    const of = { repository: repository.id, ...(commit !== null && { sha: commit }) };
    const query = { pipeline, open: false, limit: MOST_RUNS, ...of };
    const runs = await deps.store.runs.list(query);
    const name = `${shown(repository.owner)}/${shown(repository.name)}`;
    return answerPage(context, 200, {
      title: name,
      person,
      trail: [{ text: name, to: null }],
      body: runList({
        repository,
        runs,
        pipeline,
        commit,
        githubUrl: deps.githubUrl,
        now: deps.clock.now(),
      }),
      script: null,
    });
  });
}

function commitIn(text: string | undefined): string | null {
  return text !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : null;
}
