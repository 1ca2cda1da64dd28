import type { Instant } from '../../domain/run/run.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import { instantOf } from '../../domain/run/instant-text.ts';

/** Milliseconds from a start to an end, or to `now` while there is no end; null before the start. */
export function timeBetween(
  { startedAt, endedAt }: { readonly startedAt: string | null; readonly endedAt: string | null },
  now: Instant | null = null,
): number | null {
  if (startedAt === null) return null;
  const end = endedAt === null ? now : instantOf(endedAt);
  return end === null ? null : Math.max(0, end - instantOf(startedAt));
}

/** As `timeBetween`, of what this run itself did: null for a step that it took from the cache or from an earlier run. */
export function ownTime(step: StepView, now: Instant | null = null): number | null {
  const didNothing = step.result !== null && step.attempts.length === 0;
  return step.cached || didNothing ? null : timeBetween(step, now);
}
