import type { Instant } from '../../domain/run/run.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import { RateLimited } from './call-errors.ts';
import type { RequestCost } from './request-cost.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** GitHub allows 900, 80, 500 and 100: its clock is not ours, and a person may use the App's other tools. */
const MOST_POINTS_A_MINUTE = 800;
const MOST_CONTENT_A_MINUTE = 75;
const MOST_CONTENT_AN_HOUR = 490;
const MOST_AT_ONCE = 20;

type Spending = { readonly at: Instant; readonly points: number; readonly content: boolean };
type Window = { readonly limit: number; readonly remaining: number; readonly resetAt: Instant };

/** How much of its limits an installation has left, each from 0 (nothing) to 1 (all). */
export type Budget = { readonly core: number; readonly graphql: number; readonly content: number };

/**
 * GitHub's limits for one installation, kept by us, so that GitHub never has to: it punishes whoever runs into them. Our
 * own, since `@octokit/plugin-throttling` lets a call sleep until its limit is over: this one refuses at once and says
 * until when, so that the worker puts the task off in the store and lets go of its lease; and it tells what is left.
 */
export class Limiter {
  readonly #installation: number;
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();
  readonly #waiting: (() => void)[] = [];
  #spendings: Spending[] = [];
  #running = 0;
  #pausedUntil: Instant = 0;
  #why = '';

  constructor(installation: number, clock: Clock) {
    this.#installation = installation;
    this.#clock = clock;
  }

  /** Waits for a place, then books the request. Throws `RateLimited` when GitHub would refuse it now. */
  async enter(cost: RequestCost): Promise<void> {
    const until = this.#closedUntil(cost);
    if (until !== null) throw new RateLimited(this.#installation, until.at, until.why);
    this.#spend(cost);
    if (this.#running >= MOST_AT_ONCE) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
  }

  /** The request is over. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }

  /** What an answer's headers say of the limits. */
  learn(resource: string, window: Window): void {
    this.#windows.set(resource, window);
  }

  /** GitHub refused: nothing is asked before then. Gives until when. */
  pause(until: Instant, why: string): Instant {
    if (until > this.#pausedUntil) {
      this.#pausedUntil = until;
      this.#why = why;
    }
    return this.#pausedUntil;
  }

  budget(): Budget {
    const recent = this.#recent(HOUR_MS).filter(({ content }) => content).length;
    return {
      core: this.#share('core'),
      graphql: this.#share('graphql'),
      content: Math.max(0, 1 - recent / MOST_CONTENT_AN_HOUR),
    };
  }

  #share(resource: string): number {
    const window = this.#windows.get(resource);
    if (window === undefined || window.resetAt <= this.#clock.now()) return 1;
    return window.remaining / window.limit;
  }

  #closedUntil(cost: RequestCost): { readonly at: Instant; readonly why: string } | null {
    const now = this.#clock.now();
    if (this.#pausedUntil > now) return { at: this.#pausedUntil, why: this.#why };
    const window = this.#windows.get(cost.resource);
    if (window !== undefined && window.remaining <= 0 && window.resetAt > now) {
      return { at: window.resetAt, why: `the hour's ${cost.resource} requests are used up` };
    }
    return this.#crowded(cost);
  }

  /** When the oldest of too many requests falls out of its window. */
  #crowded(cost: RequestCost): { readonly at: Instant; readonly why: string } | null {
    const minute = this.#recent(MINUTE_MS);
    const points = minute.reduce((sum, each) => sum + each.points, 0);
    if (points + cost.points > MOST_POINTS_A_MINUTE) {
      return { at: oldest(minute) + MINUTE_MS, why: 'too many requests within a minute' };
    }
    if (!cost.content) return null;
    const made = this.#recent(HOUR_MS).filter(({ content }) => content);
    if (made.length >= MOST_CONTENT_AN_HOUR) {
      return { at: oldest(made) + HOUR_MS, why: 'too much was made within an hour' };
    }
    const lately = minute.filter(({ content }) => content);
    return lately.length < MOST_CONTENT_A_MINUTE
      ? null
      : { at: oldest(lately) + MINUTE_MS, why: 'too much was made within a minute' };
  }

  #recent(ms: number): readonly Spending[] {
    const since = this.#clock.now() - ms;
    return this.#spendings.filter(({ at }) => at > since);
  }

  #spend({ points, content, resource }: RequestCost): void {
    const at = this.#clock.now();
    this.#spendings = this.#spendings.filter((each) => each.at > at - HOUR_MS);
    this.#spendings.push({ at, points, content });
    const window = this.#windows.get(resource);
    // Until the answer says better: many may be under way at once.
    if (window !== undefined) {
      this.#windows.set(resource, { ...window, remaining: window.remaining - 1 });
    }
  }
}

function oldest(spendings: readonly Spending[]): Instant {
  return Math.min(...spendings.map(({ at }) => at));
}
