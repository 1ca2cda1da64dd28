import { padText } from '../layout/fit.ts';
import { gateReason, verdictWords, type GateView } from './verdict-words.ts';
import { span, type Line } from '../layout/line.ts';
import { printable } from '../../../text/printable.ts';

/** Each gate with its verdict, what was measured against what, and why. */
export function gateLines(gates: readonly GateView[]): readonly Line[] {
  const width = Math.max(0, ...gates.map((gate) => printable(gate.id).length));
  return gates.map((gate) => {
    const { glyph, tone } = verdictWords(gate);
    return [
      span(`${glyph} `, tone),
      span(`${padText(printable(gate.id), width)}  `),
      span(gateReason(gate)),
    ];
  });
}

/** How many gates ended how, in a few characters: `3✓ 1✗`. */
export function gateCounts(gates: readonly GateView[]): Line {
  return (['pass', 'fail', 'warn', 'no-baseline'] as const).flatMap((verdict) => {
    const amount = gates.filter((gate) => gate.verdict === verdict).length;
    if (amount === 0) return [];
    const { glyph, tone } = verdictWords({ verdict });
    return [span(`${amount}${glyph} `, tone)];
  });
}
