import { html } from 'hono/html';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Change, Report, ReportedMetric, Side } from '../report/report.ts';
import { CLAIM_WORDS, sideText } from '../report/report-words.ts';
import { numberText, signed } from '../words/number-text.ts';
import { intervalText, signedIntervalText } from '../words/interval-text.ts';
import { runNumber } from '../words/run-words.ts';
import type { Html } from './html.ts';
import { shown } from './shown.ts';
import { sliceTables } from './slice-list.ts';

/** A column beside each metric, such as how it went before. */
export type FurtherColumn = {
  readonly title: string;
  readonly cell: (metric: ReportedMetric) => Html | string;
};

/** Every metric beside what each side measured, the most important first, then the parts of the data. */
export function metricSections(
  report: Report,
  view: RunView,
  further: FurtherColumn | null = null,
): Html {
  const { metrics, sides } = report;
  const measured = sides.filter(({ found }) => found.type === 'measured');
  return html`<section>
      <h2>Metrics</h2>
      <div class="wide" tabindex="0" role="region" aria-label="Metrics">
        <table>
          <thead>
            <tr>
              <th scope="col">Metric</th>
              <th scope="col" class="right">#${runNumber(view)}</th>
              ${measured.map((side) => html`<th scope="col">Beside ${sideName(side)}</th>`)}
              ${further === null ? '' : html`<th scope="col" class="further">${further.title}</th>`}
            </tr>
          </thead>
          <tbody>
            ${metrics.map((metric) => metricRow(metric, measured, further))}
          </tbody>
        </table>
      </div>
    </section>
    ${sliceTables(report, view)}`;
}

function metricRow(
  metric: ReportedMetric,
  sides: readonly Side[],
  further: FurtherColumn | null,
): Html {
  const { name, goal, isPrimary, value, interval } = metric;
  const way = goal === null ? '' : wayTo(goal);
  return html`<tr class="${isPrimary ? 'primary' : ''}">
    <th scope="row">
      ${shown(name)} ${way}
      ${isPrimary ? html`<span class="t-accent" title="primary metric">★</span>` : ''}
    </th>
    <td class="right num">
      ${value === null ? '–' : numberText(value)}
      ${interval === null ? '' : small(`95 % ${intervalText(interval)}`)}
    </td>
    ${sides.map((side) => html`<td class="num">${sideCell(metric, side)}</td>`)}
    ${further === null ? '' : html`<td class="further">${further.cell(metric)}</td>`}
  </tr>`;
}

function wayTo(goal: 'up' | 'down'): Html {
  const [sign, word] = goal === 'up' ? ['↑', 'higher is better'] : ['↓', 'lower is better'];
  return html`<span class="dim" role="img" aria-label="${word}" title="${word}">${sign}</span>`;
}

function sideCell({ name, against }: ReportedMetric, side: Side): Html | string {
  const change = ownValue(against, side.name);
  if (change !== undefined) return changeCell(change);
  const old = side.found.type === 'measured' ? ownValue(side.found.metrics, name) : undefined;
  return old === undefined ? '–' : small(`was ${numberText(old)}`);
}

function changeCell({ value, change, interval, claim }: Change): Html {
  // How sure two equal numbers are nobody knows: of a model that says nothing.
  if (change === 0 && interval === null) return html`<span class="dim">= the same</span>`;
  const { tone, short } = CLAIM_WORDS[claim];
  const sure = interval === null ? '' : `, 95 % ${signedIntervalText(interval)}`;
  return html`<span class="t-${tone}">${signed(change)} ${short}</span>
    ${small(`from ${numberText(value)}${sure}`)}`;
}

function small(text: string): Html {
  return html`<small>${text}</small>`;
}

/** With the page of its run behind it, where it has one. */
function sideName(side: Side): Html | string {
  const name = shown(sideText(side));
  const page = side.run?.page ?? null;
  return page === null ? name : html`<a href="${page}">${name}</a>`;
}
