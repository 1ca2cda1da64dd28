import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openOctokit } from '../../../app/github/client/open-octokit.ts';
import { Redeliverer } from '../../../app/github/inbox/redeliver-failed.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const OURS = 4;

type Listed = {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly installation_id: number | null;
  readonly status_code: number;
  readonly delivered_at: string;
};

let store: Store;
let clock: ManualClock;
/** What GitHub lists, page by page. */
let pages: (readonly Listed[])[];
let pagesRead: number;
/** Those that it was asked to send again, and how it answers that. */
let asked: number[];
let answers: (id: number) => number;
beforeEach(async () => {
  store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  clock = new ManualClock(Date.UTC(2026, 4, 1));
  [pages, pagesRead, asked, answers] = [[], 0, [], () => 202];
});

function aDelivery(id: number, part: Partial<Listed> = {}): Listed {
  const about = { guid: `guid ${id}`, event: 'push', installation_id: OURS, status_code: 500 };
  return { id, ...about, delivered_at: new Date(clock.now()).toISOString(), ...part };
}

const answer: typeof fetch = async (input, init) => {
  const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input);
  const again = /\/deliveries\/(\d+)\/attempts$/.exec(pathname);
  if (again !== null && init?.method === 'POST') {
    const id = Number(again[1]);
    asked.push(id);
    return Response.json({}, { status: answers(id) });
  }
  expect([searchParams.get('status'), searchParams.get('per_page')]).toEqual(['failure', '100']);
  const page = Number(searchParams.get('cursor') ?? 0);
  pagesRead += 1;
  const next = `<https://github.test${pathname}?status=failure&per_page=100&cursor=${page + 1}>`;
  const headers = page + 1 < pages.length ? { link: `${next}; rel="next"` } : undefined;
  return Response.json(pages[page] ?? [], headers === undefined ? {} : { headers });
};

function redeliverer(): Redeliverer {
  const octokit = openOctokit({ apiUrl: 'https://github.test', fetch: answer });
  return new Redeliverer({
    store,
    clock,
    clients: { asApp: () => ({ octokit }) as never },
    serves: (installation) => installation === OURS,
    handles: (event) => event === 'push',
  });
}

async function came(guid: string): Promise<void> {
  const item = { id: guid, installation: OURS, at: 1, body: {} };
  await store.commit([{ type: 'queue.add', topic: 'delivery', item }]);
}

test('what was not delivered is asked for, by the attempt that came last, and nothing else', async () => {
  pages = [
    [
      aDelivery(1),
      aDelivery(2, { guid: 'guid 1' }),
      aDelivery(3, { status_code: 300 }),
      aDelivery(4, { status_code: 0 }),
      aDelivery(5, { status_code: 199 }),
      aDelivery(6, { status_code: 200 }),
      aDelivery(7, { status_code: 299 }),
      aDelivery(8, { event: 'star' }),
      aDelivery(9, { installation_id: 5 }),
      aDelivery(10, { installation_id: null }),
      aDelivery(11),
    ],
  ];
  await came('guid 11');
  expect(await redeliverer().look()).toBe(4);
  expect(asked).toEqual([1, 3, 4, 5]);
});

test('what does not come is asked for five times, a quarter of an hour apart, and then no more', async () => {
  pages = [[aDelivery(1)]];
  const looks = redeliverer();
  expect(await looks.look()).toBe(1);
  clock.advance(15 * MINUTE);
  expect(await looks.look()).toBe(0);
  for (let times = 2; times <= 5; times += 1) {
    clock.advance(15 * MINUTE + 1);
    expect(await looks.look()).toBe(1);
  }
  clock.advance(16 * MINUTE);
  expect(await looks.look()).toBe(0);
  expect(asked).toHaveLength(5);
});

test('what came after all is asked for no more', async () => {
  pages = [[aDelivery(1)]];
  const looks = redeliverer();
  await looks.look();
  await came('guid 1');
  clock.advance(16 * MINUTE);
  expect(await looks.look()).toBe(0);
});

test.each([404, 422])('what GitHub cannot send again (%i) is asked for once', async (status) => {
  answers = (id) => (id === 1 ? status : 202);
  pages = [[aDelivery(1), aDelivery(2)]];
  const looks = redeliverer();
  expect(await looks.look()).toBe(2);
  clock.advance(16 * MINUTE);
  expect(await looks.look()).toBe(1);
  expect(asked).toEqual([1, 2, 2]);
});

test('where GitHub fails to send it again that is told, and asked for later', async () => {
  answers = () => 500;
  pages = [[aDelivery(1)]];
  const looks = redeliverer();
  await expect(looks.look()).rejects.toThrow();
  answers = () => 202;
  clock.advance(16 * MINUTE);
  expect(await looks.look()).toBe(1);
});

test('fifty are asked for at once, and the rest at the next look, however long ago they failed', async () => {
  const old = { delivered_at: new Date(clock.now() - DAY).toISOString() };
  pages = [
    Array.from({ length: 50 }, (_, id) => aDelivery(id)),
    [aDelivery(50, old), aDelivery(51, old)],
  ];
  const looks = redeliverer();
  expect(await looks.look()).toBe(50);
  for (let id = 0; id < 50; id += 1) await came(`guid ${id}`);
  expect(await looks.look()).toBe(2);
  expect(asked.slice(50)).toEqual([50, 51]);
});

test('the first look is at all of three days, a later one at what failed since', async () => {
  const since = (ms: number) => ({ delivered_at: new Date(clock.now() - ms).toISOString() });
  const delivered = { status_code: 200 };
  pages = [
    [aDelivery(1, { ...delivered, ...since(DAY) })],
    [aDelivery(2, { ...delivered, ...since(3 * DAY) })],
    [aDelivery(3, { ...delivered, ...since(3 * DAY + 1000) })],
    [aDelivery(4, since(4 * DAY))],
  ];
  const looks = redeliverer();
  expect(await looks.look()).toBe(0);
  expect(pagesRead).toBe(3);
  // A delivery may have been under way for a quarter of an hour.
  pages = [
    [aDelivery(5, { ...delivered, ...since(15 * MINUTE) })],
    [aDelivery(6, { ...delivered, ...since(15 * MINUTE + 1000) })],
    [aDelivery(7)],
  ];
  pagesRead = 0;
  expect(await looks.look()).toBe(0);
  expect(pagesRead).toBe(2);
  pages = [[]];
  expect(await looks.look()).toBe(0);
});

test('while something that was asked for has not come, all of three days are looked at', async () => {
  const since = (ms: number) => ({ delivered_at: new Date(clock.now() - ms).toISOString() });
  pages = [[aDelivery(1, since(DAY))]];
  const looks = redeliverer();
  expect(await looks.look()).toBe(1);
  pages = [[aDelivery(2, { status_code: 200, ...since(DAY) })], [aDelivery(3, since(2 * DAY))]];
  expect(await looks.look()).toBe(1);
  expect(asked).toEqual([1, 3]);
  // What was asked for three days ago is given up.
  clock.advance(3 * DAY + 1);
  pages = [[aDelivery(4, { status_code: 200, ...since(DAY) })], [aDelivery(5, since(DAY))]];
  await looks.look();
  expect(asked).toEqual([1, 3, 5]);
  await came('guid 5');
  await looks.look();
  pagesRead = 0;
  await looks.look();
  expect(pagesRead).toBe(1);
});
