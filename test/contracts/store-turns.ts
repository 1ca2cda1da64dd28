import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { PublicationTarget } from '../../app/runtime/ports/hosted/publications.ts';
import { aPlace } from '../support/hosted.ts';
import { aHeader, anEffect, anId, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** Long before anything else is due. */
const LONG_AGO = -9e12;
const FLOOD = 400;

/** However much of one repository waits, others have their turns. */
export function describeTurnsContract(stores: Stores): void {
  describe('turns', () => {
    const anOwner = (now: number) => ({ owner: anId(), now, until: now + 1000 });
    let tests = 0;
    // Each before the one before: nothing of theirs is due.
    const startAt = () => LONG_AGO - 1e6 * (tests += 1);

    const anItem = (installation: number, repository: number, at: number) => {
      const item = { id: anId(), installation, repository, at, body: {} };
      return { type: 'queue.add', topic: 'delivery', item } as const;
    };

    it('of deliveries: a flood in one repository keeps no other from the next round, in any process', async () => {
      const { store, other } = stores();
      const at = startAt();
      const [home, loud] = [randomInt(1e9), randomInt(1e9)];
      const flood = Array.from({ length: FLOOD }, () => anItem(home, loud, at));
      const neighbour = anItem(home, loud + 1, at + 1);
      const stranger = anItem(home + 1, loud + 2, at + 2);
      await store.commit(flood);
      await store.commit([neighbour, stranger]);
      const rounds = await Promise.all(
        [store, other].map((one) => one.queues.lease('delivery', anOwner(at + 3), 16)),
      );
      const leased = rounds.flat().map(({ id }) => id);
      expect(leased).toContain(neighbour.item.id);
      expect(leased).toContain(stranger.item.id);
      expect(new Set(leased).size).toBe(leased.length);
      // None is lost, and none is leased twice: the flood is worked off as well.
      for (;;) {
        const next = await other.queues.lease('delivery', anOwner(at + 3), 16);
        if (next.length === 0) break;
        leased.push(...next.map(({ id }) => id));
      }
      expect(new Set(leased)).toEqual(
        new Set([...flood, neighbour, stranger].map(({ item }) => item.id)),
      );
    });

    it('of installations: one with many repositories has no more than one with a single one', async () => {
      const { store } = stores();
      const at = startAt();
      const [many, single] = [randomInt(1e9), randomInt(1e9)];
      const items = Array.from({ length: 60 }, (_, n) => anItem(many, n + 1, at));
      const theirs = Array.from({ length: 8 }, () => anItem(single, 1, at + 1));
      await store.commit([...items, ...theirs]);
      const seen = new Set<string>();
      for (let round = 0; round < 8; round += 1) {
        for (const { id } of await store.queues.lease('delivery', anOwner(at + 2), 4)) seen.add(id);
      }
      expect(theirs.filter(({ item }) => seen.has(item.id))).toHaveLength(8);
      expect(seen.size).toBe(32);
    });

    it('of more installations than are looked at together: none waits until the others have nothing left', async () => {
      const { store } = stores();
      const [at, first] = [startAt(), randomInt(1e9)];
      const loud = Array.from({ length: 2000 }, (_, n) => anItem(first + (n % 1000), 1, at));
      const quiet = anItem(first + 1000, 1, at);
      await store.commit([...loud, quiet]);
      const leased = new Set<number | null>();
      for (let round = 0; round < 3; round += 1) {
        const items = await store.queues.lease('delivery', anOwner(at), 16);
        for (const { installation } of items) leased.add(installation);
      }
      expect(leased).toContain(quiet.item.installation);
      // And whose turn it was is known after those beyond had theirs.
      expect(leased.size).toBe(16 + 1 + 16);
    });

    it('of repositories: each has its turn before any has its second', async () => {
      const { store } = stores();
      const [at, home] = [startAt(), randomInt(1e9)];
      const items = Array.from({ length: 40 }, (_, n) => anItem(home, (n % 20) + 1, at));
      await store.commit(items);
      const turns: (number | undefined)[] = [];
      for (let round = 0; round < 5; round += 1) {
        const leased = await store.queues.lease('delivery', anOwner(at), 4);
        turns.push(...leased.map(({ repository }) => repository));
      }
      expect(new Set(turns).size).toBe(20);
    });

    it('of effects: a thousand runs of one repository keep no other run waiting', async () => {
      const { store, other } = stores();
      const at = startAt();
      const [loud, quiet] = [randomInt(1e9), randomInt(1e9)];
      const aRun = (repository: number, effects: number) => {
        const header = aHeader({ hosted: aPlace(repository), sha: anId() });
        const due = Array.from({ length: effects }, () => anEffect(anId(), at));
        return { header, change: creation(header, { effects: due }) };
      };
      const flood = Array.from({ length: 20 }, () => aRun(loud, 20));
      const one = aRun(quiet, 1);
      await store.commit(flood.map(({ change }) => change));
      await store.commit([one.change]);
      const scope = { runs: null, kinds: [] };
      const rounds = await Promise.all(
        [store, other].map((each) => each.outbox.lease(anOwner(at), scope, 32)),
      );
      const leased = rounds.flat();
      expect(leased.filter(({ run }) => run === one.header.id)).toMatchObject([
        { repository: quiet },
      ]);
      expect(new Set(leased.map(({ effect }) => effect.id)).size).toBe(leased.length);
    });

    it('of effects: those of one repository are of the installation that it belonged to', async () => {
      const { store } = stores();
      const [at, repository, home] = [startAt(), randomInt(1e9), randomInt(1e9)];
      const aRun = (installation: number, due: number, effects: number) => {
        const place = aPlace(repository);
        const hosted = { ...place, repository: { ...place.repository, installation } };
        const header = aHeader({ hosted, sha: anId() });
        const all = Array.from({ length: effects }, () => anEffect(anId(), due));
        return { header, change: creation(header, { effects: all }) };
      };
      const [before, after] = [aRun(home, at, 8), aRun(home + 1, at + 1, 1)];
      await store.commit([before.change, after.change]);
      const leased = await store.outbox.lease(anOwner(at + 1), { runs: null, kinds: [] }, 4);
      expect(leased.map(({ run }) => run)).toContain(after.header.id);
    });

    it('of publications: what is shown of one repository keeps no other’s waiting', async () => {
      const { store, other } = stores();
      const at = 0;
      const [loud, quiet] = [randomInt(1e9), randomInt(1e9)];
      const aCheck = (id: number): PublicationTarget => {
        const { repository } = aPlace(id);
        return { type: 'aggregate', repository, sha: anId() };
      };
      const flood = Array.from({ length: FLOOD }, () => ({ target: aCheck(loud) }));
      await store.publications.touch(flood, at);
      await store.publications.touch([{ target: aCheck(quiet) }], at + 1);
      const rounds = await Promise.all(
        [store, other].map((one) => one.publications.lease(at + 1, at + 1000, 16)),
      );
      const leased = rounds.flat();
      expect(leased.filter(({ target }) => target.repository.id === quiet)).toHaveLength(1);
      expect(new Set(leased.map(({ id }) => id)).size).toBe(leased.length);
      for (;;) {
        const next = await store.publications.lease(at + 1, at + 1000, 64);
        leased.push(...next);
        if (next.length === 0) break;
      }
      const ours = leased.filter(({ target }) => [loud, quiet].includes(target.repository.id));
      expect(ours).toHaveLength(FLOOD + 1);
      for (const one of leased) await store.publications.release(one, null, at + 2);
    });
  });
}
