import type { Interval } from '../../../evaluation/comparison.ts';
import { ownValue } from '../../domain/own-value.ts';

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
