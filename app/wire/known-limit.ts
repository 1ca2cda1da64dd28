import type { Clock } from '../runtime/ports/clock.ts';
import { RateLimit, type RateLimits } from './rate-limit.ts';

const KNOWN_FOR_MS = 24 * 3_600_000;
const MOST_KNOWN = 10_000;

type Known = { readonly share: string; readonly until: number };

/**
 * Counts those who are known apart from strangers, each kind by the same limits: however many strangers come, with
 * however many addresses and accounts, they take no room from who was here before.
 */
export class KnownLimit {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #strangers: RateLimit;
  readonly #ofKnown: RateLimit;
  readonly #known = new Map<string, Known>();

  constructor(clock: Pick<Clock, 'now'>, limits: RateLimits) {
    this.#clock = clock;
    this.#strangers = new RateLimit(clock, limits);
    this.#ofKnown = new RateLimit(clock, limits);
  }

  /** They proved themselves, and are known for a day. What has one `share` is counted together. */
  know(name: string, share = name): void {
    // Whoever becomes known has had what they took as a stranger.
    const had = this.#known.delete(name) ? 0 : this.#strangers.taken(share);
    for (let taken = 0; taken < had; taken += 1) this.#ofKnown.take(share);
    // The first was seen the longest ago.
    if (this.#known.size >= MOST_KNOWN) this.forget(this.#known.keys().next().value ?? name);
    this.#known.set(name, { share, until: this.#clock.now() + KNOWN_FOR_MS });
  }

  forget(name: string): void {
    this.#known.delete(name);
  }

  /** Whether they may once more; if so, it is counted. Who is not known counts as `stranger`. */
  take(name: string, stranger = name): boolean {
    const known = this.#known.get(name);
    if (known !== undefined && known.until > this.#clock.now())
      return this.#ofKnown.take(known.share);
    this.#known.delete(name);
    return this.#strangers.take(stranger);
  }
}
