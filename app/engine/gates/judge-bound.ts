import { normalWithin } from '../../../math/normal-within.ts';
import type { GateComparison } from '../../domain/gate.ts';
import type { BoundSpec, GateSpec } from '../../domain/gate-spec.ts';
import { slackOf, tidy } from './tolerance.ts';

type Baseline = Extract<GateSpec['test'], { readonly type: 'baseline' }>;
type Bar = {
  readonly value: number;
  readonly source: string;
  readonly comparison: GateComparison;
  /** Whether the number itself is within the tolerance. */
  readonly holds: boolean;
};
type Judged = { readonly verdict: 'pass' | 'fail' | 'inconclusive'; readonly words: string };

/**
 * Whether a metric is no worse than its baseline by more than its tolerance, with the confidence that is asked for: the
 * whole interval of the change lies on the right side of the tolerance (non-inferiority, as
 * https://www.fda.gov/media/78504/download judges it). Where it lies on the wrong side it is worse, and else nobody can tell.
 * What keeps examples from being compared is no doubt: then the number has to hold at least.
 */
export function judgeBound(
  test: Baseline,
  { confidence }: BoundSpec,
  { value, source, comparison, holds }: Bar,
): Judged {
  const against = `${source} ${value}`;
  const asked = { value, against, confidence };
  if (comparison.type === 'compared') {
    return judgeInterval(test, atConfidence(comparison, confidence), asked);
  }
  if (!holds) {
    const words = `not within the tolerance against ${against}: ${whyNot(comparison)}`;
    return { verdict: 'fail', words };
  }
  if (comparison.type === 'same') {
    return { verdict: 'pass', words: `unchanged from ${against}: its examples are the same` };
  }
  const bounds = comparison.type === 'too-few' ? boundsOfFew(comparison, confidence) : null;
  if (bounds !== null) return judgeInterval(test, bounds, asked);
  const words = `inconclusive against ${against}: ${whyNot(comparison)}`;
  return { verdict: 'inconclusive', words };
}

type Asked = { readonly value: number; readonly against: string; readonly confidence: number };

function judgeInterval(
  test: Baseline,
  { change, low, high, on }: Bounds,
  { value, against, confidence }: Asked,
): Judged {
  const isUp = test.goal === 'maximize';
  const slack = slackOf(test, value);
  const limit = tidy(isUp ? -slack : slack);
  const percent = `${tidy(confidence * 100)} %`;
  const found = `${signed(change)} (${percent} ${signed(low)} … ${signed(high)}) from ${against} on ${on}`;
  const { type, amount } = test.tolerance;
  const share = type === 'relative' && amount > 0 ? ` (${tidy(amount * 100)}%)` : '';
  const asked = `the ${isUp ? 'lower end must not be below' : 'upper end must not be above'} ${signed(limit)}${share}`;
  const [worst, best] = isUp ? [low, high] : [-high, -low];
  if (worst >= -slack) return { verdict: 'pass', words: `${found}, ${asked}` };
  if (best < -slack) return { verdict: 'fail', words: `${found}, ${asked}` };
  return { verdict: 'inconclusive', words: `inconclusive: ${found}, ${asked}` };
}

type Bounds = {
  readonly change: number;
  readonly low: number;
  readonly high: number;
  readonly on: string;
};

type Of<T extends GateComparison['type']> = Extract<GateComparison, { readonly type: T }>;

/** Each side of the interval at 95 % as much longer or shorter as a normal one is. */
function atConfidence(compared: Of<'compared'>, confidence: number): Bounds {
  const { change, interval } = compared;
  const share = normalWithin(confidence) / normalWithin(0.95);
  const [below, above] = [change - interval.low, interval.high - change];
  const on = examplesText(compared);
  return { change, low: change - below * share, high: change + above * share, on };
}

/** Exact at 95 %, and more than enough for less. Null: nobody can be so sure. */
function boundsOfFew(
  { value, before, bounds, n }: Of<'too-few'>,
  confidence: number,
): Bounds | null {
  if (bounds === undefined || confidence > 0.95) return null;
  return { change: tidy(value - before), ...bounds, on: examplesText({ n, clusters: null }) };
}

function whyNot(comparison: Exclude<GateComparison, Of<'compared'>>): string {
  switch (comparison.type) {
    case 'under-way':
      return 'its examples have not been compared; re-run what failed to try again';
    case 'same':
      return 'its examples are the same, and its number is not';
    default:
      return comparison.reason;
  }
}

function examplesText({ n, clusters }: { readonly n: number; readonly clusters: number | null }) {
  const examples = `${n.toLocaleString('en-US')} examples`;
  return clusters === null
    ? examples
    : `${examples} in ${clusters.toLocaleString('en-US')} clusters`;
}

const DIGITS = 3;

function signed(value: number): string {
  const text = `${Number(Math.abs(value).toPrecision(DIGITS))}`;
  return value < 0 ? `−${text}` : value > 0 ? `+${text}` : '0';
}
