import { html } from 'hono/html';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { shownKey } from '../words/step-words.ts';
import { gateReason, judgedGates, verdictWords } from '../words/verdict-words.ts';
import type { Html } from './html.ts';
import { shown } from './shown.ts';

/** Where a person reads more of a step; null: nowhere. */
export type LinkOf = (key: string) => string | null;

/** Every gate that was judged, the worst first. */
export function gateSections(view: RunView, linkOf: LinkOf = () => null): Html | string {
  const gates = judgedGates(view);
  if (gates.length === 0) return '';
  return html`<section>
    <h2>Gates</h2>
    <div class="wide" tabindex="0" role="region" aria-label="Gates">
      <table class="gates">
        <thead>
          <tr>
            <th scope="col">Gate</th>
            <th scope="col">Verdict</th>
            <th scope="col">What was measured</th>
          </tr>
        </thead>
        <tbody>
          ${gates.map(({ key, gate }) => {
            const { glyph, tone, word } = verdictWords(gate);
            return html`<tr>
              <th scope="row">${shown(gate.id)} <small>${stepName(key, linkOf(key))}</small></th>
              <td class="verdict t-${tone}"><span aria-hidden="true">${glyph}</span> ${word}</td>
              <td>${shown(gateReason(gate))}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}

function stepName(key: string, address: string | null): Html | string {
  const name = shownKey(key);
  return address === null ? name : html`<a href="${address}">${name}</a>`;
}
