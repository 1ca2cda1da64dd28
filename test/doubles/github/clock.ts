/**
 * Where the stand-in takes time from. `app/runtime/ports/clock.ts` has the same shape, so one clock of a test can drive
 * both sides.
 */
export type Clock = {
  now(): number;
  /** Resolves after `ms` of this clock's time, or at once when the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
};

/** Time as it passes. */
export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      timer.unref();
      signal.addEventListener('abort', wake, { once: true });
      if (signal.aborted) wake();
    }),
};

/** Time that passes only when a test says so; starts where it is told, in ms since 1970. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = { until: this.#now + ms, wake: resolve };
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      sleeper.wake = wake;
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', wake, { once: true });
      if (signal.aborted) wake();
    });
  }

  /** Moves time on, waking whoever slept until then in the order of their times. */
  advance(ms: number): void {
    this.#now += ms;
    const due = [...this.#sleepers].filter(({ until }) => until <= this.#now);
    for (const { wake } of due.sort((a, b) => a.until - b.until)) wake();
  }
}
