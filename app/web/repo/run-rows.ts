import { html } from 'hono/html';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { duration } from '../../../text/duration.ts';
import { moment } from '../../reports/html/moment.ts';
import { shown } from '../../reports/html/shown.ts';
import { costText, isNotable } from '../../reports/words/cost-words.ts';
import { numberText } from '../../reports/words/number-text.ts';
import { runNumber, treeText } from '../../reports/words/run-words.ts';
import { triggerName } from '../../reports/words/trigger-words.ts';
import type { Html } from '../frame/document.ts';
import { runBadge } from '../run/pieces.ts';
import { githubLinks, pipelineLink } from '../run/run-links.ts';
import type { ListedRun } from './load-list.ts';

export type RowsOf = {
  /** What they are, for those who listen. */
  readonly name: string;
  readonly repository: RepositoryRef;
  readonly runs: readonly ListedRun[];
  /** Each has a box by which two are chosen to be compared. */
  readonly isChosen: boolean;
  readonly githubUrl: string;
  readonly now: number;
};

/** Runs as rows, newest first. */
export function runRows(rows: RowsOf): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${rows.name}">
    <table class="steps list">
      <thead>
        <tr>
          ${rows.isChosen ? html`<th scope="col"><span class="hidden">Compare</span></th>` : ''}
          <th scope="col">Run</th>
          <th scope="col">State</th>
          <th scope="col">Commit</th>
          <th scope="col" class="right">Metric</th>
          <th scope="col">Started by</th>
          <th scope="col" class="right">Time</th>
          <th scope="col" class="right">Cost</th>
        </tr>
      </thead>
      <tbody>
        ${rows.runs.map((listed) => row(rows, listed))}
      </tbody>
    </table>
  </div>`;
}

function row({ repository, isChosen, githubUrl, now }: RowsOf, listed: ListedRun): Html {
  const { run, metric, cost } = listed;
  const ms = run.startedAt === null ? null : (run.endedAt ?? now) - run.startedAt;
  const name = `${shown(run.pipeline)} #${runNumber(run)}`;
  const box = html`<td>
    <input
      type="checkbox"
      name="run"
      value="${run.id}"
      id="c-${run.id}"
      aria-label="Compare ${name}"
    />
  </td>`;
  return html`<tr>
    ${isChosen ? box : ''}
    <th scope="row">
      <a href="/runs/${run.id}">#${runNumber(run)}</a>
      <a class="kind" href="${pipelineLink(repository, run.pipeline)}">${shown(run.pipeline)}</a>
      <p class="reason">${moment(instantText(run.createdAt))}</p>
    </th>
    <td>${runBadge(run.status)}</td>
    <td class="said">${source(listed, githubLinks(githubUrl, repository))}</td>
    <td class="right">
      ${metric === null ? '' : html`<span class="dim">${shown(metric.name)}</span> <span class="num">${numberText(metric.value)}</span>`}
    </td>
    <td class="by">
      ${shown(triggerName(run.trigger))}
      ${run.actor === null ? '' : html`<span class="dim">by ${shown(run.actor)}</span>`}
    </td>
    <td class="right num">${ms === null ? '' : duration(ms)}</td>
    <td class="right num">${cost === null || !isNotable(cost) ? '' : costText(cost)}</td>
  </tr>`;
}

function source({ run, headline }: ListedRun, links: ReturnType<typeof githubLinks>): Html {
  const { sha, ref, hosted } = run;
  const pull = hosted?.pull ?? null;
  const branch = ref?.replace(/^refs\/(heads|tags)\//, '') ?? null;
  return html`${headline === null ? '' : html`<p>${shown(headline)}</p>`}
    <span class="dim">
      ${pull === null ? '' : html`<a href="${links.pull(pull)}">#${pull}</a>`}
      ${branch === null ? '' : shown(branch)}
      ${sha === null ? '' : html`<a class="mono" href="${links.commit(sha)}">${treeText(run)}</a>`}
    </span>`;
}
