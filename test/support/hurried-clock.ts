import type { Clock } from '../../app/runtime/ports/clock.ts';
import { realClock } from './real-clock.ts';

/** Time that passes so many times faster, from now on; for worlds of real processes whose waits are minutes. */
export function hurriedClock(speed: number): Clock {
  const from = Date.now();
  return {
    now: () => Math.round(from + (Date.now() - from) * speed),
    sleep: (ms, signal) => realClock.sleep(ms / speed, signal),
  };
}
