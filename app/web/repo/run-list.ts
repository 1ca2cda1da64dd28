import { html } from 'hono/html';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { duration } from '../../../text/duration.ts';
import { runNumber, treeText } from '../../reports/words/run-words.ts';
import type { Html } from '../frame/document.ts';
import { shown } from '../../reports/html/shown.ts';
import { moment, runBadge } from '../run/pieces.ts';
import { githubLinks, repositoryLink } from '../run/run-links.ts';

export type ListedRuns = {
  readonly repository: RepositoryRef;
  /** Newest first. */
  readonly runs: readonly RunHeader[];
  /** Only of this pipeline; null: of all. */
  readonly pipeline: string | null;
  /** Only of this commit; null: of all. */
  readonly commit: string | null;
  readonly githubUrl: string;
  readonly now: number;
};

/** The newest runs of a repository, and its pipelines to choose from. */
export function runList(listed: ListedRuns): Html {
  const { repository, runs, pipeline, commit, githubUrl } = listed;
  const of = pipeline ?? (commit === null ? null : commit.slice(0, SHORT_SHA));
  const { home } = githubLinks(githubUrl, repository);
  return html`<div class="title">
      <h1>${shown(repository.owner)}/${shown(repository.name)}</h1>
      <a class="quiet" href="${home}">On GitHub</a>
    </div>
    ${
      of === null
        ? ''
        : html`<p>
            Runs of <strong>${shown(of)}</strong>.
            <a href="${repositoryLink(repository)}">All runs</a>
          </p>`
    }
    <section class="card flush" aria-label="Runs">
      ${
        runs.length === 0
          ? html`<p class="empty">
              No runs ${of === null ? 'yet' : html`of <strong>${shown(of)}</strong>`}. A push that a
              pipeline in <code>.mlpipelines/</code> is triggered by starts one.
            </p>`
          : table(listed)
      }
    </section>`;
}

const SHORT_SHA = 7;

function table(listed: ListedRuns): Html {
  return html`<table class="steps">
    <thead>
      <tr>
        <th>Run</th>
        <th>State</th>
        <th class="w-time">Commit</th>
        <th class="w-metric">Started by</th>
        <th class="right">Time</th>
      </tr>
    </thead>
    <tbody>
      ${listed.runs.map((run) => row(listed, run))}
    </tbody>
  </table>`;
}

function row({ repository, githubUrl, now }: ListedRuns, run: RunHeader): Html {
  const query = new URLSearchParams({ pipeline: run.pipeline });
  const ms = run.startedAt === null ? null : (run.endedAt ?? now) - run.startedAt;
  return html`<tr>
    <th scope="row">
      <a href="/runs/${run.id}">#${runNumber(run)}</a>
      <a class="kind" href="${repositoryLink(repository)}?${query.toString()}"
        >${shown(run.pipeline)}</a
      >
      <p class="reason">${moment(instantText(run.createdAt))}</p>
    </th>
    <td>${runBadge(run.status)}</td>
    <td class="w-time">${source(run, githubLinks(githubUrl, repository))}</td>
    <td class="w-metric">
      ${shown(run.trigger)}
      ${run.actor === null ? '' : html`<span class="dim">by ${shown(run.actor)}</span>`}
    </td>
    <td class="right num">${ms === null ? '' : duration(ms)}</td>
  </tr>`;
}

function source(run: RunHeader, links: ReturnType<typeof githubLinks>): Html {
  const { sha, ref, hosted } = run;
  const pull = hosted?.pull ?? null;
  const branch = ref?.replace(/^refs\/(heads|tags)\//, '') ?? null;
  return html`${
    sha === null ? '' : html`<a class="mono" href="${links.commit(sha)}">${treeText(run)}</a>`
  }
  ${branch === null ? '' : html`<span class="dim">${shown(branch)}</span>`}
  ${pull === null ? '' : html`<a href="${links.pull(pull)}">#${pull}</a>`}`;
}
