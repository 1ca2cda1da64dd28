import { RequestError } from '@octokit/request-error';
import { expect, onTestFinished, test } from 'vitest';
import { RateLimited } from '../../../app/github/client/call-errors.ts';
import { QueueWorker, type Subscription } from '../../../app/github/inbox/work-queue.ts';
import type { QueueItem } from '../../../app/runtime/ports/hosted/queues.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aHeader, change, creation } from '../../support/rows.ts';
import { waitUntil } from '../../support/wait-until.ts';

const DAY = 86_400_000;

/** One worker on a store; what is done with an item is the test's. */
async function opened(handle: Subscription['handle']) {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const clock = new ManualClock();
  const troubles: string[] = [];
  const tried: string[] = [];
  const worker = new QueueWorker(
    { store, clock, owner: { id: 'me' }, warn: (text) => void troubles.push(text) },
    {
      topic: 'delivery',
      laneOf: ({ body }) => JSON.stringify(body),
      handle: (item) => {
        tried.push(item.id);
        return handle(item);
      },
    },
  );
  return {
    store,
    clock,
    troubles,
    tried,
    worker,
    add: async (id: string, part: Partial<QueueItem> = {}) => {
      const item = { id, installation: 1, at: clock.now(), body: 'lane', ...part };
      await store.commit([{ type: 'queue.add', topic: 'delivery', item }]);
    },
    /** How long until something is due; null: nothing waits. */
    dueIn: async () => {
      const at = await store.queues.nextDueAt('delivery');
      return at === null ? null : at - clock.now();
    },
  };
}

function refusal(): RequestError {
  const request = { method: 'GET' as const, url: '/', headers: {} };
  const response = { status: 403, url: '/', headers: {}, data: {}, retryCount: 0 };
  return new RequestError('no', 403, { request, response });
}

test('what comes of an item is committed with its end; one of which nothing comes ends as well', async () => {
  const header = aHeader();
  const { add, worker, store, tried, dueIn } = await opened(async ({ id }) =>
    id === 'starts' ? [creation(header)] : [],
  );
  await add('starts');
  await add('nothing');
  expect(await worker.workOnce()).toBe(2);
  expect(await store.runs.header(header.id)).not.toBeNull();
  expect(await dueIn()).toBeNull();
  expect(await worker.workOnce()).toBe(0);
  expect(tried).toEqual(['starts', 'nothing']);
});

test('items of one lane are worked off one after the other, those of others beside them', async () => {
  let [busy, most, together] = [0, 0, 1];
  const { add, worker } = await opened(async () => {
    busy += 1;
    most = Math.max(most, busy);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await waitUntil(() => most >= together);
    busy -= 1;
    return [];
  });
  for (const id of ['a', 'b', 'c']) await add(id);
  await worker.workOnce();
  expect(most).toBe(1);
  together = 3;
  for (const id of ['d', 'e', 'f']) await add(id, { body: id });
  await worker.workOnce();
  expect(most).toBe(3);
});

test('an item that fails is tried again, later each time, and ends once it works', async () => {
  let times = 0;
  const { add, worker, clock, tried, troubles, dueIn } = await opened(async () => {
    times += 1;
    if (times < 4) throw new Error('no network');
    return [];
  });
  await add('one');
  const waits: (number | null)[] = [];
  for (let round = 0; round < 4; round += 1) {
    await worker.workOnce();
    const wait = await dueIn();
    waits.push(wait);
    expect(await worker.workOnce()).toBe(0);
    clock.advance(wait ?? 0);
  }
  expect(waits).toEqual([2000, 4000, 8000, null]);
  expect(tried).toHaveLength(4);
  expect(troubles).toEqual(Array(3).fill('delivery: one is to be tried again: no network'));
});

test('an item whose changes clash with others is tried again', async () => {
  const header = aHeader();
  let isStale = true;
  const { add, worker, store, clock, troubles, dueIn } = await opened(async () => {
    const next = change(header);
    return [isStale ? { ...next, expected: 7 } : next];
  });
  await store.commit([creation(header)]);
  await add('one');
  await worker.workOnce();
  expect(troubles.join()).toContain('to be tried again: changed meanwhile');
  isStale = false;
  clock.advance((await dueIn()) ?? 0);
  await worker.workOnce();
  expect((await store.runs.header(header.id))?.version).toBe(2);
  expect(await dueIn()).toBeNull();
});

test('an item waits as long as GitHub’s limits say, however often that is', async () => {
  const { add, worker, clock, tried, dueIn } = await opened(async () => {
    throw new RateLimited(1, clock.now() + 600_000, 'spent');
  });
  await add('one');
  for (let round = 0; round < 10; round += 1) {
    await worker.workOnce();
    expect(await dueIn()).toBe(600_000);
    clock.advance(600_000);
  }
  expect(tried).toHaveLength(10);
});

test('an item that GitHub refuses is given up at the fifth refusal', async () => {
  const { add, worker, clock, tried, troubles, dueIn } = await opened(async () => {
    throw refusal();
  });
  await add('one');
  const waits: number[] = [];
  for (let wait = await dueIn(); wait !== null; wait = await dueIn()) {
    clock.advance(wait);
    waits.push(wait);
    await worker.workOnce();
  }
  expect(tried).toHaveLength(5);
  expect(waits).toEqual([0, 2000, 4000, 8000, 16_000]);
  expect(troubles.at(-1)).toMatch(/^delivery: one is given up/);
});

test('an item is tried for three days and no longer', async () => {
  const { add, worker, clock, tried, dueIn } = await opened(async () => {
    throw new Error('no network');
  });
  const at = clock.now();
  await add('young', { at });
  clock.advance(3 * DAY);
  await worker.workOnce();
  expect(await dueIn()).not.toBeNull();
  clock.advance((await dueIn()) ?? 0);
  await worker.workOnce();
  expect(await dueIn()).toBeNull();
  expect(tried).toEqual(['young', 'young']);
});

test('an item is left to whoever holds it', async () => {
  const { add, worker, store, clock, tried } = await opened(async () => []);
  await add('one');
  const lease = { owner: 'other', now: clock.now(), until: clock.now() + 1000 };
  await store.queues.lease('delivery', lease, 1);
  expect(await worker.workOnce()).toBe(0);
  clock.advance(1000);
  expect(await worker.workOnce()).toBe(1);
  expect(tried).toEqual(['one']);
});
