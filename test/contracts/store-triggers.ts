import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ProvenanceChange } from '../../app/runtime/ports/provenance.ts';
import type { QueueItem, Topic } from '../../app/runtime/ports/hosted/queues.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { aHeader, anId, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** Deliveries, messages, starts, schedules, and runs of many repositories. */
export function describeTriggersContract(stores: Stores): void {
  describe('queues', () => {
    it('keep a delivery once by its id, also after it was worked off, and give its content back to the byte', async () => {
      const { store, other } = stores();
      const item = anItem({ body: { text: '\u0000 \ud83d\ude00 "', list: [1, null] } });
      await Promise.all([store, other, store].map((one) => one.commit([add(item)])));
      expect(await leaseOnly(store, item, 'me')).toEqual([
        { ...item, repository: 0, tries: 1, refusals: 0 },
      ]);
      await store.commit([finish(item, 'me')]);
      await other.commit([add(item)]);
      expect(await other.queues.known('delivery', [item.id])).toEqual(new Set([item.id]));
      expect(await leaseOnly(other, item, 'me', { now: 1e6 })).toEqual([]);
    });

    it('hand an item to one process, again when its lease ran out, and later when it was given back', async () => {
      const { store, other } = stores();
      const item = anItem();
      await store.commit([add(item)]);
      const leases = await Promise.all([leaseOnly(store, item, 'a'), leaseOnly(other, item, 'b')]);
      expect(leases.flat()).toHaveLength(1);
      const owner = leases[0].length > 0 ? 'a' : 'b';
      expect(await leaseOnly(store, item, 'c', { now: item.at + 99 })).toEqual([]);
      expect(await leaseOnly(store, item, 'c', { now: item.at + 100 })).toMatchObject([
        { tries: 2 },
      ]);
      const id = { topic: 'delivery', id: item.id } as const;
      const stale = { dueAt: 0, error: 'no longer its owner', isRefused: true };
      await store.queues.delay(id, owner, stale);
      const delay = { dueAt: item.at + 500, error: 'rate limit', isRefused: false };
      await store.queues.delay(id, 'c', delay);
      expect(await leaseOnly(store, item, 'd', { now: item.at + 499 })).toEqual([]);
      expect(await leaseOnly(store, item, 'd', { now: item.at + 500 })).toMatchObject([
        { tries: 3, refusals: 0 },
      ]);
      await store.commit([finish(item, 'c')]);
      await store.queues.delay(id, 'd', { ...delay, isRefused: true });
      expect(await leaseOnly(store, item, 'e', { now: item.at + 1000 })).toMatchObject([
        { refusals: 1 },
      ]);
    });

    it('finish an item together with what came of it, or not at all', async () => {
      const { store } = stores();
      const [item, key] = [anItem(), anId()];
      await store.commit([add(item)]);
      await leaseOnly(store, item, 'me');
      await store.commit([{ type: 'start.once', key, run: 'first' }]);
      const message = anItem();
      const tried = await store.commit([
        finish(item, 'me'),
        add(message, 'notice'),
        { type: 'start.once', key, run: 'second' },
      ]);
      expect(tried).toEqual({ type: 'conflict', where: [key] });
      expect(await store.provenance.startedAs(key)).toBe('first');
      expect(await leaseOnly(store, item, 'you', { now: item.at + 100 })).toHaveLength(1);
      expect(await store.queues.known('notice', [message.id])).toEqual(new Set());
    });

    it('keep topics apart, tell when the next item falls due, and forget what was worked off long ago', async () => {
      const { store } = stores();
      const item = anItem({ at: -1_000_000_000 });
      await store.commit([add(item, 'notice')]);
      expect(await store.queues.nextDueAt('notice')).toBe(item.at);
      expect(await leaseOnly(store, item, 'me')).toEqual([]);
      expect(await store.queues.forget('notice', 0)).toBe(0);
      await leaseOnly(store, item, 'me', { topic: 'notice' });
      await store.commit([finish(item, 'me', 'notice')]);
      expect(await store.queues.nextDueAt('notice')).not.toBe(item.at);
      expect(await store.queues.forget('notice', item.at + 1)).toBe(1);
    });
  });

  describe('provenance and schedules', () => {
    it('lets one of several starts under a key through', async () => {
      const { store, other } = stores();
      const key = anId();
      const start = (run: string): ProvenanceChange => ({ type: 'start.once', key, run });
      const results = await Promise.all([store.commit([start('a')]), other.commit([start('b')])]);
      expect(results.map(({ type }) => type).toSorted()).toEqual(['committed', 'conflict']);
    });

    it('knows who pushed a commit of a repository last', async () => {
      const { store } = stores();
      const [repository, sha] = [randomInt(1e9), anId()];
      const push = (login: string, at: number) =>
        store.commit([
          { type: 'head.pushed', repository, sha, by: { id: 1, login, isBot: false }, at },
        ]);
      expect(await store.provenance.pusherOf(repository, sha)).toBeNull();
      await push('ada', 1);
      await push('grace', 2);
      expect(await store.provenance.pusherOf(repository, sha)).toEqual({
        id: 1,
        login: 'grace',
        isBot: false,
      });
      expect(await store.provenance.pusherOf(repository + 1, sha)).toBeNull();
    });

    it('keeps the person who pushed a commit, though a bot puts a tag there afterwards', async () => {
      const { store } = stores();
      const [repository, sha] = [randomInt(1e9), anId()];
      const push = (login: string, isBot: boolean, at: number) =>
        store.commit([{ type: 'head.pushed', repository, sha, by: { id: 1, login, isBot }, at }]);
      await push('renovate', true, 1);
      await push('ada', false, 2);
      await push('github-actions', true, 3);
      const by = { id: 1, login: 'ada', isBot: false };
      expect(await store.provenance.pusherOf(repository, sha)).toEqual(by);
    });

    it('keeps which branches of a repository an administrator trusts, by the last word', async () => {
      const { store } = stores();
      const repository = randomInt(1e9);
      const said = (branch: string, by: string | null) => {
        const trusted = by === null ? null : { branch, by, byId: 2, at: 1 };
        return store.commit([{ type: 'branch.trust', repository, branch, trusted }]);
      };
      await said('main', 'bob');
      await said('main', 'cat');
      await said('dev', 'bob');
      const { provenance } = store;
      expect((await provenance.trustedBranch(repository, 'main'))?.by).toBe('cat');
      const names = async () =>
        (await provenance.trustedBranches(repository)).map(({ branch }) => branch);
      expect(await names()).toEqual(['dev', 'main']);
      await said('main', null);
      await said('main', null);
      expect(await names()).toEqual(['dev']);
      expect(await provenance.trustedBranch(repository + 1, 'dev')).toBeNull();
    });

    it('keeps what was overridden at a commit until the branch moves that it merges into', async () => {
      const { store } = stores();
      const repository = randomInt(1e9);
      const said = (sha: string, pipeline: string, base: string, reason: string) => {
        const override = { repository, sha, pipeline, base, by: 'bob', byId: 2, reason, at: 1 };
        return store.commit([{ type: 'override.add', override }]);
      };
      await said('a', 'churn', 'main', 'first');
      await said('a', 'churn', 'main', 'again');
      await said('b', 'churn', 'dev', 'other');
      const { provenance } = store;
      expect(await provenance.overridesAt(repository, 'a')).toMatchObject([{ reason: 'again' }]);
      expect(await provenance.overridesInto(repository, 'main')).toHaveLength(1);
      const drop = { type: 'override.drop', repository, base: 'main' } as const;
      await store.commit([{ ...drop, before: 1 }]);
      expect(await provenance.overridesAt(repository, 'a')).toHaveLength(1);
      await store.commit([{ ...drop, before: 2 }]);
      expect(await provenance.overridesAt(repository, 'a')).toEqual([]);
      expect(await provenance.overridesAt(repository, 'b')).toHaveLength(1);
      await store.commit([{ type: 'override.end', repository, sha: 'b' }]);
      expect(await provenance.overridesAt(repository, 'b')).toEqual([]);
    });

    it('guards a schedule by its version and gives those whose time has come', async () => {
      const { store } = stores();
      const repository = randomInt(1e9);
      const id = `${repository}/churn`;
      const save = (expected: number | null, nextAt: number | null) =>
        store.commit([
          { type: 'schedule.save', id, repository, expected, nextAt, state: { cron: nextAt } },
        ]);
      expect((await save(null, -2e9)).type).toBe('committed');
      expect(await save(null, 1)).toEqual({ type: 'conflict', where: [id] });
      const due = await store.schedules.due(-2e9, 10);
      expect(due).toEqual([{ id, version: 1, state: { cron: -2e9 } }]);
      expect(await store.schedules.nextDueAt()).toBe(-2e9);
      expect((await save(1, null)).type).toBe('committed');
      expect((await save(1, 5)).type).toBe('conflict');
      expect(await store.schedules.due(-2e9, 10)).toEqual([]);
      expect(await store.schedules.list(repository)).toMatchObject([{ id, version: 2 }]);
      const drop = (expected: number) => store.commit([{ type: 'schedule.drop', id, expected }]);
      expect((await drop(1)).type).toBe('conflict');
      await drop(2);
      expect(await store.schedules.find(id)).toBeNull();
    });
  });

  it('counts and finds the runs of each repository apart', async () => {
    const { store } = stores();
    const [one, two] = [randomInt(1e9), randomInt(1e9)];
    expect([await store.nextRunNumber(one), await store.nextRunNumber(two)]).toEqual([1, 1]);
    expect(await store.nextRunNumber(one)).toBe(2);
    const ofRepository = (id: number, sha: string) => {
      const names = { owner: 'acme', name: 'churn', defaultBranch: 'main' };
      const repository = { id, installation: 1, ...names };
      return aHeader({ number: 7, sha, hosted: { repository, trust: 'writer', pull: null } });
    };
    const headers = [
      ofRepository(one, 'a'),
      ofRepository(two, 'a'),
      ofRepository(two, 'b'),
    ] as const;
    const second = { ...headers[2], number: 8 };
    for (const header of [headers[0], headers[1], second]) {
      expect((await store.commit([creation(header)])).type).toBe('committed');
    }
    expect(await store.runs.find('7', one)).toBe(headers[0].id);
    expect(await store.runs.find('#7', two)).toBe(headers[1].id);
    expect(await store.runs.find(headers[0].id, two)).toBeNull();
    const about = { pipeline: null, open: false, limit: 10 };
    const ofCommit = await store.runs.list({ ...about, repository: two, sha: 'a' });
    expect(ofCommit.map(({ id }) => id)).toEqual([headers[1].id]);
    expect(await store.runs.list({ ...about, repository: two })).toHaveLength(2);
  });
}

function anItem(part: Partial<QueueItem> = {}): QueueItem {
  return { id: anId(), installation: 7, at: 1000, body: { event: 'push' }, ...part };
}

/** Others' items may be due too: this leases all and gives those of one id. */
async function leaseOnly(
  store: Store,
  item: QueueItem,
  owner: string,
  { now = item.at, topic = 'delivery' }: { now?: number; topic?: Topic } = {},
) {
  const leased = await store.queues.lease(topic, { owner, now, until: now + 100 }, 1000);
  return leased.filter(({ id }) => id === item.id);
}

function add(item: QueueItem, topic: Topic = 'delivery') {
  return { type: 'queue.add', topic, item } as const;
}

function finish(item: QueueItem, owner: string, topic: Topic = 'delivery') {
  return { type: 'queue.finish', item: { topic, id: item.id }, owner } as const;
}
