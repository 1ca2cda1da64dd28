import type { GateComparison } from '../../domain/gate.ts';
import type { BoundSpec, GateSpec } from '../../domain/gate-spec.ts';
import type { KnownBar } from './bar.ts';
import { changeBounds, type ChangeBounds } from './change-bounds.ts';
import { slackOf, tidy } from './tolerance.ts';

type Baseline = Extract<GateSpec['test'], { readonly type: 'baseline' }>;
type Bar = Pick<KnownBar, 'value' | 'source' | 'comparison' | 'written' | 'training'> & {
  /** What is judged. */
  readonly measured: number;
  /** Whether the number itself is within the tolerance. */
  readonly holds: boolean;
};
type Judged = { readonly verdict: 'pass' | 'fail' | 'inconclusive'; readonly words: string };

/**
 * Whether a metric is no worse than its baseline by more than its tolerance, with the confidence that is asked for: the
 * whole interval of the change lies on the right side of the tolerance (non-inferiority, as
 * https://www.fda.gov/media/78504/download judges it). Where it lies on the wrong side it is worse, and else nobody can tell.
 * What keeps examples from being compared is no doubt: then the number has to hold at least. Null: there is nothing to be
 * sure by.
 */
export function judgeBound(
  test: Baseline,
  { confidence, isAsked }: BoundSpec,
  { measured, value, source, comparison, written, training, holds }: Bar,
): Judged | null {
  const against = `${source} ${value}`;
  const change = tidy(measured - value);
  const bounds = changeBounds({ change, comparison, written, training }, confidence);
  const asked = { value, against, confidence };
  if (comparison === null || comparison.type === 'compared') {
    if (bounds !== null) return judgeInterval(test, bounds, asked);
    return isAsked === true ? unknownNoise(against, holds) : null;
  }
  if (!holds) {
    const words = `not within the tolerance against ${against}: ${whyNot(comparison)}`;
    return { verdict: 'fail', words };
  }
  if (comparison.type === 'same') {
    return { verdict: 'pass', words: `unchanged from ${against}: its examples are the same` };
  }
  if (bounds !== null) return judgeInterval(test, bounds, asked);
  const words = `inconclusive against ${against}: ${whyNot(comparison)}`;
  return { verdict: 'inconclusive', words };
}

/** Who asks to be sure is not told that the number alone will do. */
function unknownNoise(against: string, holds: boolean): Judged {
  const why = 'no examples, interval of the step or repeated training says how much noise moves it';
  return holds
    ? { verdict: 'inconclusive', words: `inconclusive against ${against}: ${why}` }
    : { verdict: 'fail', words: `not within the tolerance against ${against}: ${why}` };
}

type Asked = { readonly value: number; readonly against: string; readonly confidence: number };

function judgeInterval(test: Baseline, bounds: ChangeBounds, asked: Asked): Judged {
  const { low, high, luck } = bounds;
  const isUp = test.goal === 'maximize';
  const slack = slackOf(test, asked.value);
  const words = intervalText(test, bounds, { ...asked, limit: isUp ? -slack : slack });
  // What was chosen among several leads by luck: better or worse is only what is so beyond that.
  const past = { low: low - Math.max(luck, 0), high: high - Math.min(luck, 0) };
  const [worst, best] = isUp ? [past.low, past.high] : [-past.high, -past.low];
  if (worst >= -slack) return { verdict: 'pass', words };
  if (best < -slack) return { verdict: 'fail', words };
  return { verdict: 'inconclusive', words: `inconclusive: ${words}` };
}

function intervalText(
  { goal, tolerance: { type, amount } }: Baseline,
  { change, low, high, on, noise, luck }: ChangeBounds,
  { against, confidence, limit }: Asked & { readonly limit: number },
): string {
  const percent = `${tidy(confidence * 100)} %`;
  const sure = `${percent} ${signed(low)} … ${signed(high)}, ${noise}`;
  const found = `${signed(change)} (${sure}) from ${against}${on === null ? '' : ` on ${on}`}`;
  const share = type === 'relative' && amount > 0 ? ` (${tidy(amount * 100)}%)` : '';
  const end = goal === 'maximize' ? 'lower end must not be below' : 'upper end must not be above';
  const lucky =
    luck === 0 ? '' : `, after ${signed(luck)} for the luck of choosing the best of several`;
  return `${found}, the ${end} ${signed(tidy(limit))}${share}${lucky}`;
}

function whyNot(comparison: Exclude<GateComparison, { readonly type: 'compared' }>): string {
  switch (comparison.type) {
    case 'under-way':
      return 'its examples have not been compared; re-run what failed to try again';
    case 'same':
      return 'its examples are the same, and its number is not';
    default:
      return comparison.reason;
  }
}

const DIGITS = 3;

function signed(value: number): string {
  const text = `${Number(Math.abs(value).toPrecision(DIGITS))}`;
  return value < 0 ? `−${text}` : value > 0 ? `+${text}` : '0';
}
