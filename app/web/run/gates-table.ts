import { html } from 'hono/html';
import {
  gateReason,
  verdictWords,
  judgedGates,
  type GateView,
} from '../../reports/words/verdict-words.ts';
import { numberText } from '../../reports/words/number-text.ts';
import { shownKey } from '../../reports/words/step-words.ts';
import type { Html } from '../frame/document.ts';
import type { RunData } from './load-run.ts';
import { shown } from '../../reports/html/shown.ts';
import { badge } from './pieces.ts';
import { stepLink } from './run-links.ts';

/** Every gate that was judged, what was measured against what, the worst first; null: none was. */
export function gatesTable({ view }: RunData): Html | null {
  const rows = judgedGates(view);
  if (rows.length === 0) return null;
  return html`<table>
    <thead>
      <tr>
        <th>Gate</th>
        <th>Verdict</th>
        <th class="right w-metric">Measured</th>
        <th class="right w-metric">Held against</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(({ key, gate }) => gateRow(view.id, key, gate))}
    </tbody>
  </table>`;
}

function gateRow(run: string, key: string, gate: GateView): Html {
  const { id, metric, op, value, threshold } = gate;
  const held = threshold === null ? 'nothing' : `${op} ${numberText(threshold)}`;
  return html`<tr>
    <th scope="row">
      ${shown(id)} <span class="dim">of</span>
      <a href="${stepLink(run, key)}">${shownKey(key)}</a>
      <p class="reason">${shown(gateReason(gate))}</p>
    </th>
    <td>${badge(verdictWords(gate))}</td>
    <td class="right w-metric">
      <span class="dim">${shown(metric)}</span>
      <span class="num">${value === null ? 'missing' : numberText(value)}</span>
    </td>
    <td class="right num w-metric">${held}</td>
  </tr>`;
}
