import { cumulativeNormal } from 'vega-statistics';
import { Z95 } from '../../../math/z95.ts';
import type { Goal } from '../view/metric-goal.ts';
import type { Interval, MetricComparison } from '../../../evaluation/comparison.ts';
import type { Change, Claim } from './report.ts';

/** What may be claimed of a change of what was measured in another way: nothing. */
export function notJudged(now: number, before: number, goal: Goal | null): JudgedChange {
  const claim: Claim = goal === null ? 'changed' : 'cannot-tell';
  return { value: before, change: now - before, interval: null, p: null, claim };
}

/** A number with how sure its step was of it. */
type Measured = { readonly value: number; readonly interval: Interval | null };

/** A change with what it takes to judge it beside others. */
export type JudgedChange = Change & {
  /** Two-sided: how often noise alone changes as much. Null: the noise is not known. */
  readonly p: number | null;
};

/**
 * What may be claimed of a change. The noise of both sides must be known: a difference of two independent estimates has
 * the variance of both together. Where both were measured on the same examples that is more than it need be, never less.
 * https://www.itl.nist.gov/div898/handbook/prc/section3/prc312.htm
 */
export function judgeChange(now: Measured, before: Measured, goal: Goal | null): JudgedChange {
  const change = now.value - before.value;
  const common = { value: before.value, change };
  if (now.interval === null || before.interval === null) {
    const claim: Claim = goal === null ? 'changed' : 'cannot-tell';
    return { ...common, interval: null, p: null, claim: change === 0 ? EQUAL : claim };
  }
  const error = Math.hypot(errorOf(now.interval), errorOf(before.interval));
  const interval = { low: change - Z95 * error, high: change + Z95 * error };
  const p = error === 0 ? Number(change === 0) : 2 * cumulativeNormal(-Math.abs(change) / error);
  return { ...common, interval, p, claim: claimOf(change, interval, goal) };
}

/**
 * What may be claimed by the examples that both sides have; null: they were not compared, and what the steps wrote
 * themselves is all there is. The change is that of these examples.
 */
export function judgeExamples(
  comparison: MetricComparison,
  goal: Goal | null,
  before: number,
): JudgedChange | null {
  if (comparison.type === 'not-compared') return null;
  if (comparison.type === 'too-few') {
    const change = comparison.value - comparison.before;
    const { reason: why, bounds = null, discordant } = comparison;
    const claim = discordant === 0 && goal !== null ? EQUAL : 'cannot-tell';
    return { value: before, change, interval: bounds, p: null, claim, why };
  }
  const { change, interval, p, n, clusters, method } = comparison;
  const claim = claimOf(change, interval, goal);
  return { value: before, change, interval, p, claim, by: { n, clusters, method } };
}

/** What may be claimed where the examples of both are the same, byte by byte: two other numbers are no change of the model. */
export function judgeSame(now: number, before: number): JudgedChange {
  const change = now - before;
  const claim = change === 0 ? EQUAL : 'cannot-tell';
  return {
    value: before,
    change,
    interval: null,
    p: null,
    claim,
    why: 'its examples are the same',
  };
}

/** What may be claimed of a change of which more is better, by its interval at 95 %. */
export function claimedOf(change: number, interval: Interval): Pick<JudgedChange, 'claim' | 'p'> {
  const error = errorOf(interval);
  const p = error === 0 ? Number(change === 0) : 2 * cumulativeNormal(-Math.abs(change) / error);
  return { claim: claimOf(change, interval, 'up'), p };
}

const EQUAL: Claim = 'no-detectable-change';

/** The standard error that an interval of 95 % speaks of. */
function errorOf({ low, high }: Interval): number {
  return (high - low) / 2 / Z95;
}

/** What an interval of a change allows to claim. */
export function claimOf(change: number, interval: Interval, goal: Goal | null): Claim {
  if (interval.low <= 0 && interval.high >= 0) return EQUAL;
  return goal === null ? 'changed' : wayOf(change, goal);
}

function wayOf(change: number, goal: Goal): Claim {
  return change > 0 === (goal === 'up') ? 'better' : 'worse';
}
