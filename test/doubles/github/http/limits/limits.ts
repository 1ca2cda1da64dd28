import type { Auth } from '../../state/accounts.ts';
import type { World } from '../../state/world.ts';
import { ApiError } from '../api-error.ts';
import type { Cost } from './costs.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const ANONYMOUS_LIMIT = 60;

type Window = { resetAt: number; used: number };
type Spending = { readonly at: number; readonly points: number; readonly content: boolean };
type Purse = {
  readonly windows: Map<string, Window>;
  spendings: Spending[];
  running: number;
  /** What people call the secondary limit: until then every request is refused. */
  pausedUntil: number;
};

/** GitHub's primary and secondary limits, for each installation, App, user and the anonymous. */
export class Limits {
  readonly #world: World;
  readonly #purses = new Map<string, Purse>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Takes the price of a request, or refuses it. The caller calls the answer when the request is over. */
  enter(auth: Auth, cost: Cost): () => void {
    const purse = this.#purseOf(auth);
    this.#refuseSecondary(purse, cost);
    this.#takePrimary(auth, cost);
    purse.running += 1;
    return () => {
      purse.running -= 1;
    };
  }

  /** A conditional request answered by 304 costs nothing. */
  giveBack(auth: Auth, cost: Cost): void {
    this.#windowOf(auth, cost.resource).used -= 1;
  }

  /** `x-ratelimit-*` as after this request. */
  headers(auth: Auth, resource: Cost['resource']): Record<string, string> {
    if (resource === 'none') return {};
    const { limit, remaining, used, reset } = this.report(auth, resource);
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': resource,
    };
  }

  report(auth: Auth, resource: Cost['resource']) {
    const { used, resetAt } = this.#windowOf(auth, resource);
    const limit = this.#limitOf(auth, resource);
    return { limit, remaining: Math.max(0, limit - used), used, reset: Math.ceil(resetAt / 1000) };
  }

  /** Refuses every request of everyone for a while, as GitHub does for reasons of its own. */
  pause(ms: number): void {
    const until = this.#world.clock.now() + ms;
    for (const purse of this.#purses.values()) purse.pausedUntil = until;
  }

  #refuseSecondary(purse: Purse, cost: Cost): void {
    const now = this.#world.clock.now();
    const { knobs } = this.#world;
    purse.spendings = purse.spendings.filter(({ at }) => at > now - HOUR_MS);
    const recent = purse.spendings.filter(({ at }) => at > now - MINUTE_MS);
    const isContent = cost.content !== null;
    const points = recent.reduce((sum, each) => sum + each.points, 0);
    const contentOf = (list: readonly Spending[]) => list.filter(({ content }) => content).length;
    const isOver =
      purse.pausedUntil > now ||
      purse.running >= knobs.concurrentRequests ||
      points + cost.points > knobs.pointsPerMinute ||
      (isContent && contentOf(recent) >= knobs.contentPerMinute) ||
      (isContent && contentOf(purse.spendings) >= knobs.contentPerHour);
    if (isOver) throw secondaryLimit(Math.max(60, Math.ceil((purse.pausedUntil - now) / 1000)));
    purse.spendings.push({ at: now, points: cost.points, content: isContent });
  }

  #takePrimary(auth: Auth, cost: Cost): void {
    if (cost.resource === 'none') return;
    const window = this.#windowOf(auth, cost.resource);
    if (window.used >= this.#limitOf(auth, cost.resource)) {
      const headers = this.headers(auth, cost.resource);
      throw new ApiError(403, `API rate limit exceeded for ${keyOf(auth)}.`, DOCS, headers);
    }
    window.used += 1;
  }

  #windowOf(auth: Auth, resource: Cost['resource']): Window {
    const { windows } = this.#purseOf(auth);
    const now = this.#world.clock.now();
    const known = windows.get(resource);
    if (known !== undefined && known.resetAt > now) return known;
    const fresh = { resetAt: now + HOUR_MS, used: 0 };
    windows.set(resource, fresh);
    return fresh;
  }

  #purseOf(auth: Auth): Purse {
    const key = keyOf(auth);
    const known = this.#purses.get(key);
    if (known !== undefined) return known;
    const fresh = { windows: new Map(), spendings: [], running: 0, pausedUntil: 0 };
    this.#purses.set(key, fresh);
    return fresh;
  }

  #limitOf(auth: Auth, resource: Cost['resource']): number {
    if (auth.kind === 'anonymous') return ANONYMOUS_LIMIT;
    if (resource === 'actions_runner_registration') return 10_000;
    return resource === 'graphql' ? this.#world.knobs.graphqlLimit : this.#world.knobs.coreLimit;
  }
}

const DOCS = {
  documentation_url: 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api',
};

function secondaryLimit(retryAfterSeconds: number): ApiError {
  const message =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return new ApiError(403, message, DOCS, { 'retry-after': String(retryAfterSeconds) });
}

function keyOf(auth: Auth): string {
  switch (auth.kind) {
    case 'anonymous':
      return 'anonymous';
    case 'app':
    case 'client':
      return `app ID ${auth.app.id}`;
    case 'installation':
    case 'job':
      return `installation ID ${auth.installation?.id ?? auth.app.id}`;
    case 'user':
      return `user ID ${auth.account.id}`;
  }
}
