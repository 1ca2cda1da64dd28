import { html } from 'hono/html';
import type { Flip, Flips } from '../../../evaluation/flips.ts';
import { shown } from '../../reports/html/shown.ts';
import { cellWords, flipsSentence } from '../../reports/words/flip-words.ts';
import type { Html } from '../frame/document.ts';
import type { PageStore } from '../pages-deps.ts';

/** The examples of a run that moved most against what it is held against; null: nobody asked, or nobody knows yet. */
export async function flipsSection(
  { comparisons }: Pick<PageStore, 'comparisons'>,
  run: string,
): Promise<Html | null> {
  const [found] = await comparisons.flipsOf(run);
  return found === undefined ? null : section(found);
}

function section(flips: Flips): Html {
  const head = html`<p>${shown(flipsSentence(flips))}</p>`;
  if (flips.type === 'not-found') return head;
  return html`${head} ${list('Worse', flips.worse)} ${list('Better', flips.better)}`;
}

function list(title: string, flips: readonly Flip[]): Html | string {
  if (flips.length === 0) return '';
  return html`<h4>${title}</h4>
    <ul class="flips">
      ${flips.map(
        ({ id, cells }) =>
          html`<li>
            <span class="mono">${shown(id)}</span>
            ${cells.map((cell) => html`<span class="dim">${shown(cellWords(cell))}</span> `)}
          </li>`,
      )}
    </ul>`;
}
