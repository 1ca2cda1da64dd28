import { describe, expect, it } from 'vitest';
import type { KeptMachine } from '../../app/runtime/ports/hosted/machines.ts';
import type { Machine, MachineState } from '../../runner-provisioner/machine/machine.ts';
import { aPlace } from '../support/hosted.ts';
import { anAttempt, aHeader, anId, anOrder, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

const DONE = { type: 'done', isFinal: false, code: null, message: 'its attempt is over' } as const;
const GONE: MachineState = { type: 'gone', why: DONE };

/** Machines that attempts were given. */
export function describeMachinesContract(stores: Stores): void {
  describe('machines', () => {
    const aMachine = (given: Partial<Machine> = {}): Machine => ({
      id: `mlp-${anId()}`,
      attempt: { run: anId(), key: 'train', attempt: 1 },
      asked: ASKED,
      state: { type: 'requested' },
      stateAt: 1,
      deadlineAt: 2,
      huntUntil: 3,
      instance: null,
      missedSince: null,
      expiresAt: 4,
      tried: [],
      noticeAt: null,
      heldUntil: null,
      deadBoots: 0,
      ...given,
    });
    const isOf =
      ({ attempt }: Machine) =>
      ({ machine }: KeptMachine) =>
        machine.attempt.run === attempt.run;

    it('are written once for who read them last', async () => {
      const { store, other } = stores();
      const machine = aMachine();
      expect(await store.machines.save([{ machine, version: 0 }])).toBe(true);
      expect(await other.machines.save([{ machine, version: 0 }])).toBe(false);
      const next = { ...machine, stateAt: 9 };
      const both = await Promise.all(
        [store, other].map((one) => one.machines.save([{ machine: next, version: 1 }])),
      );
      expect(both.filter(Boolean)).toHaveLength(1);
      expect(await store.machines.find(machine.id)).toMatchObject({ machine: next, version: 2 });
    });

    it('are written all or none', async () => {
      const { store } = stores();
      const [known, fresh] = [aMachine(), aMachine()];
      await store.machines.save([{ machine: known, version: 0 }]);
      const stale = { machine: known, version: 7 };
      expect(await store.machines.save([{ machine: fresh, version: 0 }, stale])).toBe(false);
      expect(await store.machines.find(fresh.id)).toBeNull();
    });

    it('are one at a time for an attempt', async () => {
      const { store, other } = stores();
      const first = aMachine();
      const second = aMachine({ attempt: first.attempt });
      await store.machines.save([{ machine: first, version: 0 }]);
      expect(await other.machines.save([{ machine: second, version: 0 }])).toBe(false);
      await store.machines.save([{ machine: { ...first, state: GONE }, version: 1 }]);
      expect(await other.machines.save([{ machine: second, version: 0 }])).toBe(true);
      const ofRun = await store.machines.ofRun(first.attempt.run);
      expect(ofRun.map(({ machine }) => machine.id)).toEqual([first.id, second.id].toSorted());
      const newest = await store.machines.ofAttempt(first.attempt);
      expect(newest?.machine.id).toBe([first.id, second.id].toSorted()[1]);
      expect(await store.machines.ofAttempt({ ...first.attempt, attempt: 2 })).toBeNull();
    });

    it('make the check of their run due once they are gone, and not before', async () => {
      const { store } = stores();
      const machine = aMachine();
      const { run } = machine.attempt;
      const { repository } = aPlace();
      const target = { type: 'run', run, sha: 'a'.repeat(40), repository } as const;
      await store.publications.touch([{ target }], 1000);
      const touches = async () => (await store.publications.find(`run/${run}`))?.touched;
      await store.machines.save([{ machine, version: 0 }]);
      expect(await touches()).toBe(1);
      await store.machines.save([{ machine: { ...machine, state: GONE }, version: 1 }]);
      expect(await touches()).toBe(2);
    });

    it('are kept until they are gone, and after that while their attempt wants another', async () => {
      const { store } = stores();
      const machine = aMachine();
      const { attempt: of } = machine;
      await store.commit([creation(aHeader({ id: of.run }), { attempts: [anAttempt('train')] })]);
      await store.dispatches.order(anOrder(of, { machine: WISH }));
      await store.machines.save([{ machine, version: 0 }]);
      expect((await store.machines.kept()).filter(isOf(machine))).toHaveLength(1);
      await store.machines.save([{ machine: { ...machine, state: GONE }, version: 1 }]);
      expect((await store.machines.kept()).filter(isOf(machine))).toHaveLength(1);
      await store.dispatches.settle(of);
      expect((await store.machines.kept()).filter(isOf(machine))).toEqual([]);
    });

    it('hold their orders back from GitHub until they are there', async () => {
      const { store } = stores();
      const { attempt: of } = aMachine();
      await store.commit([creation(aHeader({ id: of.run }), { attempts: [anAttempt('train')] })]);
      const waiting = async () =>
        (await store.dispatches.waiting(1000)).filter((order) => order.of.run === of.run).length;
      const wished = async () =>
        (await store.dispatches.onMachines()).filter((order) => order.of.run === of.run);
      await store.dispatches.order(anOrder(of, { machine: WISH }));
      expect(await waiting()).toBe(0);
      expect(await wished()).toEqual([{ of, wish: WISH, status: 'starting', isSent: false }]);
      expect(await store.dispatches.onMachine(of)).toEqual((await wished())[0]);
      await store.dispatches.release(of);
      expect(await waiting()).toBe(1);
      expect(await wished()).toHaveLength(1);
      await store.dispatches.settle(of);
      await store.dispatches.release(of);
      expect(await wished()).toEqual([]);
      expect(await store.dispatches.onMachine(of)).toBeNull();
    });

    it('are spoken for by who comes first', async () => {
      const { store, other } = stores();
      const machine = aMachine();
      const greeting = (token: string) => ({ token, gpus: 1, bootMs: null, seenAt: 5 });
      expect(await store.machines.greet(machine.id, greeting('a'))).toBe(false);
      await store.machines.save([{ machine, version: 0 }]);
      const both = await Promise.all([
        store.machines.greet(machine.id, greeting('a')),
        other.machines.greet(machine.id, greeting('b')),
      ]);
      expect(both.filter(Boolean)).toHaveLength(1);
      const first = both[0] ? 'a' : 'b';
      expect((await other.machines.find(machine.id))?.told.token).toBe(first);
      expect(await store.machines.greet(machine.id, greeting(first))).toBe(true);
    });

    it('of spot are counted once, when they are gone, with those of their pool', async () => {
      const { store, other } = stores();
      const pool = { region: anId(), type: 'g5.xlarge', zone: 'a' };
      const instance = { ...pool, id: 'i-1', market: 'spot', image: 'ami-1', usdHour: 1 } as const;
      const HOUR = 3_600_000;
      const given = { instance, paidSince: 0, stateAt: 2 * HOUR };
      const counts = async (now = 2 * HOUR) =>
        (await other.machines.pools(now)).filter(({ region }) => region === pool.region);
      const [done, taken] = [aMachine(given), aMachine({ ...given, noticeAt: HOUR })];
      await store.machines.save([
        { machine: done, version: 0 },
        { machine: taken, version: 0 },
      ]);
      expect(await counts()).toEqual([]);
      const over = [
        { ...done, state: GONE },
        { ...taken, state: GONE },
      ] as const;
      await Promise.all([
        store.machines.save([{ machine: over[0], version: 1 }]),
        other.machines.save([{ machine: over[1], version: 1 }]),
      ]);
      const both = { ...pool, losses: 1, hours: 4, at: 2 * HOUR, lostAt: HOUR };
      expect(await counts()).toEqual([both]);
      // Still looked for.
      const later = over.map((machine) => ({
        machine: { ...machine, missedSince: 1 },
        version: 2,
      }));
      expect(await store.machines.save(later)).toBe(true);
      expect(await counts()).toEqual([both]);
      expect(await counts(200 * 24 * HOUR)).toEqual([]);
    });

    it('keep what they told, bit by bit, whoever writes their state', async () => {
      const { store, other } = stores();
      const machine = aMachine();
      await store.machines.tell(machine.id, { gpus: 8 });
      await store.machines.save([{ machine, version: 0 }]);
      await store.machines.tell(machine.id, { token: 'digest', seenAt: 5 });
      await other.machines.tell(machine.id, { usage: [{ at: 6, text: '97,20' }] });
      await store.machines.save([{ machine: { ...machine, stateAt: 8 }, version: 1 }]);
      const { told } = (await store.machines.find(machine.id)) ?? {};
      expect(told).toEqual({
        token: 'digest',
        seenAt: 5,
        gpus: null,
        bootMs: null,
        usage: [{ at: 6, text: '97,20' }],
        console: null,
      });
    });

    it('may be left in regions that are named no more, for so long', async () => {
      const { store, other } = stores();
      const [a, b] = [`a-${anId()}`, `b-${anId()}`];
      const at = (now: number) => ({ now, since: now - 100 });
      const mine = (names: readonly string[]) => names.filter((name) => [a, b].includes(name));
      expect(mine(await store.machines.regions([a, b], at(1000)))).toEqual([]);
      expect(mine(await other.machines.regions([b], at(2000)))).toEqual([a]);
      expect(mine(await store.machines.regions([b], at(2099)))).toEqual([a]);
      expect(mine(await store.machines.regions([b], at(2100)))).toEqual([]);
      expect(mine(await store.machines.regions([a], at(3000)))).toEqual([b]);
      expect(mine(await store.machines.regions([a, b], at(3001)))).toEqual([]);
    });

    it('are found by what they were called, and their runs by when they were wished for', async () => {
      const { store } = stores();
      const [early, late] = ['0', '1'].map((first) => aMachine({ id: `mlp-${first}${anId()}` }));
      if (early === undefined || late === undefined) throw new Error('There are two.');
      const [first] = [early.attempt.run, late.attempt.run];
      await store.machines.save([{ machine: early, version: 0 }]);
      await store.machines.save([{ machine: { ...late, state: GONE }, version: 0 }]);
      expect(await store.machines.goneOf([early.id, late.id, 'mlp-nobody'])).toEqual([late.id]);
      const runs = await store.machines.runsSince(early.id);
      expect(runs).toContain(late.attempt.run);
      expect(runs).not.toContain(first);
    });

    it('are looked after by one process at a time, under one name', async () => {
      const { store, other } = stores();
      expect(await store.machines.controller()).toBe(await other.machines.controller());
      const [mine, yours] = [anId(), anId()];
      expect(await store.machines.takeWatch(mine, 0, 10)).toBe(true);
      expect(await other.machines.takeWatch(yours, 5, 15)).toBe(false);
      expect(await store.machines.takeWatch(mine, 5, 20)).toBe(true);
      expect(await other.machines.takeWatch(yours, 20, 30)).toBe(true);
    });
  });
}

const ASKED: Machine['asked'] = {
  gpu: null,
  cpu: 4,
  memoryBytes: null,
  diskBytes: null,
  arch: null,
  spot: 'prefer',
  maxPrice: null,
  capacityTimeoutMs: 60_000,
  lifeMs: 60_000,
};
const policy = { regions: [], types: [], tags: {}, amiMaxAgeMs: 1 };
const WISH = { asked: ASKED, mayBeSpot: true, policy };
