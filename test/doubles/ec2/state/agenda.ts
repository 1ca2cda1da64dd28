import type { Clock } from '../../github/clock.ts';

/**
 * What happens later, by the stand-in's clock. What follows from an act counts from when the act was due, so that one
 * great leap of a test's clock gives the same order as many small ones.
 */
export class Agenda {
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  #due: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Now, or when the act that is going on was due. */
  now(): number {
    return this.#due ?? this.#clock.now();
  }

  /** Does it after `ms`, unless the answered function is called before. */
  after(ms: number, act: () => void): () => void {
    const due = this.now() + ms;
    const called = new AbortController();
    const signal = AbortSignal.any([called.signal, this.#closed.signal]);
    void this.#keep(due, act, signal);
    return () => called.abort();
  }

  close(): void {
    this.#closed.abort();
  }

  async #keep(due: number, act: () => void, signal: AbortSignal): Promise<void> {
    const ms = due - this.#clock.now();
    // A virtual clock wakes nobody for what has already ended.
    if (ms > 0) await this.#clock.sleep(ms, signal);
    else await Promise.resolve();
    if (!signal.aborted) this.#perform(due, act);
  }

  #perform(due: number, act: () => void): void {
    // A speedy clock wakes before it is due; time does not run ahead of the clock.
    this.#due = Math.min(due, this.#clock.now());
    try {
      act();
    } finally {
      this.#due = null;
    }
  }
}
