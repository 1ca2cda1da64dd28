import { html } from 'hono/html';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Origin } from '../../domain/model.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { moment } from '../../reports/html/moment.ts';
import { shown } from '../../reports/html/shown.ts';
import {
  aliasesOf,
  type KnownRun,
  type Review,
  type VersionFacts,
} from '../../reports/models/model-facts.ts';
import { shortDigest } from '../../reports/words/attempt-words.ts';
import { numberText } from '../../reports/words/number-text.ts';
import { treeText } from '../../reports/words/run-words.ts';
import type { Html } from '../frame/document.ts';
import { card, values } from '../run/pieces.ts';
import { githubLinks, modelLink } from '../run/run-links.ts';
import { drawLineage } from './draw-lineage.ts';
import type { Card } from './load-card.ts';
import { markNotes, runLink, stateBadges } from './model-pieces.ts';

type About = { readonly repository: RepositoryRef; readonly githubUrl: string };

/** A version: where it came from as a graph and as lists, and its card. */
export function versionPage(about: About, facts: VersionFacts, written: Card): Html {
  const { version, of } = facts;
  const { model, version: number, metrics, metricsStep, artifact } = version;
  const metricPairs = Object.entries(metrics).map(
    ([name, value]) => [name, numberText(value)] as const,
  );
  const by = metricsStep === null ? 'Metrics' : `Metrics, measured by ${metricsStep}`;
  const file = `${modelLink(about.repository, model, number)}/card`;
  return html`<div class="title">
      <h1>${shown(model)} v${number}</h1>
      ${aliasesOf(of, number).map(
        (alias) => html`<span class="badge t-accent">@${shown(alias)}</span>`,
      )}
      ${stateBadges(of, version)}
    </div>
    ${markNotes(of.marks.filter((mark) => mark.version === number))}
    <section class="card flush" aria-labelledby="lineage">
      <h2 id="lineage">Where it came from</h2>
      ${drawLineage(about.repository, facts)}
    </section>
    <section class="card">
      <h2>Lineage</h2>
      ${lists(about, facts)} ${values(shown(by), metricPairs)}
      ${values('Contents', [
        ['digest', artifact.digest],
        ['files', String(artifact.files)],
      ])}
    </section>
    ${card(
      'Card',
      html`${written.problem === null ? '' : html`<p class="t-warn">${shown(written.problem)}.</p>`}
        <h3>${shown(model)} v${number}</h3>
        ${written.laidOut}`,
      html`<a href="${file}">as Markdown</a>`,
    )}`;
}

function lists(about: About, { runs, reviews, origins, usedBy }: VersionFacts): Html {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return html`${list(
    'Registered by',
    runs.map((run) => runItem(about, run)),
  )}
  ${list(
    'Reviewed by',
    reviews.map((review) => reviewItem(review, byId)),
  )}
  ${list('Made from', originItems(origins, 'made-from'))}
  ${list('Judged on', originItems(origins, 'judged-on'))}
  ${list(
    'Made from it',
    usedBy.map(
      ({ model, version }) =>
        html`<a href="${modelLink(about.repository, model, version)}"
          >${shown(model)} v${version}</a
        >`,
    ),
  )}`;
}

function list(title: string, items: readonly Html[]): Html | string {
  if (items.length === 0) return '';
  return html`<h3>${title}</h3>
    <ul class="plain">
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>`;
}

function runItem({ repository, githubUrl }: About, run: KnownRun): Html {
  const links = githubLinks(githubUrl, repository);
  const { sha, hosted, pipeline, actor, trigger, createdAt } = run;
  const pull = hosted?.pull ?? null;
  return html`${runLink(run)} of ${shown(pipeline)},
  ${sha === null ? 'no commit' : html`<a class="mono" href="${links.commit(sha)}">${treeText(run)}</a>`}${pull === null ? '' : html`, pull request <a href="${links.pull(pull)}">#${pull}</a>`},
  started by ${shown(actor ?? trigger)}, ${moment(instantText(createdAt))}`;
}

function reviewItem(
  { by, decision, key, comment, at, run }: Review,
  runs: ReadonlyMap<string, KnownRun>,
): Html {
  const why = comment === null || comment === '' ? '' : `: ${shown(comment)}`;
  const decided = decision === 'approved' ? 't-good' : 't-bad';
  return html`${shown(by)} <span class="${decided}">${decision}</span> ${shown(key)} of
    ${runLink(runs.get(run))}, ${moment(instantText(at))}${why}`;
}

function originItems(origins: readonly Origin[], role: Origin['role']): readonly Html[] {
  return origins
    .filter((origin) => origin.role === role)
    .map(
      ({ name, digest }) =>
        html`${shown(name)} <span class="dim mono">${shortDigest(digest)}</span>`,
    );
}
