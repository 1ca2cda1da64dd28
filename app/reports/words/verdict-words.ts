import type { RunView, StepView } from '../../../schemas/run-view.generated.ts';
import type { Tone } from '../layout/line.ts';
import { numberText } from './number-text.ts';

export type GateView = StepView['gates'][number];

type Words = { readonly glyph: string; readonly tone: Tone; readonly word: string };

/** How a verdict is shown. */
export function verdictWords({ verdict }: Pick<GateView, 'verdict'>): Words {
  return VERDICTS[verdict];
}

/** The worst first. */
const VERDICTS: Readonly<Record<GateView['verdict'], Words>> = {
  fail: { glyph: '✗', tone: 'bad', word: 'fail' },
  warn: { glyph: '!', tone: 'warn', word: 'warn' },
  inconclusive: { glyph: '?', tone: 'warn', word: 'inconclusive' },
  'no-baseline': { glyph: '○', tone: 'dim', word: 'no baseline' },
  pass: { glyph: '✓', tone: 'good', word: 'pass' },
};
const WORST_FIRST = Object.keys(VERDICTS);

/** Every gate of a run that was judged, with its step's or cell's key, the worst first. */
export function judgedGates({
  steps,
}: RunView): readonly { readonly key: string; readonly gate: GateView }[] {
  return steps
    .flatMap(({ key, gates }) => gates.map((gate) => ({ key, gate })))
    .toSorted((a, b) => rank(a.gate) - rank(b.gate));
}

function rank({ verdict }: GateView): number {
  return WORST_FIRST.indexOf(verdict);
}

/**
 * What was measured against what, without the gate's name. Long fractions are shortened, unless two numbers would then
 * look the same.
 */
export function gateReason({ id, message }: Pick<GateView, 'id' | 'message'>): string {
  const reason = message.replace(`gate ${id}: `, '');
  const numbers = new Set(reason.match(ANY_NUMBER));
  const short = new Set([...numbers].map((number) => numberText(Number(number))));
  if (short.size < numbers.size) return reason;
  return reason.replaceAll(LONG_FRACTION, (number) => numberText(Number(number)));
}

/** Why a row stands as it does; what its gates say of a rejected one is said as they say it elsewhere. */
export function rowReason({
  result,
  gates,
  reason,
}: {
  readonly result: StepView['result'];
  readonly gates: readonly Pick<GateView, 'id' | 'message' | 'verdict'>[];
  readonly reason: string | null;
}): string | null {
  const failed = result === 'rejected' ? gates.filter(({ verdict }) => verdict === 'fail') : [];
  if (failed.length === 0) return reason;
  return failed.map((gate) => `gate ${gate.id}: ${gateReason(gate)}`).join('; ');
}

const LONG_FRACTION = /-?\b\d+\.\d{5,}/g;
const ANY_NUMBER = /-?\b\d+(?:\.\d+)?/g;
