import { judgedGates } from '../../../reports/words/verdict-words.ts';
import { html } from 'hono/html';
import { gateSections } from '../../../reports/html/gate-rows.ts';
import { metricSections, type FurtherColumn } from '../../../reports/html/metric-rows.ts';
import { shown } from '../../../reports/html/shown.ts';
import { nothingMeasured } from '../../../reports/report/nothing-measured.ts';
import { reportNotes } from '../../../reports/report/report-notes.ts';
import { judgedStep } from '../../../reports/report/reported-step.ts';
import { numberText } from '../../../reports/words/number-text.ts';
import { shownKey } from '../../../reports/words/step-words.ts';
import type { Html } from '../../frame/document.ts';
import type { RunData } from '../load-run.ts';
import { stepLink } from '../run-links.ts';
import { trendLine } from './trend-line.ts';

const MOST_ROWS = 60;

/** Whether the model got better, and what its gates say: the very sections of the report that can be kept as a file. */
export function evaluation(data: RunData): Html | null {
  const { view, story } = data;
  const linkOf = (key: string) => stepLink(view.id, key);
  const measured = story.report === null ? unjudged(data) : judged(data, story.report);
  if (measured === '' && judgedGates(view).length === 0) return null;
  return html`<div class="evaluation">${measured} ${gateSections(view, linkOf)}</div>`;
}

function judged({ view, trend }: RunData, report: NonNullable<RunData['story']['report']>): Html {
  const before: FurtherColumn | null =
    trend === null
      ? null
      : {
          title: `Last runs of ${shown(trend.branch)}, then this`,
          cell: ({ name, value }) => trendLine(trend, name, value),
        };
  return html`<div>
    ${metricSections(report, view, before)}
    <ul class="notes dim">
      <li>measured by <a href="${stepLink(view.id, report.step)}">${shownKey(report.step)}</a></li>
      ${reportNotes(report).map((note) => html`<li>${shown(note)}</li>`)}
    </ul>
  </div>`;
}

/** What steps measured by themselves, where the run has nothing that it is judged by, or not yet. */
function unjudged({ view, plan }: RunData): Html | string {
  const rows = view.steps.flatMap(({ key, cell, metrics }) =>
    cell === null ? Object.entries(metrics).map(([name, value]) => ({ key, name, value })) : [],
  );
  if (rows.length === 0 && judgedStep(plan) === undefined) return '';
  const more = rows.length - MOST_ROWS;
  return html`<section>
    <h2>Metrics</h2>
    <p class="dim">${shown(nothingMeasured(view, plan).why)}</p>
    ${
      rows.length === 0
        ? ''
        : html`<div class="wide" tabindex="0" role="region" aria-label="Metrics">
            <table>
              <thead>
                <tr>
                  <th scope="col">Metric</th>
                  <th scope="col">Step</th>
                  <th scope="col" class="right">This run</th>
                </tr>
              </thead>
              <tbody>
                ${rows.slice(0, MOST_ROWS).map(
                  ({ key, name, value }) =>
                    html`<tr>
                      <th scope="row">${shown(name)}</th>
                      <td><a href="${stepLink(view.id, key)}">${shownKey(key)}</a></td>
                      <td class="right num">${numberText(value)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${more > 0 ? html`<p class="dim">… and ${more} more</p>` : ''}
  </section>`;
}
