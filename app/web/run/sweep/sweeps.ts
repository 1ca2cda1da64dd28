import { html } from 'hono/html';
import type { StepView } from '../../../../schemas/run-view.generated.ts';
import { ownValue } from '../../../domain/own-value.ts';
import { groupCells } from '../../../reports/view/matrix-rows.ts';
import { rankCells } from '../../../reports/view/rank-cells.ts';
import { count, shownKey, stepWords } from '../../../reports/words/step-words.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { Html } from '../../frame/document.ts';
import type { RunData } from '../load-run.ts';
import { heatmap } from './heatmap.ts';
import { parallelCoordinates } from './parallel-coordinates.ts';
import { sweepKeys } from './sweep-keys.ts';
import type { Sweep } from './drawn-sweep.ts';
import { sweepTable } from './sweep-table.ts';

const KEYS_FOR_LINES = 3;

/** Each matrix that says what is best: its cells by two of its keys, taken together over seeds, and as lines from three keys on. */
export function sweeps({ view, plan }: RunData): Html | null {
  const found = groupCells(view.steps).flatMap(({ step, cells }) => {
    const ranked = cells.length < 2 ? null : rankCells(plan, step.id, cells);
    const isMeasured = ranked?.cells.some(
      ({ metrics }) => ownValue(metrics, ranked.metric) !== undefined,
    );
    return ranked === null || !isMeasured ? [] : [{ step, ranked }];
  });
  if (found.length === 0) return null;
  return html`${found.map(({ step, ranked }) =>
    card(step, { run: view.id, ranked, keys: sweepKeys(ranked.cells) }),
  )}`;
}

function card(step: StepView, sweep: Sweep): Html {
  const { ranked, keys } = sweep;
  const { metric, goal, cells } = ranked;
  const counts = [...Map.groupBy(cells, (cell) => stepWords(cell).word)]
    .map(([word, each]) => `${each.length} ${word}`)
    .join(', ');
  const isMany = keys.length >= KEYS_FOR_LINES;
  return html`<section class="card">
    <h2>
      Sweep: ${shownKey(step.id)}
      <small
        >${count(cells.length, 'cell')}: ${counts}; by ${shown(metric)},
        ${goal === 'up' ? 'higher' : 'lower'} is better</small
      >
    </h2>
    <div class="sweep">
      <div class="drawings">${heatmap(sweep)} ${isMany ? parallelCoordinates(sweep) : ''}</div>
      ${sweepTable(sweep)}
    </div>
  </section>`;
}
