import { html } from 'hono/html';
import type { GateView } from '../../reports/gate-lines.ts';
import type { Tone } from '../../reports/line.ts';
import { numberText } from '../../reports/number-text.ts';
import { shownKey } from '../../reports/step-words.ts';
import type { Html } from '../frame/document.ts';
import type { RunData } from './load-run.ts';
import { badge, shown } from './pieces.ts';
import { stepLink } from './run-links.ts';

const VERDICTS: Readonly<Record<GateView['verdict'], { glyph: string; tone: Tone; word: string }>> =
  {
    fail: { glyph: '✗', tone: 'bad', word: 'fail' },
    warn: { glyph: '!', tone: 'warn', word: 'warn' },
    'no-baseline': { glyph: '○', tone: 'dim', word: 'no baseline' },
    pass: { glyph: '✓', tone: 'good', word: 'pass' },
  };
const WORST_FIRST = Object.keys(VERDICTS);

/** Every gate that was judged, what was measured against what, the worst first; null: none was. */
export function gatesTable({ view }: RunData): Html | null {
  const judged = view.steps.flatMap(({ key, gates }) => gates.map((gate) => ({ key, gate })));
  if (judged.length === 0) return null;
  const rows = judged.toSorted(
    (a, b) => WORST_FIRST.indexOf(a.gate.verdict) - WORST_FIRST.indexOf(b.gate.verdict),
  );
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
  const { id, metric, op, value, threshold, verdict, message } = gate;
  const held = threshold === null ? 'nothing' : `${op} ${numberText(threshold)}`;
  return html`<tr>
    <th scope="row">
      ${shown(id)} <span class="dim">of</span>
      <a href="${stepLink(run, key)}">${shownKey(key)}</a>
      <p class="reason">${shown(message.replace(`gate ${id}: `, ''))}</p>
    </th>
    <td>${badge(VERDICTS[verdict])}</td>
    <td class="right w-metric">
      <span class="dim">${shown(metric)}</span>
      <span class="num">${value === null ? 'missing' : numberText(value)}</span>
    </td>
    <td class="right num w-metric">${held}</td>
  </tr>`;
}
