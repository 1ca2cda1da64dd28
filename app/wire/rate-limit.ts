import type { Clock } from '../runtime/ports/clock.ts';

export type RateLimits = {
  readonly perMs: number;
  /** How often in that time, each and all together. */
  readonly each: number;
  readonly all: number;
};

/** Counts how often somebody does something. Begins anew after `perMs`; knows at most `all` names. */
export class RateLimit {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #limits: RateLimits;
  readonly #counts = new Map<string, number>();
  #total = 0;
  #since = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'now'>, limits: RateLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Whether they may once more; if so, it is counted. */
  take(who: string): boolean {
    const { each, all } = this.#limits;
    const count = this.taken(who);
    if (count >= each || this.#total >= all) return false;
    this.#counts.set(who, count + 1);
    this.#total += 1;
    return true;
  }

  /** How often they did, in the time that runs. */
  taken(who: string): number {
    const now = this.#clock.now();
    if (now - this.#since >= this.#limits.perMs) {
      this.#counts.clear();
      this.#total = 0;
      this.#since = now;
    }
    return this.#counts.get(who) ?? 0;
  }
}
