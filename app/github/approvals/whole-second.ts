import type { Instant } from '../../domain/run/run.ts';

/** GitHub tells when something was said in whole seconds: what it is held against is cut down to them. */
export function wholeSecond(at: Instant): Instant {
  return Math.floor(at / 1000) * 1000;
}
