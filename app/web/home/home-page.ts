import type { Context } from 'hono';
import { html } from 'hono/html';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { shown } from '../../reports/html/shown.ts';
import type { Access } from '../../api/people/access.ts';
import type { Html, PageEnv } from '../frame/document.ts';
import { answerPage } from '../frame/page.ts';
import type { PagesDeps, Person } from '../pages-deps.ts';
import type { Headlines } from '../repo/headlines.ts';
import { hasModels, listedRuns, type ListedRun } from '../repo/load-list.ts';
import { runRows } from '../repo/run-rows.ts';
import { modelsLink, repositoryLink } from '../run/run-links.ts';

export type HomeDeps = {
  readonly deps: PagesDeps;
  readonly access: Access;
  readonly headlines: Headlines;
};

/** Those with the newest runs, of which GitHub is asked whether somebody may see them. */
const MOST_LOOKED_AT = 30;
const MOST_SHOWN = 12;
const RUNS_OF_EACH = 3;

type Own = {
  readonly repository: RepositoryRef;
  readonly runs: readonly ListedRun[];
  readonly hasModels: boolean;
};

/** `/` for people who are signed in: the repositories that they can read where something ran lately, and those runs. */
export async function homePage(
  context: Context<PageEnv>,
  parts: HomeDeps,
  person: Person,
): Promise<Response> {
  const own = await ownRepositories(parts, person);
  const { githubUrl, clock } = parts.deps;
  const body = html`<div class="title">
      <h1>Your repositories</h1>
    </div>
    <form class="field" method="get" action="/repos" role="search">
      <input
        type="search"
        name="name"
        aria-label="Repository"
        placeholder="owner/name of a repository"
        maxlength="201"
      />
      <button type="submit" class="quiet">Open</button>
    </form>
    ${own.length === 0 ? none() : own.map((each) => card(each, { githubUrl, now: clock.now() }))}`;
  return answerPage(context, 200, { title: 'Home', person, trail: [], body, script: null });
}

async function ownRepositories(
  { deps: { store }, access, headlines }: HomeDeps,
  person: Person,
): Promise<readonly Own[]> {
  const ids = await store.runs.repositories(MOST_LOOKED_AT);
  const newest = await Promise.all(
    ids.map((repository) =>
      store.runs.list({ pipeline: null, open: false, limit: RUNS_OF_EACH, repository }),
    ),
  );
  const found = await Promise.all(
    newest.map(async (runs) => {
      const repository = runs[0]?.hosted?.repository;
      if (repository === undefined || !(await access.mayRead(repository, person))) return [];
      return [{ repository, runs }];
    }),
  );
  return Promise.all(
    found
      .flat()
      .slice(0, MOST_SHOWN)
      .map(async ({ repository, runs }) => ({
        repository,
        runs: await listedRuns(store, headlines, { repository, runs }),
        hasModels: await hasModels(store, repository),
      })),
  );
}

function card(
  { repository, runs, hasModels }: Own,
  about: { readonly githubUrl: string; readonly now: number },
): Html {
  const name = `${shown(repository.owner)}/${shown(repository.name)}`;
  return html`<section class="card flush">
    <h2>
      <a href="${repositoryLink(repository)}">${name}</a>
      ${hasModels ? html`<small><a href="${modelsLink(repository)}">Models</a></small>` : ''}
    </h2>
    ${runRows({ ...about, repository, runs, isChosen: false, name })}
  </section>`;
}

function none(): Html {
  return html`<section class="card">
    <h2>Nothing ran lately where you can see it</h2>
    <p>
      A repository appears here once a push or a pull request has started a pipeline in it. If one
      of yours is missing, the App may not be installed on it, or others ran more lately: open it by
      its name.
    </p>
  </section>`;
}
