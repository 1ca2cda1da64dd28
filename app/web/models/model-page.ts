import { html } from 'hono/html';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { frozenText, type AliasMove, type ModelVersion } from '../../domain/model.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { moment } from '../../reports/html/moment.ts';
import { shown } from '../../reports/html/shown.ts';
import {
  aliasesOf,
  differenceText,
  realities,
  type ModelFacts,
  type Reality,
} from '../../reports/models/model-facts.ts';
import type { NewestFacts } from '../../runtime/models/load-facts.ts';
import { count } from '../../reports/words/step-words.ts';
import type { Html } from '../frame/document.ts';
import { card } from '../run/pieces.ts';
import { modelLink } from '../run/run-links.ts';
import { modelActions } from './model-actions.ts';
import { markNotes, metricsText, runLink, stateBadges } from './model-pieces.ts';

/** Most rows of a list that only grows; `mlpipelines models show --json` has all. */
export const MOST_VERSIONS = 200;
export const MOST_MOVES = 50;

type Runs = ReadonlyMap<string, RunHeader>;

/** A model: what stands behind its aliases, its versions, the history of its aliases, and where it runs. */
export function modelPage(
  repository: RepositoryRef,
  { facts, total }: NewestFacts,
  runs: Runs,
): Html {
  const { model, aliases, marks } = facts;
  return html`<div class="title">
      <h1>${shown(model)}</h1>
      ${aliases.map(
        ({ alias, version }) =>
          html`<a class="badge t-accent" href="${modelLink(repository, model, version)}"
            >@${shown(alias)} v${version}</a
          >`,
      )}
    </div>
    ${modelActions(repository, facts)}
    ${facts.freeze === undefined ? '' : html`<p class="t-warn">${shown(frozenText(facts.freeze))}.</p>`}
    ${card('Deployed', deployed(repository, facts))}
    ${versionsCard(repository, { facts, total }, runs)}
    ${card('History of aliases', history(repository, facts, runs))}
    ${card('Deprecated and deleted', marks.length === 0 ? null : html`${markNotes(marks)}`)}`;
}

function versionsCard(repository: RepositoryRef, { facts, total }: NewestFacts, runs: Runs): Html {
  const { versions } = facts;
  const more = total - MOST_VERSIONS;
  return html`<section class="card flush">
    <h2>Versions</h2>
    <div class="wide" tabindex="0" role="region" aria-label="Versions">
      <table class="steps list">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">State</th>
            <th scope="col">Metrics</th>
            <th scope="col">Run</th>
            <th scope="col">Registered</th>
          </tr>
        </thead>
        <tbody>
          ${versions
            .slice(0, MOST_VERSIONS)
            .map((version) => versionRow(repository, facts, { version, runs }))}
        </tbody>
      </table>
    </div>
    ${more > 0 ? html`<p class="empty">and ${count(more, 'older version')}</p>` : ''}
  </section>`;
}

function versionRow(
  repository: RepositoryRef,
  facts: ModelFacts,
  { version, runs }: { readonly version: ModelVersion; readonly runs: Runs },
): Html {
  const { model, version: number, run, createdAt } = version;
  return html`<tr>
    <th scope="row"><a href="${modelLink(repository, model, number)}">v${number}</a></th>
    <td>
      ${aliasesOf(facts, number).map(
        (alias) => html`<span class="badge t-accent">@${shown(alias)}</span> `,
      )}
      ${stateBadges(facts, version)}
    </td>
    <td>${metricsText(version)}</td>
    <td>${runLink(runs.get(run))}</td>
    <td>${moment(instantText(createdAt))}</td>
  </tr>`;
}

/** The moves of aliases, newest first; null: none has moved. */
function history(
  repository: RepositoryRef,
  { history: moves, model }: Pick<ModelFacts, 'history' | 'model'>,
  runs: Runs,
): Html | null {
  if (moves.length === 0) return null;
  const to = (version: number | null): Html =>
    version === null
      ? html`<span class="dim">nothing</span>`
      : html`<a href="${modelLink(repository, model, version)}">v${version}</a>`;
  const item = ({ alias, from, version, movedAt, movedBy, run }: AliasMove) =>
    html`<li>
      <strong>@${shown(alias)}</strong> from ${to(from)} to ${to(version)} by ${shown(movedBy)},
      ${runLink(runs.get(run))}, ${moment(instantText(movedAt))}
    </li>`;
  const more = moves.length - MOST_MOVES;
  return html`<ul class="plain">
    ${moves.slice(0, MOST_MOVES).map(item)}
    ${more > 0 ? html`<li class="dim">and ${count(more, 'earlier move')}</li>` : ''}
  </ul>`;
}

/** What services say that they run; null: none has said anything. */
function deployed(repository: RepositoryRef, facts: ModelFacts): Html | null {
  const all = realities(facts);
  if (all.length === 0) return null;
  return html`<ul class="plain">
    ${all.map((reality) => deployedItem(repository, reality))}
  </ul>`;
}

function deployedItem(repository: RepositoryRef, reality: Reality): Html {
  const { deployed: said, runs } = reality;
  const difference = differenceText(reality);
  const { environment, alias, model, by, at } = said;
  const agrees = html`${shown(environment)} runs @${shown(alias)},
    <a href="${modelLink(repository, model, runs ?? 0)}">v${runs}</a>`;
  return html`<li>
    ${difference === null ? agrees : html`<strong class="t-warn">${shown(difference)}</strong>`}
    <span class="dim">said by ${shown(by.repository)}, ${moment(instantText(at))}</span>
  </li>`;
}
