import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { STILL_MS } from '../../../../app/wire/watch-flow.ts';
import { openStore } from '../../../../app/store/open-store.ts';
import { aPlan, aStep } from '../../../support/build-plan.ts';
import { stays, succeeded } from '../../../support/script-host.ts';
import { waitUntil } from '../../../support/wait-until.ts';
import { openPages, type TestPages } from '../../open-pages.ts';
import { linesOf, readUpdates, type Heard } from './read-updates.ts';
import { lines, sample } from '../../sample-run.ts';

type Live = TestPages & {
  readonly run: string;
  readonly cookie: string;
  readonly work: TestPages['work'];
};

/** A run whose first step is at work, and someone who may see it. */
async function openLive(given?: Parameters<typeof openPages>[0]): Promise<Live> {
  const opened = await openPages(given);
  for (const key of ['train', 'other']) opened.host.acts.set(key, stays);
  const plan = aPlan([aStep('train'), aStep('other'), aStep('after', { needs: ['train'] })]);
  const { id } = await opened.startHosted(plan);
  await opened.until(id, () => opened.host.started.length === 2);
  const cookie = await opened.signIn('ada');
  return { ...opened, run: id, cookie };
}

const train = ({ run }: Live) => ({ run, key: 'train', attempt: 1 });
const hasLine = (text: string) => (heard: readonly Heard[]) => linesOf(heard).includes(text);
const listen = ({ run, cookie, pages }: Live, at: string, last?: string) =>
  pages.request(`/runs/${run}/events?step=train${at}`, {
    headers: { cookie, ...(last !== undefined && { 'Last-Event-ID': last }) },
  });

/** Where the page says that its news begin. */
async function pagePosition({ get, run, cookie }: Live): Promise<string> {
  const page = await (await get(`/runs/${run}?step=train`, cookie)).text();
  return `&at=${/[?;]at=([^"&]+)"/.exec(page)?.[1] ?? 'missing'}`;
}

test('a page hears of output, metrics and changes as they come, without what it already shows', async () => {
  const live = await openLive();
  await live.runtime.report(train(live), lines('on the page'));
  const response = await listen(live, await pagePosition(live));
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const heard = readUpdates(response, (all) => all.some(({ event }) => event === 'over'));
  await live.runtime.report(train(live), lines('epoch 1'));
  await live.runtime.report(train(live), sample(1));
  await live.runtime.report({ ...train(live), key: 'other' }, succeeded());
  await live.runtime.report(train(live), lines('epoch 2'));
  await live.runtime.report(train(live), succeeded({ metrics: { auc: 0.9 } }));
  await live.until(live.run);
  const all = await heard;
  expect(linesOf(all)).toEqual(['epoch 1', 'epoch 2']);
  const parts = new Map(all.map(({ event, data }) => [`${event} ${data['name']}`, data['html']]));
  expect(parts.get('part head')).toContain('succeeded');
  expect(parts.get('part curves')).toContain('loss');
  expect(parts.get('part detail')).toContain('0.9');
  expect(all.at(-1)?.event).toBe('over');
});

test('who was cut off hears, from the last event on, exactly what was missed', async () => {
  const live = await openLive();
  const first = readUpdates(await listen(live, await pagePosition(live)), hasLine('one'));
  await live.runtime.report(train(live), lines('one'));
  const last = (await first).findLast(({ id }) => id !== null)?.id ?? '';
  await live.runtime.report(train(live), lines('two', 'three'));
  const second = readUpdates(await listen(live, '', last), hasLine('four'));
  await live.runtime.report(train(live), lines('four'));
  expect(linesOf(await second)).toEqual(['two', 'three', 'four']);
});

test('what cannot be read as a position is answered with the page as it is', async () => {
  const live = await openLive();
  await live.runtime.report(train(live), lines('shown'));
  for (const last of ['nonsense', '1.2.3.4.%E0%A4', '9999999999999999999.0.0.1.train']) {
    const isLog = ({ data }: Heard) => data['name'] === 'log';
    const heard = await readUpdates(await listen(live, '', last), (all) => all.some(isLog));
    expect(heard.find(isLog)?.data['html']).toContain('shown');
  }
});

test('what another replica writes is heard here', async () => {
  const live = await openLive();
  const other = await openStore({ sqliteFile: join(live.folder, 'state.db') });
  const heard = readUpdates(
    await listen(live, await pagePosition(live)),
    hasLine('from elsewhere'),
  );
  await other.logTails.append(train(live), [{ stream: 'stdout', text: 'from elsewhere' }], 1);
  expect(linesOf(await heard)).toEqual(['from elsewhere']);
  await other.close();
});

test('lines that are no longer kept are counted where they are missing', async () => {
  const live = await openLive();
  const at = await pagePosition(live);
  await live.runtime.report(train(live), lines(...Array.from({ length: 700 }, (_, n) => `${n}`)));
  const heard = await readUpdates(await listen(live, at), hasLine('699'));
  expect(linesOf(heard)).toHaveLength(500);
  expect(heard.map(({ data }) => data['html']).join('')).toContain('200 lines are left out');
});

test('nobody listens to the runtime or the store for pages that were closed', async () => {
  const ears = { runtime: 0, store: 0 };
  const live = await openLive();
  const { runtime, store } = live.deps;
  const counted =
    <T>(which: keyof typeof ears, listenTo: (ear: T) => () => void) =>
    (ear: T) => {
      ears[which] += 1;
      const stop = listenTo(ear);
      return () => {
        ears[which] -= 1;
        stop();
      };
    };
  const { createPages } = await import('../../../../app/web/create-pages.ts');
  const pages = createPages({
    ...live.deps,
    runtime: { onChange: counted('runtime', runtime.onChange) },
    store: { ...store, watch: counted('store', store.watch) },
  });
  const open = () => listen({ ...live, pages }, '');
  const [one, two] = [await open(), await open()];
  expect(ears).toEqual({ runtime: 1, store: 1 });
  await readUpdates(one, (heard) => heard.length > 0);
  await readUpdates(two, (heard) => heard.length > 0);
  await waitUntil(() => ears.runtime === 0 && ears.store === 0);
});

test('who may no longer read the repository hears nothing more', async () => {
  const live = await openLive();
  const at = await pagePosition(live);
  const heard = readUpdates(await listen(live, at));
  live.readers.delete('ada');
  live.pass(120_000);
  // Of a step that this page does not show: it only wakes who listens.
  await live.runtime.report({ ...train(live), key: 'other' }, lines('hidden'));
  expect(linesOf(await heard)).toEqual([]);
  expect((await listen(live, at)).status).toBe(204);
});

test('a person listens ten times at once, and who takes nothing for a minute gives the place up', async () => {
  const live = await openLive();
  const bob = { ...live, cookie: await live.signIn('bobby') };
  live.readers.add('bobby');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const begun = await Promise.all(Array.from({ length: 10 }, async () => listen(live, '')));
  expect(begun.map(({ status }) => status)).toEqual(Array(10).fill(200));
  const refused = await listen(live, '');
  expect([refused.status, await refused.text()]).toEqual([
    429,
    '10 pages of runs are open in your name. Close one of them, then load this one again.',
  ]);
  expect((await listen(bob, '')).status).toBe(200);
  // Until each waits for its news to be taken, which nobody does.
  while (vi.getTimerCount() < 11) await new Promise((next) => setImmediate(next));
  await vi.advanceTimersByTimeAsync(STILL_MS - 1);
  expect((await listen(live, '')).status).toBe(429);
  await vi.advanceTimersByTimeAsync(1);
  expect((await listen(live, '')).status).toBe(200);
});

test('who signs out hears nothing more, in no window', async () => {
  const live = await openLive();
  const at = await pagePosition(live);
  const heard = readUpdates(await listen(live, at));
  const headers = { cookie: live.cookie, 'sec-fetch-site': 'same-origin' };
  await live.pages.request('/logout', { method: 'POST', headers });
  live.pass(20_000);
  // Of a step that this page does not show: it only wakes who listens.
  await live.runtime.report({ ...train(live), key: 'other' }, lines('hidden'));
  expect(linesOf(await heard)).toEqual([]);
  expect((await listen(live, at)).status).toBe(204);
});
