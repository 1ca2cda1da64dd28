import type { Instant } from '../../domain/run/run.ts';
import type { StepView } from '../../../schemas/run-view.generated.ts';
import { duration } from '../../../text/duration.ts';
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

/**
 * How long the commands of a step's attempts have run, waits between and before them not counted: null for a step that
 * ran none, as one that this run took from the cache or from an earlier run.
 */
export function ownTime(step: StepView, now: Instant | null = null): number | null {
  if (step.cached) return null;
  const isAtWork = step.attempts.length === 0 && step.result === null;
  return total(isAtWork ? [timeBetween(step, now)] : step.attempts.map((a) => timeBetween(a, now)));
}

export type TimesBefore = {
  readonly waitedMs: number | null;
  readonly environmentMs: number | null;
};

/** What passed before attempts' commands ran: a place to run was awaited and made ready, a Python environment built. */
export function timesBefore(attempts: readonly AttemptTimes[]): TimesBefore {
  return {
    waitedMs: total(attempts.map(waited)),
    environmentMs: total(attempts.map(({ environmentMs }) => environmentMs)),
  };
}

type AttemptTimes = Pick<
  StepView['attempts'][number],
  'readyAt' | 'startedAt' | 'endedAt' | 'environmentMs'
>;

function waited({ readyAt, startedAt, endedAt, environmentMs }: AttemptTimes): number | null {
  const ms = timeBetween({ startedAt: readyAt, endedAt: startedAt ?? endedAt });
  return ms === null ? null : Math.max(0, ms - (environmentMs ?? 0));
}

function total(times: readonly (number | null)[]): number | null {
  const known = times.filter((ms) => ms !== null);
  return known.length === 0 ? null : known.reduce((sum, ms) => sum + ms, 0);
}

/** Less than this is no news beside the time that a command ran. */
const WORTH_TELLING_MS = 1000;

/** A time before the command for people; empty where it is too short to be told. */
export function notableTime(ms: number | null): string {
  return ms === null || ms < WORTH_TELLING_MS ? '' : duration(ms);
}

/** `waited 12s, environment 40s`: what is worth telling of the time before the commands; empty: nothing is. */
export function beforeWords(attempts: readonly AttemptTimes[]): string {
  const { waitedMs, environmentMs } = timesBefore(attempts);
  return [
    ['waited', notableTime(waitedMs)],
    ['environment', notableTime(environmentMs)],
  ]
    .flatMap(([what, time]) => (time === '' ? [] : [`${what} ${time}`]))
    .join(', ');
}
