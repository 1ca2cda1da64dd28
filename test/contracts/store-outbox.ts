import { describe, expect, it } from 'vitest';
import { digestOf } from '../../app/domain/digest.ts';
import type { Timer } from '../../app/domain/run/run.ts';
import type { AttemptRecord } from '../../app/runtime/ports/attempts.ts';
import { NOBODY } from '../../app/runtime/ports/leases.ts';
import type { WorkScope } from '../../app/runtime/ports/outbox.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { aHeader, anAttempt, anEffect, anId, change, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** Effects, timers, leases and records: what is to be done, by whom, and what attempts tell. */
export function describeOutboxContract(stores: Stores): void {
  describe('outbox', () => {
    it('hands a due effect to one of several processes, in the order of falling due', async () => {
      const { store, other } = stores();
      const header = aHeader();
      const ids = Array.from({ length: 30 }, () => anId());
      const effects = ids.map((id, index) => anEffect(id, index));
      await store.commit([creation(header, { effects })]);
      const order = (owner: string) => ({ owner, now: 100, until: 200 });
      const claims = await Promise.all(
        [store, other, store, other].map((one, i) =>
          one.outbox.lease(order(`p${i}`), only(header.id), 10),
        ),
      );
      const claimed = claims.flat().map(({ effect }) => effect.id);
      expect(claimed.toSorted()).toEqual([...new Set(claimed)].toSorted());
      expect(await claimAll(stores, header.id, 100)).toHaveLength(30 - claimed.length);
      expect(claims[0]?.map(({ effect }) => effect)).toEqual(
        effects.filter(({ id }) => claims[0]?.some(({ effect }) => effect.id === id)),
      );
    });

    it('leaves an effect alone before it is due, and after it was leased until the lease runs out', async () => {
      const { store } = stores();
      const header = aHeader();
      await store.commit([creation(header, { effects: [anEffect(anId(), 500)] })]);
      expect(await claimAll(stores, header.id, 499)).toHaveLength(0);
      expect(await store.outbox.nextDueAt(only(header.id))).toBe(500);
      expect(await claimAll(stores, header.id, 500)).toMatchObject([{ tries: 1 }]);
      expect(await store.outbox.nextDueAt(only(header.id))).toBe(600);
      expect(await claimAll(stores, header.id, 599)).toHaveLength(0);
      expect(await claimAll(stores, header.id, 600)).toMatchObject([{ tries: 2 }]);
    });

    it('finishes an effect only for who holds it, in the transaction of what came of it', async () => {
      const { store } = stores();
      const header = aHeader();
      const id = anId();
      await store.commit([creation(header, { effects: [anEffect(id, 0)] })]);
      await store.outbox.lease({ owner: 'me', now: 0, until: 100 }, only(header.id), 1);
      await store.commit([{ type: 'effect.finish', effect: id, owner: 'someone else' }]);
      expect(await store.outbox.pending(header.id)).toHaveLength(1);
      const finish = { type: 'effect.finish', effect: id, owner: 'me' } as const;
      const stale = { ...change(header), expected: 7 };
      expect((await store.commit([stale, finish])).type).toBe('conflict');
      expect(await store.outbox.pending(header.id)).toHaveLength(1);
      await store.commit([change(header), finish]);
      expect(await store.outbox.pending(header.id)).toEqual([]);
    });

    it('gives an effect back with its error, to be tried again later', async () => {
      const { store } = stores();
      const header = aHeader();
      const id = anId();
      await store.commit([creation(header, { effects: [anEffect(id, 0)] })]);
      await store.outbox.lease({ owner: 'me', now: 0, until: 100 }, only(header.id), 1);
      await store.outbox.delay(id, 'me', 50, 'rate limit');
      expect(await store.outbox.pending(header.id)).toMatchObject([{ error: 'rate limit' }]);
      expect(await claimAll(stores, header.id, 49)).toHaveLength(0);
      expect(await claimAll(stores, header.id, 50)).toMatchObject([{ tries: 2 }]);
    });

    it('hands out as many as are asked for, those that fall due first', async () => {
      const { store } = stores();
      const header = aHeader();
      const ids = Array.from({ length: 8 }, () => anId());
      const effects = ids.map((id, at) => anEffect(id, at)).toReversed();
      await store.commit([creation(header, { effects })]);
      const order = { owner: 'me', now: 100, until: 200 };
      const next = async (limit: number) =>
        (await store.outbox.lease(order, only(header.id), limit)).map(({ effect }) => effect.id);
      const pending = await store.outbox.pending(header.id);
      expect(pending.map(({ effect }) => effect.id)).toEqual(ids);
      expect(await next(6)).toEqual(ids.slice(0, 6));
      expect(await next(6)).toEqual(ids.slice(6));
      expect(await next(6)).toEqual([]);
    });

    it('touches one effect at a time, and only for who holds it', async () => {
      const { store } = stores();
      const header = aHeader();
      const [one, two, three] = [anId(), anId(), anId()];
      const effects = [one, two, three].map((id, at) => anEffect(id, at));
      await store.commit([creation(header, { effects })]);
      await store.outbox.lease({ owner: 'me', now: 10, until: 100 }, only(header.id), 9);
      await store.outbox.delay(one, 'someone else', 20, 'not mine');
      expect(await claimAll(stores, header.id, 99)).toEqual([]);
      await store.outbox.delay(one, 'me', 20, 'rate limit');
      expect(await store.outbox.pending(header.id)).toMatchObject([
        { error: 'rate limit' },
        { error: null },
        { error: null },
      ]);
      await store.commit([{ type: 'effect.finish', effect: two, owner: 'me' }]);
      const left = (await store.outbox.pending(header.id)).map(({ effect }) => effect.id);
      expect(left).toEqual([one, three]);
      expect(await claimAll(stores, header.id, 99)).toMatchObject([{ effect: { id: one } }]);
    });

    it('of a run without any effects is due at no time', async () => {
      const { store } = stores();
      expect(await store.outbox.nextDueAt(only(anId()))).toBeNull();
    });

    it('of all runs is handed out to who works for all, what falls due first before the rest', async () => {
      const { store } = stores();
      const header = aHeader();
      const ids = [anId(), anId(), anId(), anId()];
      const [first, second, third, fourth] = ids.map((id, at) => anEffect(id, -2e9 + at));
      const effects = [third, first, fourth, second].flatMap((effect) => effect ?? []);
      await store.commit([creation(header, { effects })]);
      const all: WorkScope = { runs: null, kinds: [] };
      expect(await store.outbox.nextDueAt(all)).toBe(-2e9);
      const order = { owner: 'me', now: -1e9, until: -1 };
      const next = async () =>
        (await store.outbox.lease(order, all, 3)).map(({ effect }) => effect.id);
      expect([await next(), await next()]).toEqual([ids.slice(0, 3), ids.slice(3)]);
    });

    it('of all runs hands out what falls due together in the order of the ids', async () => {
      const { store } = stores();
      const prefix = anId();
      const ids = ['c', 'a', 'd', 'b'].map((name) => `${prefix} ${name}`);
      const effects = ids.map((id) => anEffect(id, -3e9));
      await store.commit([creation(aHeader(), { effects })]);
      const order = { owner: 'me', now: -3e9, until: -1 };
      const leased = await store.outbox.lease(order, { runs: null, kinds: [] }, 2);
      const named = leased.map(({ effect }) => effect.id).toSorted();
      expect(named).toEqual([`${prefix} a`, `${prefix} b`]);
      await store.outbox.lease(order, { runs: null, kinds: [] }, 2);
    });

    it('lets a maker lease at birth what is due, and takes the same effect only once', async () => {
      const { store } = stores();
      const header = aHeader();
      const [now, later] = [anId(), anId()];
      const effects = [anEffect(now, 100), anEffect(later, 101)];
      const lease = { owner: 'maker', now: 100, until: 200 };
      await store.commit([{ ...creation(header, { effects }), lease }]);
      await store.commit([change(header, { effects: [anEffect(now, 100)] })]);
      expect((await claimAll(stores, header.id, 150)).map(({ effect }) => effect.id)).toEqual([
        later,
      ]);
    });
  });

  it('hands effects of chosen kinds to anyone, whatever run they are of', async () => {
    const { store } = stores();
    const header = aHeader();
    const leave = { id: anId(), dueAt: -1e9, kind: 'group.leave', group: 'g' } as const;
    await store.commit([creation(header, { effects: [anEffect(anId(), 0), leave] })]);
    const order = { owner: 'me', now: -1e9, until: 1 };
    const claimed = await store.outbox.lease(order, { runs: [], kinds: ['group.leave'] }, 10);
    expect(claimed.map(({ effect }) => effect)).toEqual([leave]);
  });

  describe('timers', () => {
    it('are due in order, once set and until cleared', async () => {
      const { store } = stores();
      const header = aHeader();
      const timer = (id: string, dueAt: number): Timer => ({
        id,
        dueAt,
        key: 'train',
        purpose: 'timeout',
        attempt: 1,
      });
      const set = [timer('b', 20), timer('a', 10), timer('c', 30)];
      await store.commit([creation(header, { timers: { set, clear: [] } })]);
      const due = async (now: number) =>
        (await store.timers.due(now, [header.id], 10)).map(({ timer }) => timer.id);
      expect(await due(20)).toEqual(['a', 'b']);
      await store.commit([
        change(header, { timers: { set: [timer('b', 40)], clear: ['a', 'b'] } }),
      ]);
      expect(await due(100)).toEqual(['c', 'b']);
      expect(await store.timers.nextDueAt([header.id])).toBe(30);
    });

    it('that changed nothing are dropped, but not where they were set anew meanwhile', async () => {
      const { store } = stores();
      const header = aHeader();
      const timer = { id: 'a', dueAt: 40, key: 'train', purpose: 'timeout', attempt: 1 } as const;
      await store.commit([creation(header, { timers: { set: [timer], clear: [] } })]);
      const drop = { type: 'timer.drop', run: header.id, timer: 'a' } as const;
      await store.commit([{ ...drop, dueAt: 10 }]);
      expect(await store.timers.nextDueAt([header.id])).toBe(40);
      await store.commit([{ ...drop, dueAt: 40 }]);
      expect(await store.timers.nextDueAt([header.id])).toBeNull();
    });
  });

  describe('leases', () => {
    it('of attempts run out, are renewed by their owner, and go with the end of the attempt', async () => {
      const { store } = stores();
      const header = aHeader();
      const of = { run: header.id, key: 'train', attempt: 1 };
      const owner = anId();
      await store.commit([
        creation(header, { attempts: [anAttempt('train')] }),
        { type: 'lease.hold', lease: { ...of, owner, until: 100 } },
      ]);
      const expired = async (now: number) => store.leases.expired(now, [header.id]);
      expect(await expired(99)).toEqual([]);
      expect(await expired(100)).toEqual([{ ...of, owner, until: 100 }]);
      await store.leases.renewAllOf(owner, 200);
      expect(await expired(199)).toEqual([]);
      expect(await store.leases.renew(of, 300)).toBe(true);
      expect(await expired(299)).toEqual([]);
      const ended = anAttempt('train', { status: 'failed', endedAt: 250 });
      await store.commit([change(header, { attempts: [ended] })]);
      expect(await expired(1000)).toEqual([]);
      expect(await store.leases.renew(of, 400)).toBe(false);
    });

    it('of an owner who is gone are released at once: effects, attempts and the driving of runs', async () => {
      const { store } = stores();
      const header = aHeader();
      const dead = anId();
      const of = { run: header.id, key: 'train', attempt: 1 };
      const effects = [anEffect(anId(), 5)];
      await store.commit([
        { ...creation(header, { effects }), lease: { owner: dead, now: 10, until: 1e6 } },
        { type: 'lease.hold', lease: { ...of, owner: dead, until: 1e6 } },
      ]);
      await store.leases.drive(header.id, dead, 10, 1e6);
      expect(await store.leases.owners()).toContain(dead);
      expect(await claimAll(stores, header.id, 20)).toHaveLength(0);
      await store.leases.release(dead, 1e6 - 10);
      const released = await store.leases.expired(20, [header.id]);
      expect(released).toEqual([{ ...of, owner: NOBODY, until: 10 }]);
      expect(await store.leases.owners()).not.toContain(dead);
      expect(await store.leases.driver(header.id)).toBeNull();
      expect(await claimAll(stores, header.id, 20)).toHaveLength(1);
    });

    it('are dropped one at a time, and looked for in all runs or in some', async () => {
      const { store } = stores();
      const [one, two] = [anId(), anId()].map((run) => ({ run, key: 'train', attempt: 1 }));
      if (one === undefined || two === undefined) throw new Error('there are two');
      const owner = anId();
      for (const lost of [one, two]) {
        await store.commit([{ type: 'lease.hold', lease: { ...lost, owner, until: -1e6 } }]);
      }
      const expired = async (runs: readonly string[] | null) =>
        (await store.leases.expired(-1e6, runs)).map(({ run }) => run).toSorted();
      expect(await expired(null)).toEqual([one.run, two.run].toSorted());
      expect(await expired([two.run])).toEqual([two.run]);
      await store.leases.drop(one);
      expect(await expired(null)).toEqual([two.run]);
      await store.leases.drop(two);
    });

    it('are held by whoever holds an attempt, an effect or the driving of a run, each named once', async () => {
      const { store } = stores();
      const [ofAttempt, ofEffect, ofRun, ofBoth] = [anId(), anId(), anId(), anId()];
      const header = aHeader();
      const until = 1e6;
      const of = { run: header.id, key: 'train', attempt: 1, until };
      const effects = [anEffect(anId(), 5), anEffect(anId(), 1e9)];
      await store.commit([
        { ...creation(header, { effects }), lease: { owner: ofEffect, now: 10, until } },
        { type: 'lease.hold', lease: { ...of, owner: ofAttempt } },
        { type: 'lease.hold', lease: { ...of, key: 'both', owner: ofBoth } },
        { type: 'lease.hold', lease: { ...of, key: 'other', owner: NOBODY } },
      ]);
      await store.leases.drive(header.id, ofRun, 0, until);
      await store.leases.drive(anId(), ofBoth, 0, until);
      const owners = await store.leases.owners();
      for (const owner of [ofAttempt, ofEffect, ofRun, ofBoth]) {
        expect(owners.filter((other) => other === owner)).toHaveLength(1);
      }
      expect(owners).not.toContain(NOBODY);
      expect(owners).not.toContain(null);
    });

    it('let who takes over one run take over that one', async () => {
      const { store } = stores();
      const [one, two] = [anId(), anId()];
      for (const run of [one, two]) await store.leases.drive(run, 'gone', 0, 100);
      expect(await store.leases.drive(one, 'next', 200, 300)).toEqual({ type: 'driving' });
      expect(await store.leases.driver(one)).toEqual({ owner: 'next', until: 300 });
      expect(await store.leases.driver(two)).toEqual({ owner: 'gone', until: 100 });
    });

    it('let one of several take over a run that nobody drives any more', async () => {
      const { store, other } = stores();
      for (let round = 0; round < 5; round += 1) {
        const run = anId();
        await store.leases.drive(run, 'gone', 0, 100);
        const takers = ['a', 'b', 'c', 'd'];
        const tries = await Promise.all(
          takers.map((taker, index) =>
            (index % 2 === 0 ? store : other).leases.drive(run, taker, 200, 300),
          ),
        );
        const driver = (await store.leases.driver(run))?.owner;
        const driving = takers.filter((_, index) => tries[index]?.type === 'driving');
        expect(driving).toEqual([driver]);
      }
    });

    it('let one process drive a run at a time', async () => {
      const { store, other } = stores();
      const run = anId();
      const tries = await Promise.all([
        store.leases.drive(run, 'a', 0, 100),
        other.leases.drive(run, 'b', 0, 100),
      ]);
      expect(tries.map(({ type }) => type).toSorted()).toEqual(['driven', 'driving']);
      const owner = tries[0].type === 'driving' ? 'a' : 'b';
      expect(await store.leases.drive(run, owner, 50, 200)).toEqual({ type: 'driving' });
      expect(await store.leases.drive(run, 'c', 199, 300)).toEqual({ type: 'driven', by: owner });
      expect(await store.leases.drive(run, 'c', 200, 300)).toEqual({ type: 'driving' });
      expect(await store.leases.driver(run)).toEqual({ owner: 'c', until: 300 });
      expect(await store.leases.renewAllOf('c', 400)).toContain(run);
      expect(await store.leases.renewAllOf(owner, 400)).not.toContain(run);
    });
  });

  describe('records', () => {
    it('keep live metrics in the order they came, and the newest log and material', async () => {
      const { store, other } = stores();
      const of = { run: anId(), key: 'train', attempt: 1 };
      const sample = (step: number) => ({ at: step, step, values: { loss: 1 / step } });
      await save(store, [{ ...of, type: 'samples', samples: [sample(1), sample(2)] }]);
      const log = (lines: number) => ({ lines, lastLine: `line ${lines}`, lastAt: lines });
      await save(other, [
        { ...of, type: 'samples', samples: [sample(3)] },
        { ...of, type: 'log', log: log(1) },
        { ...of, type: 'log', log: log(2) },
        { ...of, type: 'material', material: { plots: null, summary: '# Good' } },
      ]);
      expect((await store.attempts.samples(of, 0)).map(({ step }) => step)).toEqual([1, 2, 3]);
      expect((await store.attempts.samples(of, 2)).map(({ seq }) => seq)).toEqual([3]);
      const spread = async (most: number) =>
        (await store.attempts.spread(of, most)).map(({ step }) => step);
      expect(await spread(3)).toEqual([1, 2, 3]);
      expect(await spread(2)).toEqual([1, 3]);
      expect(await spread(1)).toEqual([3]);
      // What comes last is read whatever it weighs.
      expect((await store.attempts.spread(of, 3, 1)).map(({ step }) => step)).toEqual([3]);
      expect(await store.attempts.spread({ ...of, attempt: 2 }, 5)).toEqual([]);
      expect(await store.attempts.log(of)).toEqual(log(2));
      expect(await store.attempts.material(of)).toEqual({ plots: null, summary: '# Good' });
    });

    it('keep the newest checkpoints of a row, across its attempts', async () => {
      const { store } = stores();
      const [run, cacheKey] = [anId(), digestOf(anId())];
      const keep = async (attempt: number, savedAt: number) => {
        const checkpoint = { digest: digestOf(`${savedAt}`), savedAt, size: 1, files: 1 };
        const about = { run, key: 'train', attempt, pipeline: 'churn', cacheKey };
        await save(store, [{ ...about, type: 'checkpoint', keep: 2, checkpoint }]);
      };
      for (const at of [1, 2]) await keep(1, at);
      await keep(2, 3);
      await keep(2, 3);
      const kept = async (attempt: number) =>
        (await store.attempts.checkpoints({ run, key: 'train', attempt })).map(
          ({ savedAt }) => savedAt,
        );
      expect([await kept(1), await kept(2)]).toEqual([[2], [3]]);
      expect((await store.cache.checkpoints('churn', 'train', cacheKey))[0]?.savedAt).toBe(3);
      expect(await store.cache.checkpoints('churn', 'train', digestOf('other'))).toEqual([]);
      expect(await store.cache.checkpoints('churn', 'other', cacheKey)).toEqual([]);
    });
  });
}

function claimAll(stores: Stores, run: string, now: number) {
  return stores().store.outbox.lease({ owner: 'claimer', now, until: now + 100 }, only(run), 100);
}

function only(run: string): WorkScope {
  return { runs: [run], kinds: [] };
}

function save(store: Store, records: readonly AttemptRecord[]) {
  return store.commit(records.map((record) => ({ type: 'attempt.record', record })));
}
