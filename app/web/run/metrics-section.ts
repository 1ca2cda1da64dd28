import { html } from 'hono/html';
import type { RunHeader } from '../../domain/run/run.ts';
import { metricRows, type MetricRow } from '../../reports/terminal/metrics-table.ts';
import { numberText } from '../../reports/words/number-text.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { shownKey } from '../../reports/words/step-words.ts';
import type { Html } from '../frame/document.ts';
import type { RunData } from './load-run.ts';
import { shown } from '../../reports/html/shown.ts';
import { stepLink } from './run-links.ts';

const MOST_ROWS = 60;

/** Every metric of the steps, beside what the default branch measured before; those of cells stand in the list of cells. Null: there are none. */
export function metricsTable({ view, base, plan }: RunData): Html | null {
  const rows = metricRows(view, base, plan).filter(
    ({ step, value }) => value !== null && !step.endsWith(']'),
  );
  if (rows.length === 0) return null;
  return html`<table>
      <thead>
        <tr>
          <th>Metric</th>
          <th class="right">This run</th>
          ${
            base === null
              ? ''
              : html`<th class="right">${base.runs.map(runLink)}</th>
                  <th class="right">Change</th>`
          }
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, MOST_ROWS).map((row) => metricRow(view.id, row, base !== null))}
      </tbody>
    </table>
    ${rows.length > MOST_ROWS ? html`<p class="dim">… and ${rows.length - MOST_ROWS} more</p>` : ''}`;
}

function runLink(run: RunHeader): Html {
  return html`<a href="/runs/${run.id}">#${runNumber(run)}</a> `;
}

function metricRow(run: string, row: MetricRow, isCompared: boolean): Html {
  return html`<tr>
    <th scope="row">
      ${shown(row.metric)} <span class="dim">of</span>
      <a href="${stepLink(run, row.step)}">${shownKey(row.step)}</a>
    </th>
    <td class="right num"><strong>${numberOrDash(row.value)}</strong></td>
    ${
      isCompared
        ? html`<td class="right num">${numberOrDash(row.other)}</td>
            <td class="right num">${change(row)}</td>`
        : ''
    }
  </tr>`;
}

function change({ delta, change: way }: MetricRow): Html | string {
  if (delta === null) return '';
  if (delta === 0) return '=';
  const text = `${delta > 0 ? '+' : '−'}${numberText(Math.abs(delta))}`;
  if (way === null) return text;
  return html`<span class="t-${way === 'better' ? 'good' : 'bad'}">${text} ${way}</span>`;
}

function numberOrDash(value: number | null): string {
  return value === null ? '–' : numberText(value);
}
