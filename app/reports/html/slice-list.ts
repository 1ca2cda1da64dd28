import { html } from 'hono/html';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Change, Report, Side } from '../report/report.ts';
import { CLAIM_WORDS, sideText } from '../report/report-words.ts';
import { notableSlices, slicedSides, sliceText, type SliceChange } from '../report/slice-words.ts';
import { intervalText, signedIntervalText } from '../words/interval-text.ts';
import { numberText, signed } from '../words/number-text.ts';
import { runNumber } from '../words/run-words.ts';
import { count } from '../words/step-words.ts';
import type { Html } from './html.ts';
import { shown } from './shown.ts';

const MOST_ROWS = 200;

/** Slices beside each side that measured some, what got worse first; without one, by themselves. */
export function sliceTables(report: Report, view: RunView): Html | string {
  if ((report.slices ?? []).length === 0) return '';
  const sides = slicedSides(report);
  return html`<section>
    <h2>Slices</h2>
    ${(sides.length === 0 ? [null] : sides).map((side) => sliceTable(report, view, side))}
  </section>`;
}

function sliceTable(report: Report, view: RunView, side: Side | null): Html {
  const rows = notableSlices(report, side);
  const more = rows.length - MOST_ROWS;
  return html`<div class="wide" tabindex="0" role="region" aria-label="Slices">
      <table>
        <thead>
          <tr>
            <th scope="col">Slice</th>
            <th scope="col">Metric</th>
            <th scope="col" class="right">#${runNumber(view)}</th>
            ${side === null ? '' : html`<th scope="col">Beside ${shown(sideText(side))}</th>`}
            <th scope="col" class="right">Rows</th>
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, MOST_ROWS).map((row) => sliceRow(row, side !== null))}
        </tbody>
      </table>
    </div>
    ${more > 0 ? html`<p class="dim">… and ${count(more, 'more row')}</p>` : ''}`;
}

function sliceRow({ slice, metric, change }: SliceChange, isCompared: boolean): Html {
  const { interval } = metric;
  return html`<tr>
    <th scope="row">${shown(sliceText(slice))}</th>
    <td>${shown(metric.name)}</td>
    <td class="right num">
      ${numberText(metric.value)}
      ${interval === null ? '' : html`<small>95 % ${intervalText(interval)}</small>`}
    </td>
    ${isCompared ? html`<td class="num">${change === null ? '–' : changeCell(change)}</td>` : ''}
    <td class="right num">${slice.n.toLocaleString('en-US')}</td>
  </tr>`;
}

function changeCell({ value, change, interval, claim, why }: Change): Html {
  const { tone, short } = CLAIM_WORDS[claim];
  const sure = interval === null ? '' : `, 95 % ${signedIntervalText(interval)}`;
  const reason = why === undefined ? '' : `, ${why}`;
  return html`<span class="t-${tone}">${signed(change)} ${short}</span>
    <small>from ${numberText(value)}${sure}${shown(reason)}</small>`;
}
