import type { Estimate } from '../../costs/run-estimate.ts';
import { dollarsText } from '../../../text/dollars-text.ts';
import { count } from './step-words.ts';

/** So many steps are named; the others are counted. */
const MOST_NAMES = 3;

/** `about $4.10, at most $11.00, 2 of 6 steps cached`; null: it costs nothing. */
export function estimateWords(estimate: Estimate): string | null {
  const { usd, mostUsd, unrun, unpriced, cached, steps } = estimate;
  if (mostUsd === 0 && unpriced.length === 0) return null;
  const parts = [
    ...(mostUsd === 0 ? [] : amounts({ usd, mostUsd, unrun })),
    ...(unpriced.length === 0 ? [] : [`the price of ${named(unpriced)} is not known`]),
    `${cached} of ${count(steps, 'step')} cached`,
  ];
  return parts.join(', ');
}

/** Beside what a run cost: `about $4.10 expected`; none: nobody could say. */
export function expectedWords({
  usd,
  unrun,
  unpriced,
}: Pick<Estimate, 'usd' | 'unrun' | 'unpriced'>): readonly string[] {
  const isKnown = usd > 0 && unrun.length + unpriced.length === 0;
  return isKnown ? [`about ${dollarsText(usd)} expected`] : [];
}

function amounts({
  usd,
  mostUsd,
  unrun,
}: Pick<Estimate, 'usd' | 'mostUsd' | 'unrun'>): readonly string[] {
  const most = `at most ${dollarsText(mostUsd)}`;
  if (unrun.length === 0) return [`about ${dollarsText(usd)}`, most];
  const how = `by price and timeout, since no earlier run tells how long ${named(unrun)} ${unrun.length === 1 ? 'takes' : 'take'}`;
  return usd === 0
    ? [`${most} (${how})`]
    : [`about ${dollarsText(usd)} and more`, `${most} (${how})`];
}

function named(steps: readonly string[]): string {
  const shown = steps.slice(0, MOST_NAMES);
  const more = steps.length - shown.length;
  const words = more > 0 ? [...shown, count(more, 'more step')] : shown;
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
