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

/** Of each of these, one repository has so much at most: the others of its installation find the rest. */
const SHARE_OF_ONE = 3 / 4;
/** Of an hour's requests that are left, those that only repositories have which asked for less than half. */
const KEPT_FOR_OTHERS = 1 / 10;

type Spending = {
  readonly at: Instant;
  readonly points: number;
  readonly content: boolean;
  readonly resource: string;
  readonly repository: string | null;
};
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
  async enter(cost: RequestCost, repository: string | null): Promise<void> {
    const until = this.#closedUntil(cost) ?? this.#shareUsedUpUntil(cost, repository);
    if (until !== null) throw new RateLimited(this.#installation, until.at, until.why);
    this.#spend(cost, repository);
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

  #closedUntil(cost: RequestCost): Until | null {
    const now = this.#clock.now();
    if (this.#pausedUntil > now) return { at: this.#pausedUntil, why: this.#why };
    const window = this.#windows.get(cost.resource);
    if (window !== undefined && window.remaining <= 0 && window.resetAt > now) {
      return { at: window.resetAt, why: `the hour's ${cost.resource} requests are used up` };
    }
    return this.#crowded(cost);
  }

  /** When the oldest of too many requests falls out of its window. */
  #crowded(cost: RequestCost): Until | null {
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

  /** When there is something for a repository again that has had its share; null: now. */
  #shareUsedUpUntil(cost: RequestCost, repository: string | null): Until | null {
    if (repository === null) return null;
    const theirs = this.#recent(HOUR_MS).filter((each) => each.repository === repository);
    const window = this.#windows.get(cost.resource);
    if (window !== undefined && this.#isForOthers(window, cost.resource, theirs)) {
      const why = `the rest of the hour's ${cost.resource} requests is for other repositories`;
      return { at: window.resetAt, why };
    }
    const since = this.#clock.now() - MINUTE_MS;
    const lately = theirs.filter(({ at }) => at > since);
    const points = lately.reduce((sum, each) => sum + each.points, 0);
    if (points + cost.points > MOST_POINTS_A_MINUTE * SHARE_OF_ONE) {
      return { at: oldest(lately) + MINUTE_MS, why: 'too many requests of one repository' };
    }
    if (!cost.content) return null;
    return (
      fullUntil(lately, MOST_CONTENT_A_MINUTE, MINUTE_MS) ??
      fullUntil(theirs, MOST_CONTENT_AN_HOUR, HOUR_MS)
    );
  }

  /** The last of an hour is not for whoever used most of it. */
  #isForOthers(window: Window, resource: string, theirs: readonly Spending[]): boolean {
    if (window.resetAt <= this.#clock.now()) return false;
    if (window.remaining > window.limit * KEPT_FOR_OTHERS) return false;
    const asked = theirs.filter((each) => each.resource === resource).length;
    return asked > window.limit / 2;
  }

  #recent(ms: number): readonly Spending[] {
    const since = this.#clock.now() - ms;
    return this.#spendings.filter(({ at }) => at > since);
  }

  #spend({ points, content, resource }: RequestCost, repository: string | null): void {
    const at = this.#clock.now();
    this.#spendings = this.#spendings.filter((each) => each.at > at - HOUR_MS);
    this.#spendings.push({ at, points, content, resource, repository });
    const window = this.#windows.get(resource);
    // Until the answer says better: many may be under way at once.
    if (window !== undefined) {
      this.#windows.set(resource, { ...window, remaining: window.remaining - 1 });
    }
  }
}

type Until = { readonly at: Instant; readonly why: string };

function fullUntil(theirs: readonly Spending[], most: number, ms: number): Until | null {
  const made = theirs.filter(({ content }) => content);
  if (made.length < most * SHARE_OF_ONE) return null;
  return { at: oldest(made) + ms, why: 'too much was made of one repository' };
}

function oldest(spendings: readonly Spending[]): Instant {
  return Math.min(...spendings.map(({ at }) => at));
}
