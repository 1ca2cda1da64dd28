import { elapsed } from '../../../text/duration.ts';
import { ok, problem, warning, type Finding } from './doctor-finding.ts';

export type ClockLimits = {
  /** `GitHub` */
  readonly whose: string;
  /** Beyond these nothing works. */
  readonly aheadMs: number;
  readonly behindMs: number;
  /** What goes by it, a sentence. */
  readonly because: string;
};

const NOTABLE_MS = 10_000;

/** Whether this machine's clock is as theirs. */
export function judgeClock(
  offMs: number,
  { whose, aheadMs, behindMs, because }: ClockLimits,
): Finding {
  const checked = `clock, by ${whose}`;
  const off = Math.abs(offMs);
  if (off < NOTABLE_MS) return ok(checked, `as ${whose}’s`);
  const found = `${elapsed(off)} ${offMs > 0 ? 'ahead of' : 'behind'} ${whose}’s`;
  const fix = `Set this machine’s clock by NTP: ${because}`;
  const isTooFar = offMs > aheadMs || offMs < -behindMs;
  return isTooFar ? problem(checked, found, fix) : warning(checked, found, fix);
}
