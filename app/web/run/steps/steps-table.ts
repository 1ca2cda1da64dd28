import { html } from 'hono/html';
import type { StepView } from '../../../../schemas/run-view.generated.ts';
import { attemptWords } from '../../../reports/words/attempt-words.ts';
import { mainMetric, mainMetrics, type Metric } from '../../../reports/view/main-metric.ts';
import { groupCells } from '../../../reports/view/matrix-rows.ts';
import { numberText } from '../../../reports/words/number-text.ts';
import { reasonAndPlace, waitsAt } from '../../../reports/words/short-reason.ts';
import { count, shownKey } from '../../../reports/words/step-words.ts';
import type { Html } from '../../frame/document.ts';
import { cellRows } from './cell-rows.ts';
import { shown } from '../../../reports/html/shown.ts';
import { inId, stepBadge, stepTime } from '../pieces.ts';
import type { Shown } from '../shown-run.ts';
import { stepLink } from '../run-links.ts';
import { timeAxis, timeline } from './timeline.ts';

const MOST_ROWS = 1000;

/** Every step: how it stands, when it worked, its tries and its main metric; a matrix step's cells are folded up. */
export function stepsTable(page: Shown, chosen: string | null): Html {
  const { view, plan } = page.data;
  const main = mainMetrics(plan);
  const groups = groupCells(view.steps);
  const more = groups.length - MOST_ROWS;
  const rows = groups.slice(0, MOST_ROWS).map(({ step, cells }) => {
    const metric = cells.length > 0 ? null : mainMetric(step, main);
    return html`${stepRow({ page, step, cells, chosen, metric })} ${tries(step)}
    ${cells.length === 0 ? '' : cellRows({ page, cells, chosen, main })}`;
  });
  return html`<table class="steps">
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col">State</th>
          <th scope="col" class="w-time">
            <span class="hidden">When</span>${timeAxis(view, page.now)}
          </th>
          <th scope="col" class="right">Time</th>
          <th scope="col" class="right w-metric">Metric</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="empty">… ${count(more, 'more step')}; <code>?step=</code> in the address shows one.</p>` : ''}`;
}

type Row = {
  readonly page: Shown;
  readonly step: StepView;
  readonly cells: readonly StepView[];
  readonly chosen: string | null;
  readonly metric: Metric | null;
};

function stepRow({ page, step, cells, chosen, metric }: Row): Html {
  const { view } = page.data;
  const isChosen = step.key === chosen;
  const reason = reasonAndPlace(step);
  return html`<tr class="${isChosen ? 'chosen' : ''}">
    <th scope="row">
      <a href="${stepLink(view.id, step.key)}" ${isChosen ? html` aria-current="true"` : ''}
        >${shownKey(step.key)}</a
      >
      ${step.kind === null || step.kind === step.id ? '' : html`<span class="kind">${step.kind}</span>`}
      ${reason === '' ? '' : html`<p class="reason">${linked(reason, waitsAt(step))}</p>`}
    </th>
    <td>${stepBadge(step)}</td>
    <td class="w-time">${timeline(view, { step, cells }, page.now)}</td>
    <td class="right num">${stepTime(step, page.now)}</td>
    <td class="right w-metric">
      ${metric === null ? '' : html`<span class="dim">${shown(metric.name)}</span> <span class="num">${numberText(metric.value)}</span>`}
    </td>
  </tr>`;
}

function linked(text: string, address: string | null): Html | string {
  return address === null ? text : html`<a href="${address}">${text}</a>`;
}

/** The attempts, where there is more to tell than how the step stands; what became of each is told with the step. */
function tries({ attempts, key }: StepView): Html | string {
  if (attempts.length < 2) return '';
  return html`<tr class="cells">
    <td colspan="5">
      <details id="tries-of-${inId(key)}">
        <summary>${count(attempts.length, 'attempt')}</summary>
        <ol class="tries">
          ${attempts.map((attempt) => html`<li>${attemptWords(attempt)}</li>`)}
        </ol>
      </details>
    </td>
  </tr>`;
}
