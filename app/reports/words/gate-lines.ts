import { padText } from '../layout/fit.ts';
import { gateReason, verdictWords, type GateView } from './verdict-words.ts';
import { line, span, type Line } from '../layout/line.ts';
import { wrap } from '../layout/wrap.ts';
import { printable } from '../../../text/printable.ts';

/** With less room beside the gate's name its reason stands below it. */
const LEAST_REASON = 24;
const BELOW = 4;

/** Each gate with its verdict, what was measured against what, and why; in at most `width` columns, no number broken. */
export function gateLines(
  gates: readonly GateView[],
  width = Number.POSITIVE_INFINITY,
): readonly Line[] {
  const names = Math.max(0, ...gates.map((gate) => printable(gate.id).length));
  const beside = names + 4;
  const isBeside = width - beside >= LEAST_REASON;
  return gates.flatMap((gate) => {
    const { glyph, tone } = verdictWords(gate);
    const name = [span(`${glyph} `, tone), span(`${padText(printable(gate.id), names)}  `)];
    const place = isBeside ? beside : BELOW;
    const [first = '', ...others] = wrap(gateReason(gate), width - place);
    const below = (text: string) => line(`${' '.repeat(place)}${text}`);
    return isBeside
      ? [[...name, span(first)], ...others.map(below)]
      : [name, ...[first, ...others].map(below)];
  });
}

/** How many gates ended how, in a few characters: `3✓ 1✗`. */
export function gateCounts(gates: readonly GateView[]): Line {
  return (['pass', 'fail', 'warn', 'inconclusive', 'no-baseline'] as const).flatMap((verdict) => {
    const amount = gates.filter((gate) => gate.verdict === verdict).length;
    if (amount === 0) return [];
    const { glyph, tone } = verdictWords({ verdict });
    return [span(`${amount}${glyph} `, tone)];
  });
}
