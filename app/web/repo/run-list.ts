import { html } from 'hono/html';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { moment } from '../../reports/html/moment.ts';
import { shown } from '../../reports/html/shown.ts';
import { count } from '../../reports/words/step-words.ts';
import type { BrokenFile } from '../../runtime/ports/hosted/publications.ts';
import type { Html } from '../frame/document.ts';
import { auditLink, costsLink, githubLinks, modelsLink, repositoryLink } from '../run/run-links.ts';
import { isFiltered, queryText, STATES, type ListQuery } from './list-query.ts';
import type { RunsList } from './load-list.ts';
import { runRows } from './run-rows.ts';

export type ListedRuns = {
  readonly repository: RepositoryRef;
  readonly list: RunsList;
  readonly query: ListQuery;
  readonly githubUrl: string;
  readonly now: number;
};

/** The runs of a repository: to filter, to search, and to choose two of which to compare. */
export function runList(listed: ListedRuns): Html {
  const { repository, list, query, githubUrl } = listed;
  const { home } = githubLinks(githubUrl, repository);
  const isLive = query.after === null;
  return html`<div class="title">
      <h1>${shown(repository.owner)}/${shown(repository.name)}</h1>
      <a class="quiet" href="${auditLink(repository)}">Audit</a>
      <a class="quiet" href="${costsLink(repository)}">Costs</a>
      ${list.hasModels ? html`<a class="quiet" href="${modelsLink(repository)}">Models</a>` : ''}
      <a class="quiet" href="${home}">On GitHub</a>
    </div>
    ${isLive ? html`<p id="live" role="status" data-list-every="10"></p>` : ''} ${filters(listed)}
    <div data-part="list">${content(listed)}</div>`;
}

function filters({ repository, query }: ListedRuns): Html {
  const { pipeline, commit, state, text } = query;
  const hidden = (name: string, value: string | null) =>
    value === null ? '' : html`<input type="hidden" name="${name}" value="${value}" />`;
  return html`<form class="field" method="get" action="${repositoryLink(repository)}" role="search">
    <input
      type="search"
      name="q"
      aria-label="Search runs"
      placeholder="Branch, person, commit, #12 …"
      maxlength="200"
      value="${text === null ? '' : shown(text)}"
    />
    <select name="state" aria-label="State">
      <option value="">any state</option>
      ${STATES.map((each) => html`<option value="${each}" ${each === state ? html` selected` : ''}>${each}</option>`)}
    </select>
    ${hidden('pipeline', pipeline === null ? null : shown(pipeline))} ${hidden('commit', commit)}
    <button type="submit" class="quiet">Show</button>
    ${isFiltered(query) ? html`<a class="quiet" href="${repositoryLink(repository)}">All runs</a>` : ''}
  </form>`;
}

function content(listed: ListedRuns): Html {
  const { repository, list, query } = listed;
  const { runs } = list;
  const isChosen = runs.length > 1;
  const table = html`<div class="card flush">
    ${runs.length === 0 ? none(listed) : runRows({ ...listed, runs, isChosen, name: 'Runs' })}
  </div>`;
  const compare = html`<button type="submit" class="quiet">Compare the two chosen</button>`;
  return html`${ofWhat(query)} ${broken(listed)}
  ${
    isChosen
      ? html`<form method="get" action="${repositoryLink(repository)}/compare">
          ${table}
          <p class="pages">${compare} ${pages(listed)}</p>
        </form>`
      : html`${table}
          <p class="pages">${pages(listed)}</p>`
  }`;
}

function pages(listed: ListedRuns): Html {
  const { runs, next } = listed.list;
  const older = runs.length === 0 ? 'Search older runs' : 'Older';
  return html`${
    listed.query.after === null
      ? ''
      : html`<a class="quiet" href="${pageAt(listed, null)}">Newest</a>`
  }
  ${next === null ? '' : html`<a class="quiet" href="${pageAt(listed, next)}">${older}</a>`}`;
}

function pageAt({ repository, query }: ListedRuns, after: ListQuery['after']): string {
  return `${repositoryLink(repository)}?${queryText({ ...query, after })}`;
}

const SHORT_SHA = 7;

function ofWhat({ pipeline, commit }: ListQuery): Html | string {
  if (pipeline === null && commit === null) return '';
  const of = pipeline ?? commit?.slice(0, SHORT_SHA) ?? '';
  return html`<p class="note">Runs of <strong>${shown(of)}</strong></p>`;
}

function none({ list, query }: ListedRuns): Html {
  const { pipeline, commit, text, state } = query;
  if (text !== null || state !== null) {
    const looked =
      list.next === null ? '' : `among the ${count(list.looked, 'run')} that were looked through`;
    return html`<p class="empty">No run fits ${looked}.</p>`;
  }
  const of = pipeline ?? commit?.slice(0, SHORT_SHA) ?? null;
  return html`<p class="empty">
    No runs ${of === null ? 'yet' : html`of <strong>${shown(of)}</strong>`}. A push that a pipeline
    in
    <code>.mlpipelines/</code> is triggered by starts one.
  </p>`;
}

/** Pipeline files that say no pipeline: of these there is no run, and nothing else would tell. */
function broken({ list, repository, githubUrl }: ListedRuns): Html | string {
  if (list.broken.length === 0) return '';
  return html`<section class="card">
    <h2>Pipeline files that could not be read</h2>
    <ul class="troubles">
      ${list.broken.map((file) => html`<li>${brokenFile(file, githubLinks(githubUrl, repository))}</li>`)}
    </ul>
  </section>`;
}

function brokenFile({ target, at }: BrokenFile, links: ReturnType<typeof githubLinks>): Html {
  const { file, sha, problems } = target;
  const [first] = problems;
  const line = first?.line ?? 1;
  const more = problems.length > 1 ? ` and ${count(problems.length - 1, 'more problem')}` : '';
  return html`<a class="mono" href="${links.line(sha, { path: file, line })}"
      >${shown(file)}:${line}</a
    >
    at <a class="mono" href="${links.commit(sha)}">${sha.slice(0, SHORT_SHA)}</a>,
    ${moment(instantText(at))}
    ${first === undefined ? '' : html`<p>${shown(first.message)}${more}</p>`}`;
}
