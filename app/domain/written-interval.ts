import type { Interval } from '../../evaluation/comparison.ts';
import { ownValue } from './own-value.ts';

/**
 * Between what a change lies of which both sides say how sure they are, at their level: of two independent estimates the
 * halves add up by their squares, each end by itself. Zou & Donner (2008): https://doi.org/10.1002/sim.3095
 */
export function writtenChange(now: Numbers, before: Numbers, name: string): Interval | null {
  const [mine, theirs] = [intervalOf(now, name), intervalOf(before, name)];
  const [value = 0, was = 0] = [ownValue(now, name), ownValue(before, name)];
  if (mine === null || theirs === null) return null;
  const change = value - was;
  return {
    low: change - Math.hypot(value - mine.low, theirs.high - was),
    high: change + Math.hypot(mine.high - value, was - theirs.low),
  };
}

type Numbers = Readonly<Record<string, number>>;

/** What a step is sure of comes beside the number (`auc.low`, `auc.high`): no metric of its own. */
export function isBound(metrics: Numbers, name: string): boolean {
  const [, of] = /^(.+)\.(?:low|high)$/.exec(name) ?? [];
  return of !== undefined && intervalOf(metrics, of) !== null;
}

/** How sure a step is of a number, as it wrote it; null: it did not. */
export function intervalOf(metrics: Numbers, name: string): Interval | null {
  const [value, low, high] = [name, `${name}.low`, `${name}.high`].map((each) =>
    ownValue(metrics, each),
  );
  if (value === undefined || low === undefined || high === undefined) return null;
  return low <= value && value <= high ? { low, high } : null;
}
