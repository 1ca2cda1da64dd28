import { html } from 'hono/html';
import { ownValue } from '../../../domain/own-value.ts';
import { overSeeds, withoutSeed, type Combination } from '../../../reports/view/pivot-cells.ts';
import { numberText } from '../../../reports/words/number-text.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { Html } from '../../frame/document.ts';
import { stepBadge } from '../pieces.ts';
import { stepLink } from '../run-links.ts';
import type { Sweep } from './drawn-sweep.ts';

const MOST_ROWS = 12;

/** The best first: combinations with their mean and spread over seeds, or where there are no seeds each cell. */
export function sweepTable(sweep: Sweep): Html {
  const combinations = overSeeds(sweep.ranked);
  return combinations.length > 0 ? ofCombinations(sweep, combinations) : ofCells(sweep);
}

function ofCombinations({ run, ranked, keys }: Sweep, all: readonly Combination[]): Html {
  const names = keys.map(({ name }) => name).filter((name) => name in (all[0]?.values ?? {}));
  const firstOf = new Map(
    // From the last on, so that the best of each stays.
    ranked.cells.toReversed().map((cell) => [JSON.stringify(withoutSeed(cell)), cell.key]),
  );
  const rows = all.slice(0, MOST_ROWS).map(({ values, mean, sd, measured, isBest }) => {
    const key = firstOf.get(JSON.stringify(values)) ?? '';
    const text = names.map((name) => (names.length === 1 ? '' : `${name}=`) + values[name]);
    return html`<tr class="${isBest ? 'primary' : ''}">
      <th scope="row">
        <a href="${stepLink(run, key)}">${shown(text.join(', '))}</a>
        ${isBest ? html`<span class="badge t-dim">best mean</span>` : ''}
      </th>
      <td class="right num">${numberText(mean)}</td>
      <td class="right num dim">${sd === null ? '–' : numberText(Number(sd.toPrecision(2)))}</td>
      <td class="right num">${measured}</td>
    </tr>`;
  });
  const heads = [`mean ${shown(ranked.metric)}`, '± sd', 'seeds'];
  return table({ first: names.join(', '), heads, rows, more: all.length - rows.length });
}

function ofCells({ run, ranked }: Sweep): Html {
  const rows = ranked.cells.slice(0, MOST_ROWS).map((cell) => {
    const value = ownValue(cell.metrics, ranked.metric);
    return html`<tr class="${cell === ranked.best ? 'primary' : ''}">
      <th scope="row">
        <a href="${stepLink(run, cell.key)}">${shown(cell.key.slice(cell.id.length + 1, -1))}</a>
      </th>
      <td class="right num">${value === undefined ? '–' : numberText(value)}</td>
      <td class="right">${stepBadge(cell)}</td>
    </tr>`;
  });
  const heads = [shown(ranked.metric), 'State'];
  return table({ first: 'Cell', heads, rows, more: ranked.cells.length - rows.length });
}

function table(made: {
  readonly first: string;
  readonly heads: readonly string[];
  readonly rows: readonly Html[];
  readonly more: number;
}): Html {
  const { first, heads, rows, more } = made;
  return html`<div class="wide" tabindex="0" role="region" aria-label="The best first">
    <table>
      <thead>
        <tr>
          <th scope="col">${shown(first)}</th>
          ${heads.map((head) => html`<th scope="col" class="right">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
    ${more > 0 ? html`<p class="dim">… and ${more.toLocaleString('en-US')} more; all cells stand in the list of steps.</p>` : ''}
  </div>`;
}
