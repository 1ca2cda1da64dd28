import type { Instant } from '../domain/run/run.ts';
import type { Clock } from './ports/clock.ts';

/** Sleeps until a time, or until something comes that is due before it. */
export class Waker {
  readonly #clock: Clock;
  #earliest = Infinity;
  #rouse: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something falls due then: nobody may sleep past it. */
  wake(dueAt: Instant): void {
    if (dueAt >= this.#earliest) return;
    this.#earliest = dueAt;
    this.#rouse?.();
  }

  /** Gives way to whatever else waits for the process, even when there is no time to sleep. */
  async sleep(until: Instant, signal: AbortSignal): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      const ms = Math.min(until, this.#earliest) - this.#clock.now();
      if (ms <= 0 || signal.aborted) break;
      const roused = new AbortController();
      this.#rouse = () => roused.abort();
      await this.#clock.sleep(ms, AbortSignal.any([signal, roused.signal]));
      this.#rouse = null;
    }
    this.#earliest = Infinity;
  }
}
