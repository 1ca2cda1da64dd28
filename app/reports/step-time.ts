import type { Instant } from '../domain/run.ts';
import { instantOf } from '../domain/instant-text.ts';

/** Milliseconds from a start to an end, or to `now` while there is no end; null before the start. */
export function timeBetween(
  { startedAt, endedAt }: { readonly startedAt: string | null; readonly endedAt: string | null },
  now: Instant | null = null,
): number | null {
  if (startedAt === null) return null;
  const end = endedAt === null ? now : instantOf(endedAt);
  return end === null ? null : Math.max(0, end - instantOf(startedAt));
}
