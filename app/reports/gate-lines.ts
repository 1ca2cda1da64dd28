import type { StepView } from '../../schemas/run-view.generated.ts';
import { padText } from './fit.ts';
import { span, type Line, type Tone } from './line.ts';
import { numberText } from './number-text.ts';
import { printable } from './printable.ts';

export type GateView = StepView['gates'][number];

const VERDICTS: Readonly<Record<GateView['verdict'], { glyph: string; tone: Tone }>> = {
  pass: { glyph: '✓', tone: 'good' },
  fail: { glyph: '✗', tone: 'bad' },
  warn: { glyph: '!', tone: 'warn' },
  'no-baseline': { glyph: '○', tone: 'dim' },
};

/** Each gate with its verdict, what was measured against what, and why. */
export function gateLines(gates: readonly GateView[]): readonly Line[] {
  const width = Math.max(0, ...gates.map((gate) => printable(gate.id).length));
  return gates.map((gate) => {
    const { glyph, tone } = VERDICTS[gate.verdict];
    return [
      span(`${glyph} `, tone),
      span(`${padText(printable(gate.id), width)}  `),
      ...told(gate),
    ];
  });
}

/** How many gates ended how, in a few characters: `3✓ 1✗`. */
export function gateTally(gates: readonly GateView[]): Line {
  return (['pass', 'fail', 'warn', 'no-baseline'] as const).flatMap((verdict) => {
    const amount = gates.filter((gate) => gate.verdict === verdict).length;
    if (amount === 0) return [];
    const { glyph, tone } = VERDICTS[verdict];
    return [span(`${amount}${glyph} `, tone)];
  });
}

function told(gate: GateView): Line {
  const message = printable(gate.message.replace(`gate ${gate.id}: `, ''));
  return [span(shortNumbers(message, gate))];
}

/** Long fractions shortened, unless what was measured would then look like what it was held against. */
function shortNumbers(message: string, { value, threshold }: GateView): string {
  const isClose = value !== threshold && numberText(value ?? 0) === numberText(threshold ?? 0);
  if (isClose) return message;
  return message.replaceAll(/-?\d+\.\d{5,}/g, (number) => numberText(Number(number)));
}
