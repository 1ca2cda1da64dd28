import { RequestError } from '@octokit/request-error';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { RateLimited } from '../../../app/github/client/call-errors.ts';
import { messageChange, type Message } from '../../../app/github/message.ts';
import { withClosed, withHead } from '../../../app/github/publish/comment/comment-notes.ts';
import type { PublishDeps } from '../../../app/github/publish/publish-deps.ts';
import { openPublisher, type Publisher } from '../../../app/github/publish/publisher.ts';
import type { PublicationTarget } from '../../../app/runtime/ports/hosted/publications.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aPlace } from '../../support/hosted.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const { repository } = aPlace(7);

let store: Store;
let clock: ManualClock;
let publisher: Publisher;
/** What GitHub does to who asks it anything. */
let failure: Error;
let troubles: string[];
beforeEach(async () => {
  store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  clock = new ManualClock();
  failure = new Error('no network');
  troubles = [];
  publisher = openPublisher({
    store,
    clock,
    owner: { id: 'me' },
    clients: {
      of: () => {
        throw failure;
      },
    },
    pageOfCommit: () => null,
    warn: (text: string) => void troubles.push(text),
  } as unknown as PublishDeps);
});

function refusal(status: number): RequestError {
  const request = { method: 'POST' as const, url: '/', headers: {} };
  const response = { status, url: '/', headers: {}, data: { message: 'no' }, retryCount: 0 };
  return new RequestError('no', status, { request, response });
}

async function say(): Promise<void> {
  const message: Message = { type: 'reaction', repository, comment: 5, content: 'eyes' };
  await store.commit([messageChange('reaction 5', message, clock.now())]);
}

/** After how long each look at the answer came, until it was given up, or so many were made. */
async function waits(most: number): Promise<number[]> {
  const all: number[] = [];
  for (let at = await store.queues.nextDueAt('notice'); at !== null && all.length < most;) {
    all.push(at - clock.now());
    clock.advance(at - clock.now());
    await publisher.turn();
    at = await store.queues.nextDueAt('notice');
  }
  return all;
}

describe('an answer that is not published', () => {
  test('is published later, the later the more often it failed', async () => {
    await say();
    expect(await waits(4)).toEqual([0, 2000, 4000, 8000]);
    expect(troubles[0]).toBe('reaction 5 is published later: Error: no network');
  });

  test('is published when GitHub allows it', async () => {
    await say();
    failure = new RateLimited(1, clock.now() + 90_000, 'spent');
    expect(await waits(2)).toEqual([0, 90_000]);
  });

  test('since GitHub refuses is tried ten times, and then let go', async () => {
    await say();
    failure = refusal(403);
    const all = await waits(99);
    expect(all.slice(0, 4)).toEqual([0, 2000, 4000, 8000]);
    expect(all).toHaveLength(10);
    expect(troubles.at(-1)).toMatch(/^reaction 5 is not shown: /);
    expect(troubles.at(-2)).toMatch(/^reaction 5 is published later: /);
  });

  test('since its comment is gone is let go at once', async () => {
    await say();
    failure = refusal(404);
    expect(await waits(99)).toEqual([0]);
    expect(troubles).toEqual([expect.stringMatching(/^reaction 5 is not shown: /)]);
  });
});

describe('a check that is not published', () => {
  const sha = 'a'.repeat(40);
  const at = { type: 'broken', repository, sha, file: 'a.yml', pipeline: null } as const;
  const id = `broken/7/${sha}/a.yml`;
  const touch = (target: PublicationTarget = { ...at, problems: [] }) =>
    store.publications.touch([{ target }], clock.now());
  /** After how many seconds each try failed, within two hours, until so many did. */
  async function looks(most: number): Promise<number[]> {
    const all: number[] = [];
    for (let second = 0; second < 7200 && all.length < most; second += 10) {
      const before = troubles.length;
      await publisher.turn();
      if (troubles.length > before) all.push(second);
      clock.advance(10_000);
    }
    return all;
  }
  const state = async () => (await store.publications.find(id))?.state;

  test('is published later, the later the more often it failed', async () => {
    await touch();
    expect(await looks(4)).toEqual([0, 10, 30, 70]);
    expect(await state()).toMatchObject({ failures: 4, refused: null });
    expect(troubles[0]).toBe(`${id} is published later: Error: no network`);
  });

  test('is published when GitHub allows it, and that is no failure of its own', async () => {
    await touch();
    failure = new RateLimited(1, clock.now() + 90_000, 'spent');
    expect(await looks(1)).toEqual([0]);
    failure = new Error('no network');
    expect(await looks(2)).toEqual([80, 90]);
    expect(await state()).toMatchObject({ failures: 2 });
  });

  test('since GitHub refuses is left alone after ten refusals, until it says something else', async () => {
    await touch();
    failure = refusal(403);
    expect(await looks(3)).toEqual([0, 10, 30]);
    expect(troubles.at(-1)).toMatch(/^broken\/.* is not shown\. GitHub refused \(403\): no\. /);
    expect(await looks(99)).toHaveLength(7);
    expect(troubles.at(-1)).toMatch(/It is not offered again until something changes there\.$/);
    expect(troubles.at(-2)).not.toMatch(/not offered again/);
    expect(await state()).toMatchObject({ failures: 0, refused: { times: 10 } });
  });

  test('since it has nothing to say is no failure, and is looked at when something changes', async () => {
    await touch({ type: 'comment', repository, pull: 7 });
    await publisher.turn();
    expect(troubles).toEqual([]);
    const later = clock.now() + 86_400_000;
    expect(await store.publications.lease(later, later + 1, 9)).toEqual([]);
  });
});

test('the next look comes at once after one that found something, else in a second', async () => {
  expect(await publisher.turn()).toBe(clock.now() + 1000);
  await say();
  expect(await publisher.turn()).toBe(clock.now());
});

test('a summary that comes late opens no pull request that was closed at this head', () => {
  const closed = withClosed({ sha: 'a' }, true);
  expect(withHead(closed, 'a')).toEqual({ sha: 'a', closed: true });
  expect(withHead(closed, 'b')).toEqual({ sha: 'b' });
  expect(withHead(withClosed(closed, false), 'a')).toEqual({ sha: 'a' });
  expect(withHead({}, 'a')).toEqual({ sha: 'a' });
});
