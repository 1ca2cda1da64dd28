import { RequestError } from '@octokit/request-error';
import { describe, expect, test } from 'vitest';
import { LostAnswer, NoToken, refusedWith } from '../../../app/github/client/call-errors.ts';
import { guardRequest, type Guard } from '../../../app/github/client/guard-request.ts';
import { Limiter } from '../../../app/github/client/limiter.ts';

type Options = Parameters<typeof guardRequest>[2];
type Answer = Awaited<ReturnType<typeof guardRequest>>;
const URL_OF_REPO = '/repos/{owner}/{repo}';
const JSON_TYPE = 'application/json; charset=utf-8';

class TellingLimiter extends Limiter {
  readonly entered: (string | null)[] = [];
  left = 0;

  override async enter(...[cost, repository]: Parameters<Limiter['enter']>): Promise<void> {
    this.entered.push(repository);
    await super.enter(cost, repository);
  }

  override leave(): void {
    this.left += 1;
    super.leave();
  }
}

/** One way to GitHub; what was sent, waited for and forgotten. */
function opened(given: { readonly header?: () => Promise<string> } = {}) {
  const waits: number[] = [];
  const clock = { now: () => 1_000_000, sleep: async (ms: number) => void waits.push(ms) };
  const limiter = new TellingLimiter(4, clock);
  let [sent, forgotten] = [0, 0];
  const credentials = {
    header: given.header ?? (async () => 'token x'),
    forget: () => void (forgotten += 1),
  };
  const guard: Guard = { installation: 4, limiter, credentials, clock, counted: () => {} };
  return {
    limiter,
    done: () => ({ sent, waits, forgotten }),
    ask: (send: () => Promise<unknown>, part: object = {}) => {
      const options = { method: 'GET', url: URL_OF_REPO, headers: {}, ...part };
      const asked = guardRequest(
        guard,
        async () => {
          sent += 1;
          return (await send()) as Answer;
        },
        options as Options,
      );
      return asked.catch((error: unknown) => error);
    },
  };
}

/** What Octokit throws; without a status: GitHub did not answer. */
function failed(status: number | null): RequestError {
  const request = { method: 'GET' as const, url: '/', headers: {} };
  const response = { status: status ?? 0, url: '/', headers: {}, data: {}, retryCount: 0 };
  return new RequestError('no', status ?? 500, {
    request,
    ...(status !== null && { response }),
  });
}

const fails = (error: Error) => async () => {
  throw error;
};
const says = (data: unknown, type?: string) => async () => ({
  data,
  headers: type === undefined ? {} : { 'content-type': type },
});

describe('a token', () => {
  test('that GitHub refuses is asked for once more, and then the refusal is told', async () => {
    const { ask, done } = opened();
    const error = failed(401);
    expect(await ask(fails(error), { method: 'POST' })).toBe(error);
    expect(done()).toEqual({ sent: 2, waits: [], forgotten: 1 });
  });

  test('that cannot be had for now is asked for four times, and nothing is sent meanwhile', async () => {
    const error = new NoToken(4, failed(500));
    const { ask, done } = opened({ header: fails(error) });
    expect(await ask(says({}), { method: 'POST' })).toBe(error);
    expect(done()).toEqual({ sent: 0, waits: [500, 1000, 2000], forgotten: 0 });
  });

  test('that GitHub refuses to give is asked for once', async () => {
    const error = new NoToken(4, failed(404));
    const { ask, done } = opened({ header: fails(error) });
    expect(await ask(says({}))).toBe(error);
    expect(done().waits).toEqual([]);
  });
});

describe('an answer', () => {
  test.each([
    ['that does not come', fails(failed(null))],
    ['of a GitHub that is broken', fails(failed(500))],
    ['that is cut', says('{"id": 1', JSON_TYPE)],
  ])('%s is asked for four times, and its loss is told', async (_, send) => {
    const { ask, done, limiter } = opened();
    expect(await ask(send)).toBeInstanceOf(LostAnswer);
    expect(done()).toEqual({ sent: 4, waits: [500, 1000, 2000], forgotten: 0 });
    expect(limiter.left).toBe(4);
  });

  test('to what changes something is asked for once', async () => {
    const { ask, done } = opened();
    expect(await ask(fails(failed(502)), { method: 'POST' })).toBeInstanceOf(LostAnswer);
    expect(done()).toMatchObject({ sent: 1, waits: [] });
  });

  test('that is a text because it is meant to be one is whole', async () => {
    const { ask, done } = opened();
    expect(await ask(says('a diff', 'text/plain'))).toMatchObject({ data: 'a diff' });
    expect(await ask(says('a diff'))).toMatchObject({ data: 'a diff' });
    expect(await ask(says({ id: 1 }, JSON_TYPE))).toMatchObject({ data: { id: 1 } });
    expect(done().sent).toBe(3);
  });

  test.each([failed(404), failed(499), new TypeError('x is not a function')])(
    'that says no, or a fault of ours, is told at once: %s',
    async (error) => {
      const { ask, done } = opened();
      expect(await ask(fails(error))).toBe(error);
      expect(done()).toEqual({ sent: 1, waits: [], forgotten: 0 });
    },
  );

  test('has a status where GitHub refused, and none where it did not answer', () => {
    expect(refusedWith(failed(404))).toBe(404);
    expect(refusedWith(failed(null))).toBeNull();
    expect(refusedWith(new Error('no'))).toBeNull();
  });
});

test.each<readonly [string, object, string | null]>([
  ['a call', { owner: 'Acme', repo: 'Churn' }, 'acme/churn'],
  ['a call that names it otherwise', { owner: 'acme', name: 'churn' }, 'acme/churn'],
  ['a query', { variables: { owner: 'acme', name: 'churn' } }, 'acme/churn'],
  ['a query about something else', { variables: { id: 5 } }, null],
  ['no owner', { name: 'churn' }, null],
  ['no name', { owner: 'acme' }, null],
  ['nothing', { variables: null }, null],
])('%s is counted to the repository that it names', async (_, part, repository) => {
  const { ask, limiter } = opened();
  await ask(says({}), part);
  expect(limiter.entered).toEqual([repository]);
});
