import { RequestError } from '@octokit/request-error';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { RateLimited } from '../../../app/github/client/call-errors.ts';
import { messageChange, type Message } from '../../../app/github/message.ts';
import { withClosed, withHead } from '../../../app/github/publish/comment/comment-notes.ts';
import type { PublishDeps } from '../../../app/github/publish/publish-deps.ts';
import { openPublisher, type Publisher } from '../../../app/github/publish/publisher.ts';
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
