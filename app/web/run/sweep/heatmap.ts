import { html } from 'hono/html';
import type { StepView } from '../../../../schemas/run-view.generated.ts';
import { ownValue } from '../../../domain/own-value.ts';
import { SEED } from '../../../domain/seeds.ts';
import { numberText } from '../../../reports/words/number-text.ts';
import { count, stepWords } from '../../../reports/words/step-words.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { Html } from '../../frame/document.ts';
import { stepLink } from '../run-links.ts';
import { cellValue, type SweepKey } from './sweep-keys.ts';
import type { Sweep } from './drawn-sweep.ts';

/** Beyond these nobody sees a pattern, and the table says it. */
const MOST_ROWS = 40;
const MOST_COLUMNS = 40;
const SHADES = 9;

/** Two keys as rows and columns, the value in each place shaded by how good it is, the best framed; null: other than two keys tell its cells apart. */
export function heatmap(sweep: Sweep): Html | null {
  const axes = axesOf(sweep.keys);
  if (axes === null) return null;
  const [row, column] = axes;
  if (row.values.length > MOST_ROWS || column.values.length > MOST_COLUMNS) return null;
  const places = placesOf(sweep, axes);
  const { metric } = sweep.ranked;
  const isTogether = [...places.values()].some(({ cells }) => cells.length > 1);
  return html`<div
    class="wide"
    tabindex="0"
    role="region"
    aria-label="${shown(`${metric} by ${row.name} and ${column.name}`)}"
  >
    <table class="heat">
      <caption>
        ${shown(metric)}${isTogether ? ', mean over what is tried with the same two' : ''}; darker
        is better, the best is framed. Each leads to its log.
      </caption>
      <thead>
        <tr>
          <th scope="col">${shown(row.name)} ╲ ${shown(column.name)}</th>
          ${column.values.map((value) => html`<th scope="col">${shown(value)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${lines(sweep, axes, places)}
      </tbody>
    </table>
  </div>`;
}

function lines(
  { ranked: { goal }, run }: Sweep,
  [row, column]: readonly [SweepKey, SweepKey],
  places: ReadonlyMap<string, Place>,
): readonly Html[] {
  const values = [...places.values()].flatMap(({ value }) => value ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const best = goal === 'up' ? high : low;
  const shadeOf = (value: number) => {
    const share = high === low ? 1 : (value - low) / (high - low);
    return Math.round((goal === 'up' ? share : 1 - share) * SHADES);
  };
  return row.values.map((down) => {
    const squares = column.values.map((across) => {
      const place = places.get(nameOf(down, across));
      return place === undefined ? html`<td></td>` : square(run, place, { best, shadeOf });
    });
    return html`<tr>
      <th scope="row">${shown(down)}</th>
      ${squares}
    </tr>`;
  });
}

type Place = { readonly cells: readonly StepView[]; readonly value: number | null };

function square(
  run: string,
  { cells, value }: Place,
  { best, shadeOf }: { readonly best: number; readonly shadeOf: (value: number) => number },
): Html {
  const [first] = cells;
  if (first === undefined) return html`<td></td>`;
  const to = stepLink(run, first.key);
  if (value === null) {
    const { word, tone } = stepWords(cells.find(({ result }) => result === 'failure') ?? first);
    return html`<td><a class="t-${tone}" href="${to}">${word}</a></td>`;
  }
  const isBest = value === best;
  const over = cells.length > 1 ? html` title="mean of ${count(cells.length, 'cell')}"` : '';
  return html`<td class="h${shadeOf(value)}${isBest ? ' best' : ''}" ${over}>
    <a href="${to}"
      >${numberText(Number(value.toPrecision(4)))}${isBest ? html`<span class="hidden"> (best)</span>` : ''}</a
    >
  </td>`;
}

/** Rows and columns; seeds, which are many, stand across. Of three keys, one of them the seed, it is left out. */
function axesOf(keys: readonly SweepKey[]): readonly [SweepKey, SweepKey] | null {
  const others = keys.filter(({ name }) => name !== SEED);
  const [first, second] = keys.length === 2 ? [...others, ...keys.filter(isSeed)] : others;
  const isTwo = keys.length === 2 || others.length === 2;
  return first === undefined || second === undefined || !isTwo ? null : [first, second];
}

function isSeed({ name }: SweepKey): boolean {
  return name === SEED;
}

/** The cells of each place, the best first, and their mean; null: none of them measured it. */
function placesOf(
  { ranked }: Sweep,
  [row, column]: readonly [SweepKey, SweepKey],
): ReadonlyMap<string, Place> {
  const groups = Map.groupBy(ranked.cells, (cell) =>
    nameOf(cellValue(cell, row.name), cellValue(cell, column.name)),
  );
  return new Map(
    [...groups].map(([name, cells]) => {
      const values = cells.flatMap((cell) => {
        const value = cell.result === 'success' ? ownValue(cell.metrics, ranked.metric) : undefined;
        return value === undefined || !Number.isFinite(value) ? [] : [value];
      });
      const value = values.length === 0 ? null : values.reduce((a, b) => a + b) / values.length;
      return [name, { cells, value }];
    }),
  );
}

function nameOf(down: string, across: string): string {
  return JSON.stringify([down, across]);
}
