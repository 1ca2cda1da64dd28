import type { Ticket } from '../../../schemas/ticket.generated.ts';

/** Why a command was told to end. The first cause counts. */
export type StopCause = 'timeout' | 'stall' | 'cancel' | 'interrupt';

/** When the command last gave a sign of life: output, a live metric, a checkpoint. */
export type Activity = { touch(): void; lastAt(): number };

/** The two ways in which a host stops an attempt. */
export type StopSignals = { readonly stop: AbortSignal; readonly kill: AbortSignal };

export type Clocks = { readonly fired: Promise<StopCause>; clear(): void };

// setTimeout fires at once for longer waits: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function createActivity(): Activity {
  let lastAt = Date.now();
  return {
    touch: () => {
      lastAt = Date.now();
    },
    lastAt: () => lastAt,
  };
}

/** Starts the clocks of a command; `fired` settles when the first runs out or a host's signal comes, else never. */
export function startClocks(
  limits: Ticket['clocks'],
  { stop, kill }: StopSignals,
  activity: Activity,
): Clocks {
  const { promise, resolve } = Promise.withResolvers<StopCause>();
  const startedAt = Date.now();
  const stopped = (): void => resolve(hostCause(stop));
  stop.addEventListener('abort', stopped);
  kill.addEventListener('abort', stopped);
  if (stop.aborted || kill.aborted) stopped();

  const stall = limits.stallTimeoutMs;
  const alarms = [
    startAlarm(
      () => startedAt + limits.timeoutMs,
      () => resolve('timeout'),
    ),
    ...(stall === null
      ? []
      : [
          startAlarm(
            () => activity.lastAt() + stall,
            () => resolve('stall'),
          ),
        ]),
  ];
  return {
    fired: promise,
    clear() {
      stop.removeEventListener('abort', stopped);
      kill.removeEventListener('abort', stopped);
      for (const alarm of alarms) alarm.clear();
    },
  };
}

/** Of the two minutes that EC2 leaves a machine, so that there is time for the upload of what the step saves. */
const INTERRUPTED_GRACE_MS = 40_000;

/** How long a command has from SIGTERM to SIGKILL. */
export function graceMs(cause: StopCause, { gracePeriodMs }: Ticket['clocks']): number {
  return cause === 'interrupt' ? Math.min(gracePeriodMs, INTERRUPTED_GRACE_MS) : gracePeriodMs;
}

/** What a host's signal means. */
export function hostCause(stop: AbortSignal): 'cancel' | 'interrupt' {
  return stop.aborted && stop.reason === 'interrupt' ? 'interrupt' : 'cancel';
}

/** Rings once the due time, asked again each time it comes, has passed. */
function startAlarm(dueAt: () => number, ring: () => void): { clear(): void } {
  let timer: NodeJS.Timeout;
  const arm = (): void => {
    const wait = dueAt() - Date.now();
    if (wait <= 0) ring();
    else timer = setTimeout(arm, Math.min(wait, LONGEST_TIMER_MS));
  };
  timer = setTimeout(arm, Math.min(Math.max(0, dueAt() - Date.now()), LONGEST_TIMER_MS));
  return { clear: () => clearTimeout(timer) };
}
