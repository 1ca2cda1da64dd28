import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../app/runtime/ports/clock.ts';

/** Nobody is woken more often than this, however fast the clock: polls shall not eat the machine. */
const LEAST_SLEEP_MS = 15;

/** Time that passes `speed` times as fast since `since`, a real time: two processes that are given the same agree. */
export function fastClock(speed: number, since: number): Clock {
  return {
    now: () => Math.floor(since + (Date.now() - since) * speed),
    sleep: (ms, signal) => {
      const real = Math.min(Math.max(ms / speed, LEAST_SLEEP_MS), 2 ** 31 - 1);
      return sleep(real, undefined, { signal }).catch(() => undefined);
    },
  };
}
