import { html } from 'hono/html';
import type { Plan } from '../../../domain/plan.ts';
import type { StepView } from '../../../../schemas/run-view.generated.ts';
import type { Tone } from '../../../reports/layout/line.ts';
import { mainMetric, mainMetrics } from '../../../reports/view/main-metric.ts';
import { numberText } from '../../../reports/words/number-text.ts';
import { shortReason, waitsAt } from '../../../reports/words/short-reason.ts';
import {
  count,
  hasFailed,
  isLive,
  shownKey,
  stepWords,
} from '../../../reports/words/step-words.ts';
import type { Html } from '../../frame/document.ts';
import { shown } from '../../../reports/html/shown.ts';
import { inId, stepBadge, stepTime } from '../pieces.ts';
import type { Shown } from '../shown-run.ts';
import { stepLink } from '../run-links.ts';

export type Cells = {
  readonly page: Shown;
  readonly cells: readonly StepView[];
  readonly chosen: string | null;
  readonly main: ReadonlyMap<string, string>;
};

const SQUARE = 10;
const PITCH = 13;
const COLUMNS = 48;
/** So many fit without folding them up. */
const FEW = 6;
/** So many are drawn, and listed; the best and the worst are the first of the list. */
const MOST_SQUARES = 2048;
const MOST_LISTED = 512;
const MOST_TELLING = 5;

/** The cells of a matrix: one square each, how many stand how, and folded up a list, failures first, then the best. */
export function cellRows({ page, cells, chosen, main }: Cells): Html {
  const id = cells[0]?.id ?? '';
  const counts = [...Map.groupBy(cells, (cell) => stepWords(cell).word)]
    .map(([word, each]) => `${each.length} ${word}`)
    .join(', ');
  const listed = ranked(page.data.plan, cells, main).slice(0, MOST_LISTED);
  const more = cells.length - listed.length;
  const isOpen = cells.length <= FEW || chosen === id || cells.some(({ key }) => key === chosen);
  return html`<tr class="cells">
    <td colspan="5">
      ${cells.length <= FEW || cells.length > MOST_SQUARES ? '' : squares(cells, counts)}
      <details id="cells-of-${inId(id)}" ${isOpen ? html` open` : ''}>
        <summary>${count(cells.length, 'cell')}: ${counts}</summary>
        <ol class="cell-list">
          ${listed.map((cell) => cellItem({ page, cells, chosen, main }, cell))}
          ${more > 0 ? html`<li class="dim">… ${count(more, 'more cell')}</li>` : ''}
        </ol>
      </details>
    </td>
  </tr>`;
}

function squares(cells: readonly StepView[], counts: string): Html {
  const columns = Math.min(COLUMNS, cells.length);
  const lines = Math.ceil(cells.length / columns);
  return html`<svg
    class="squares"
    width="${columns * PITCH}"
    viewBox="0 0 ${columns * PITCH} ${lines * PITCH}"
    role="img"
    aria-label="${count(cells.length, 'cell')}: ${counts}"
  >
    ${cells.map((cell, index) => html`<rect class="f-${stepWords(cell).tone satisfies Tone}" x="${(index % columns) * PITCH}" y="${Math.floor(index / columns) * PITCH}" width="${SQUARE}" height="${SQUARE}" rx="2"><title>${shownKey(cell.key)}: ${stepWords(cell).word}</title></rect>`)}
  </svg>`;
}

function cellItem({ page, chosen, main }: Cells, cell: StepView): Html {
  const metric = mainMetric(cell, main);
  const isChosen = cell.key === chosen;
  const inner = cell.key.slice(cell.id.length + 1, -1);
  return html`<li class="${isChosen ? 'chosen' : ''}" data-cell>
    <a href="${stepLink(page.data.view.id, cell.key)}" ${isChosen ? html` aria-current="true"` : ''}
      >${shownKey(inner)}</a
    >
    ${stepBadge(cell)}
    <span class="reason"
      >${hasFailed(cell) || waitsAt(cell) !== null ? shortReason(cell) : ''}</span
    >
    <span class="num">${stepTime(cell, page.now)}</span>
    <span class="num"
      >${metric === null ? '' : html`<span class="dim">${shown(metric.name)}</span> ${numberText(metric.value)}`}</span
    >
  </li>`;
}

/** The best cells of a matrix step by its main metric, and the first that failed; null: it has no cells. */
export function tellingCells(page: Shown, id: string): Html | null {
  const { view, plan } = page.data;
  const cells = view.steps.filter((step) => step.id === id && step.cell !== null);
  if (cells.length === 0) return null;
  const main = mainMetrics(plan);
  const order = ranked(plan, cells, main);
  const failed = order.filter((cell) => hasFailed(cell)).slice(0, MOST_TELLING);
  const best = order.filter((cell) => mainMetric(cell, main) !== null && !hasFailed(cell));
  const list = (title: string, some: readonly StepView[]) =>
    some.length === 0
      ? ''
      : html`<h3>${title}</h3>
          <ol class="cell-list">
            ${some.map((cell) => cellItem({ page, cells, chosen: null, main }, cell))}
          </ol>`;
  return html`${list('Best cells', best.slice(0, MOST_TELLING))} ${list('Failed cells', failed)}`;
}

/** Those that failed, those at work, then by the main metric, the best first; the others as they come. */
function ranked(
  plan: Plan,
  cells: readonly StepView[],
  main: ReadonlyMap<string, string>,
): readonly StepView[] {
  const id = cells[0]?.id ?? '';
  const goals = plan.steps.find((step) => step.id === id)?.metrics;
  const sign = goals?.minimize.includes(main.get(id) ?? '') === true ? 1 : -1;
  const rank = (cell: StepView) => (hasFailed(cell) ? 0 : isLive(cell) ? 1 : 2);
  const worth = (cell: StepView) => {
    const metric = mainMetric(cell, main);
    return metric === null ? Number.MAX_VALUE : sign * metric.value;
  };
  return cells.toSorted((a, b) => rank(a) - rank(b) || worth(a) - worth(b));
}
