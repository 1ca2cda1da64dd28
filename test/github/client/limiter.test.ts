import { describe, expect, test } from 'vitest';
import { Limiter } from '../../../app/github/client/limiter.ts';
import { learnLimits, pausedUntil } from '../../../app/github/client/read-limits.ts';
import { requestCost, type RequestCost } from '../../../app/github/client/request-cost.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const READ = requestCost({ method: 'GET', url: '/repos/{owner}/{repo}' });
const WRITE = requestCost({ method: 'PATCH', url: '/repos/{owner}/{repo}/check-runs/{id}' });
const MADE = requestCost({ method: 'POST', url: '/repos/{owner}/{repo}/check-runs' });

/** A limiter, and how many requests go through at once until it refuses. */
function opened() {
  const clock = new ManualClock(1_000_000);
  const limiter = new Limiter(4, clock);
  const enter = async (cost: RequestCost, repository: string | null = null) => {
    await limiter.enter(cost, repository);
    limiter.leave();
  };
  const refusal = async (cost: RequestCost, repository: string | null = null) =>
    enter(cost, repository).then(
      () => null,
      (error: { until: number; message: string }) => ({
        in: error.until - clock.now(),
        why: error.message.replace(/^.*Z: /, ''),
      }),
    );
  return {
    clock,
    limiter,
    enter,
    refusal,
    fill: async (cost: RequestCost, repository: string | null = null) => {
      for (let sent = 0; ; sent += 1) {
        if ((await refusal(cost, repository)) !== null) return sent;
      }
    },
  };
}

describe('an installation', () => {
  test('asks 800 points a minute: 800 reads, or 160 writes, and then waits for the oldest to pass', async () => {
    const { fill, refusal, clock, enter } = opened();
    await enter(READ);
    clock.advance(1000);
    expect(await fill(READ)).toBe(799);
    const why = 'too many requests within a minute';
    expect(await refusal(READ)).toEqual({ in: MINUTE - 1000, why });
    clock.advance(MINUTE - 1001);
    expect(await refusal(READ)).toEqual({ in: 1, why });
    clock.advance(1);
    expect(await fill(READ)).toBe(1);
    expect(await opened().fill(WRITE)).toBe(160);
  });

  test('makes 75 things a minute and 490 an hour that people see, and goes on asking for others', async () => {
    const { fill, refusal, clock, enter, limiter } = opened();
    expect(await fill(MADE)).toBe(75);
    expect(await refusal(MADE)).toEqual({ in: MINUTE, why: 'too much was made within a minute' });
    await enter(READ);
    let made = 75;
    for (; made < 490; clock.advance(MINUTE)) made += await fill(MADE);
    expect(made).toBe(490);
    const left = (await refusal(MADE)) ?? { in: 0, why: '' };
    expect(left.why).toBe('too much was made within an hour');
    expect(limiter.budget().content).toBe(0);
    await enter(WRITE);
    clock.advance(left.in);
    expect(await refusal(MADE)).toBeNull();
  });

  test('has twenty requests under way; who comes then waits for one to end, in turn', async () => {
    const { limiter } = opened();
    for (let index = 0; index < 20; index += 1) await limiter.enter(READ, null);
    const entered: string[] = [];
    const waiting = ['a', 'b'].map((name) =>
      limiter.enter(READ, null).then(() => entered.push(name)),
    );
    await Promise.resolve();
    expect(entered).toEqual([]);
    limiter.leave();
    await waiting[0];
    expect(entered).toEqual(['a']);
    limiter.leave();
    await waiting[1];
    expect(entered).toEqual(['a', 'b']);
    // As many as before, and no more, are under way.
    const third = limiter.enter(READ, null).then(() => entered.push('c'));
    await Promise.resolve();
    expect(entered).toHaveLength(2);
    for (let index = 0; index < 20; index += 1) limiter.leave();
    await third;
    await limiter.enter(READ, null);
    expect(entered).toHaveLength(3);
  });

  test('asks nothing before the longest pause that GitHub asked for is over', async () => {
    const { limiter, refusal, clock } = opened();
    const now = clock.now();
    expect(limiter.pause(now + 5000, 'abuse')).toBe(now + 5000);
    expect(limiter.pause(now + 1000, 'sooner')).toBe(now + 5000);
    expect(await refusal(READ)).toEqual({ in: 5000, why: 'abuse' });
    clock.advance(5000);
    expect(await refusal(READ)).toBeNull();
  });

  test('asks nothing of a resource that is used up before its hour is over', async () => {
    const { limiter, refusal, clock, enter } = opened();
    const resetAt = clock.now() + HOUR;
    limiter.learn('core', { limit: 10, remaining: 1, resetAt });
    await enter(READ);
    const why = "the hour's core requests are used up";
    expect(await refusal(READ)).toEqual({ in: HOUR, why });
    expect(limiter.budget()).toEqual({ core: 0, graphql: 1, content: 1 });
    await enter(requestCost({ method: 'POST', url: 'https://x/graphql', query: 'query' }));
    clock.advance(HOUR);
    expect(limiter.budget().core).toBe(1);
    expect(await refusal(READ)).toBeNull();
  });

  test('says how much it has left of each', async () => {
    const { limiter, clock, enter } = opened();
    const resetAt = clock.now() + HOUR;
    limiter.learn('core', { limit: 100, remaining: 50, resetAt });
    limiter.learn('graphql', { limit: 4, remaining: 1, resetAt });
    expect(limiter.budget()).toEqual({ core: 0.5, graphql: 0.25, content: 1 });
    for (let index = 0; index < 49; index += 1) await enter(MADE);
    expect(limiter.budget().content).toBeCloseTo(0.9);
    clock.advance(HOUR);
    expect(limiter.budget()).toEqual({ core: 1, graphql: 1, content: 1 });
  });
});

describe('one repository of an installation', () => {
  test('has three quarters of what is asked and made a minute, and others the rest', async () => {
    const { fill, refusal } = opened();
    expect(await fill(READ, 'a/loud')).toBe(600);
    const why = 'too many requests of one repository';
    expect(await refusal(READ, 'a/loud')).toEqual({ in: MINUTE, why });
    expect(await fill(READ, 'a/quiet')).toBe(200);
    const making = opened();
    expect(await making.fill(MADE, 'a/loud')).toBe(57);
    const made = 'too much was made of one repository';
    expect(await making.refusal(MADE, 'a/loud')).toEqual({ in: MINUTE, why: made });
    expect(await making.refusal(READ, 'a/loud')).toBeNull();
    expect(await making.fill(MADE, 'a/quiet')).toBe(18);
  });

  test('has three quarters of what is made an hour', async () => {
    const { fill, refusal, clock } = opened();
    const start = clock.now();
    let made = 0;
    for (; made < 368; clock.advance(MINUTE)) made += await fill(MADE, 'a/loud');
    expect(made).toBe(368);
    const why = 'too much was made of one repository';
    expect(await refusal(MADE, 'a/loud')).toEqual({ in: start + HOUR - clock.now(), why });
    expect(await refusal(MADE, 'a/quiet')).toBeNull();
  });

  test('leaves the last tenth of an hour to others where it asked for more than half', async () => {
    const { limiter, refusal, clock, enter } = opened();
    const resetAt = clock.now() + HOUR;
    const left = (remaining: number) => limiter.learn('core', { limit: 10, remaining, resetAt });
    for (let index = 0; index < 5; index += 1) await enter(READ, 'a/loud');
    left(1);
    expect(await refusal(READ, 'a/loud')).toBeNull();
    left(2);
    expect(await refusal(READ, 'a/loud')).toBeNull();
    left(1);
    const why = "the rest of the hour's core requests is for other repositories";
    expect(await refusal(READ, 'a/loud')).toEqual({ in: HOUR, why });
    expect(await refusal(READ, 'a/quiet')).toBeNull();
    left(1);
    expect(await refusal(READ, null)).toBeNull();
    left(1);
    clock.advance(HOUR);
    expect(await refusal(READ, 'a/loud')).toBeNull();
  });

  test('is not held to what it asked of another resource', async () => {
    const { limiter, refusal, clock, enter } = opened();
    const graphql = requestCost({ method: 'POST', url: 'https://x/graphql', query: 'query' });
    for (let index = 0; index < 9; index += 1) await enter(graphql, 'a/loud');
    limiter.learn('core', { limit: 10, remaining: 1, resetAt: clock.now() + HOUR });
    expect(await refusal(READ, 'a/loud')).toBeNull();
  });
});

describe('what an answer says of the limits', () => {
  const SAID = {
    'x-ratelimit-resource': 'core',
    'x-ratelimit-limit': '10',
    'x-ratelimit-remaining': '5',
    'x-ratelimit-reset': '4600',
  };
  const budgetAfter = (headers: Record<string, string | undefined>) => {
    const { limiter } = opened();
    learnLimits(limiter, headers);
    return limiter.budget().core;
  };

  test('is kept until the hour is over', async () => {
    expect(budgetAfter(SAID)).toBe(0.5);
    expect(budgetAfter({ ...SAID, 'x-ratelimit-remaining': '0' })).toBe(0);
    expect(budgetAfter({ ...SAID, 'x-ratelimit-reset': '1000' })).toBe(1);
  });

  test.each(Object.keys(SAID))('is nothing where it does not say its %s', (name) => {
    expect(budgetAfter({ ...SAID, [name]: undefined })).toBe(1);
  });
});

describe('a refusal', () => {
  const NOW = 1_000_000;
  const LEFT = 'x-ratelimit-remaining';
  const RESET = 'x-ratelimit-reset';
  test.each([
    ['as long as it says', 403, { 'retry-after': '30', [LEFT]: '0', [RESET]: '4600' }, 30_000],
    ['to the end of the hour that is used up', 403, { [LEFT]: '0', [RESET]: '4600' }, 3_600_000],
    ['a minute where it does not say how long', 429, {}, 60_000],
    ['a minute where no time is no time', 429, { 'retry-after': '0' }, 60_000],
    ['not where something is left of the hour', 403, { [LEFT]: '1', [RESET]: '4600' }, null],
    ['not where nobody says when the hour ends', 403, { [LEFT]: '0' }, null],
    ['not where it has nothing to do with limits', 403, {}, null],
    ['not where GitHub is broken', 502, { 'retry-after': '30' }, null],
  ])('makes an installation wait %s', (_, status, headers, ms) => {
    const until = pausedUntil({ status, headers, message: 'no' }, NOW);
    expect(until).toBe(ms === null ? null : NOW + ms);
  });

  test.each(['You have exceeded a secondary rate limit', 'abuse detection mechanism'])(
    'that says so in words makes it wait a minute: %s',
    (message) => {
      expect(pausedUntil({ status: 403, headers: {}, message }, NOW)).toBe(NOW + 60_000);
    },
  );
});

describe('a request', () => {
  const cost = (method: string, url: string, query?: unknown) => {
    const { kind: _, ...rest } = requestCost({ method, url, query });
    return rest;
  };

  test('that reads costs a point and may be repeated, one that writes five and may not', () => {
    const read = { resource: 'core', points: 1, content: false, repeatable: true };
    expect(cost('GET', '/x')).toEqual(read);
    expect(cost('HEAD', '/x')).toEqual(read);
    const written = { ...read, points: 5, repeatable: false };
    expect(cost('DELETE', '/repos/{owner}/{repo}/git/refs/{ref}')).toEqual(written);
    const comments = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
    expect(cost('POST', comments)).toEqual({ ...written, content: true });
    expect(cost('GET', comments)).toEqual(read);
    const made = { ...written, resource: 'actions_runner_registration' };
    expect(cost('POST', '/repos/{owner}/{repo}/actions/runners/generate-jitconfig')).toEqual(made);
  });

  test('in GraphQL is what its text says', () => {
    const read = { resource: 'graphql', points: 1, content: false, repeatable: true };
    expect(cost('POST', 'https://x/graphql', 'query { mutation }')).toEqual(read);
    expect(cost('POST', 'https://x/graphql')).toEqual(read);
    const written = { ...read, points: 5, content: true, repeatable: false };
    expect(cost('POST', 'https://x/graphql', '\n  mutation { x }')).toEqual(written);
  });
});
