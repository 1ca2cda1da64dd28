import { html } from 'hono/html';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { deletionOf } from '../../domain/model.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { moment } from '../../reports/html/moment.ts';
import { shown } from '../../reports/html/shown.ts';
import { differenceText, realities } from '../../reports/models/model-facts.ts';
import type { NewestFacts } from '../../runtime/models/load-facts.ts';
import { count } from '../../reports/words/step-words.ts';
import type { Html } from '../frame/document.ts';
import { modelLink } from '../run/run-links.ts';
import { metricsText } from './model-pieces.ts';

/** All models of a repository, with what stands behind their aliases. */
export function modelList(
  repository: RepositoryRef,
  models: readonly NewestFacts[],
  more: number,
): Html {
  return html`<div class="title"><h1>Models</h1></div>
    <div class="card flush">
      ${
        models.length === 0
          ? html`<p class="empty">
              No model has been registered yet. A step with <code>register</code> does it.
            </p>`
          : html`<div class="wide" tabindex="0" role="region" aria-label="Models">
              <table class="steps list">
                <thead>
                  <tr>
                    <th scope="col">Model</th>
                    <th scope="col">Aliases</th>
                    <th scope="col">Newest version</th>
                    <th scope="col">Metrics</th>
                    <th scope="col">Registered</th>
                  </tr>
                </thead>
                <tbody>
                  ${models.map((each) => row(repository, each))}
                </tbody>
              </table>
            </div>`
      }
      ${more > 0 ? html`<p class="empty">and ${count(more, 'more model')}</p>` : ''}
    </div>`;
}

function row(repository: RepositoryRef, { facts, total }: NewestFacts): Html {
  const { model, versions, aliases, marks } = facts;
  const newest = versions.find((version) => deletionOf(marks, version) === null) ?? versions[0];
  const differences = realities(facts).flatMap((reality) => differenceText(reality) ?? []);
  return html`<tr>
    <th scope="row">
      <a href="${modelLink(repository, model)}">${shown(model)}</a>
      <p class="reason">${count(total, 'version')}</p>
      ${differences.map((text) => html`<p class="t-warn">${shown(text)}</p>`)}
    </th>
    <td>
      ${aliases.map(
        ({ alias, version }) =>
          html`<span class="badge t-accent">@${shown(alias)} v${version}</span> `,
      )}
    </td>
    <td>
      ${newest === undefined ? '' : html`<a href="${modelLink(repository, model, newest.version)}">v${newest.version}</a>`}
    </td>
    <td>${newest === undefined ? '' : metricsText(newest)}</td>
    <td>${newest === undefined ? '' : moment(instantText(newest.createdAt))}</td>
  </tr>`;
}
