import { html } from 'hono/html';
import { deletionOf, markOf, type ModelVersion, type VersionMark } from '../../domain/model.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import type { KnownRun } from '../../reports/models/model-facts.ts';
import { moment } from '../../reports/html/moment.ts';
import { shown } from '../../reports/html/shown.ts';
import type { ModelFacts } from '../../reports/models/model-facts.ts';
import { numberText } from '../../reports/words/number-text.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { Html } from '../frame/document.ts';
import { badge } from '../run/pieces.ts';

const MOST_METRICS = 3;

/** The first metrics of a version. */
export function metricsText({ metrics }: ModelVersion): Html {
  const first = Object.entries(metrics).slice(0, MOST_METRICS);
  return html`${first.map(
    ([name, value]) =>
      html`<span class="dim">${shown(name)}</span> <span class="num">${numberText(value)}</span> `,
  )}`;
}

/** Whether a version is still to be used. */
export function stateBadges({ marks }: Pick<ModelFacts, 'marks'>, version: ModelVersion): Html {
  const deleted = deletionOf(marks, version);
  const deprecated = markOf(marks, version, 'deprecated');
  return html`${deleted === null ? '' : badge({ glyph: '✗', tone: 'bad', word: 'deleted' })}
  ${deprecated === null ? '' : badge({ glyph: '!', tone: 'warn', word: 'deprecated' })}`;
}

/** What was said of versions, by whom and why. */
export function markNotes(marks: readonly VersionMark[]): Html | string {
  if (marks.length === 0) return '';
  return html`<ul class="plain">
    ${marks.map(
      ({ version, mark, by, at, reason }) =>
        html`<li>
          <strong>v${version} ${mark}</strong> by ${shown(by)}, ${moment(instantText(at))}:
          ${shown(reason)}
        </li>`,
    )}
  </ul>`;
}

/** A run by its number; one that was forgotten leads nowhere. */
export function runLink(run: Pick<KnownRun, 'id' | 'number' | 'attempt'> | undefined): Html {
  if (run === undefined) return html`<span class="dim">forgotten run</span>`;
  return html`<a href="/runs/${run.id}">#${runNumber(run)}</a>`;
}
