import { html } from 'hono/html';
import type { RepositoryRef } from '../../../domain/hosted.ts';
import { instantText } from '../../../domain/run/instant-text.ts';
import { moment } from '../../../reports/html/moment.ts';
import { shown } from '../../../reports/html/shown.ts';
import { numberText } from '../../../reports/words/number-text.ts';
import { runNumber, treeText } from '../../../reports/words/run-words.ts';
import type { Html } from '../../frame/document.ts';
import type { LoadedRun } from '../../run/load-run.ts';
import { runBadge } from '../../run/pieces.ts';
import { compareLink } from '../../run/run-links.ts';
import type { ListedRun } from '../load-list.ts';

/** Runs of the same pipeline, each as a link that compares it with the one. */
export function chooseOther(
  repository: RepositoryRef,
  { header }: LoadedRun,
  others: readonly ListedRun[],
): Html {
  const name = `${shown(header.pipeline)} #${runNumber(header)}`;
  return html`<h1>Compare ${name} with…</h1>
    <div class="card flush">
      ${
        others.length === 0
          ? html`<p class="empty">There is no other run of ${shown(header.pipeline)}.</p>`
          : html`<div class="wide" tabindex="0" role="region" aria-label="Other runs">
              <table class="steps">
                <thead>
                  <tr>
                    <th scope="col">Run</th>
                    <th scope="col">State</th>
                    <th scope="col">Commit</th>
                    <th scope="col" class="right">Metric</th>
                  </tr>
                </thead>
                <tbody>
                  ${others.map((other) => row(compareLink(repository, header.id, other.run.id), other))}
                </tbody>
              </table>
            </div>`
      }
    </div>`;
}

function row(to: string, { run, metric, headline }: ListedRun): Html {
  return html`<tr>
    <th scope="row">
      <a href="${to}">#${runNumber(run)}</a>
      <p class="reason">${moment(instantText(run.createdAt))}</p>
    </th>
    <td>${runBadge(run.status)}</td>
    <td>
      ${headline === null ? '' : html`<p>${shown(headline)}</p>`}
      <span class="mono dim">${treeText(run)}</span>
    </td>
    <td class="right num">
      ${metric === null ? '' : `${shown(metric.name)} ${numberText(metric.value)}`}
    </td>
  </tr>`;
}
