import { REAL_CLOCK, type Clock } from '../github/clock.ts';

/** Real time, but whoever sleeps wakes `speed` times sooner: the runner's waits shrink, token times stay true. */
export function speedyClock(speed: number): Clock {
  return {
    now: () => REAL_CLOCK.now(),
    sleep: (ms, signal) => REAL_CLOCK.sleep(Math.min(ms / speed, 2 ** 31 - 1), signal),
  };
}
