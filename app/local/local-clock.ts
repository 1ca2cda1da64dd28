import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../runtime/ports/clock.ts';

/** This machine's clock. */
export const localClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};
