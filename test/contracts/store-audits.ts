import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Audit } from '../../app/domain/audit.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { anAudit } from '../support/an-audit.ts';
import { anId } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** The audit: one order without gaps, only added to, small whatever people send. */
export function describeAuditsContract(stores: Stores): void {
  describe('the audit', () => {
    it('keeps each decision once, whole and as it was first, in an order that two processes share', async () => {
      const { store, other } = stores();
      const { repository, add, list } = ledger();
      const first = anAudit({ id: anId(), repository, about: moved('churn', 1) });
      await add(store, first);
      await add(other, anAudit({ id: first.id, repository, reason: 'another' }));
      await add(other, anAudit({ id: anId(), repository, about: moved('fraud', 1) }));
      await add(store, anAudit({ id: anId(), repository, about: moved('churn', 2) }));
      expect(await list(other)).toMatchObject([
        { ...first, number: 1, numberOfModel: { churn: 1 } },
        { number: 2, numberOfModel: { fraud: 1 } },
        { number: 3, numberOfModel: { churn: 2 } },
      ]);
    });

    it('has no gap and no number twice when two processes write at once and some commits are undone', async () => {
      const { store, other } = stores();
      const { repository, list } = ledger();
      const key = anId();
      await store.commit([{ type: 'start.once', key, run: 'first' }]);
      const tries = Array.from({ length: 40 }, (_, index) => {
        const audit = anAudit({ id: anId(), repository, about: moved('churn', index + 1) });
        const change = { type: 'audit.add', audit } as const;
        const undone = { type: 'start.once', key, run: 'again' } as const;
        return (index % 2 === 0 ? store : other).commit(
          index % 5 === 0 ? [change, undone] : [change],
        );
      });
      const committed = (await Promise.all(tries)).filter(({ type }) => type === 'committed');
      expect(committed).toHaveLength(32);
      const kept = await list(store);
      const counted = committed.map((_, index) => index + 1);
      expect(kept.map(({ number }) => number)).toEqual(counted);
      expect(kept.map(({ numberOfModel }) => numberOfModel['churn'])).toEqual(counted);
    });

    it('is read by model and by run, from either end and on behind any entry, and each repository has its own', async () => {
      const { store } = stores();
      const [{ repository, add }, elsewhere] = [ledger(), ledger()];
      const [run, model] = [anId(), anId()];
      for (const version of [1, 2, 3]) {
        await add(store, anAudit({ id: anId(), repository, about: moved(model, version) }));
        await add(store, anAudit({ id: anId(), repository, about: { type: 'run.cancel', run } }));
      }
      const about = moved(model, 9);
      await add(store, anAudit({ id: anId(), repository: elsewhere.repository, about }));
      const numbers = async (query: Omit<Parameters<typeof store.audits.list>[0], 'repository'>) =>
        (await store.audits.list({ repository, ...query })).map(({ number }) => number);
      const of = { model };
      expect(await numbers({ of, first: 'oldest', limit: 9 })).toEqual([1, 3, 5]);
      expect(await numbers({ of, first: 'newest', limit: 2 })).toEqual([5, 3]);
      expect(await numbers({ of, first: 'newest', behind: 3, limit: 2 })).toEqual([1]);
      expect(await numbers({ of, first: 'oldest', behind: 1, limit: 9 })).toEqual([3, 5]);
      expect(await numbers({ of: { run }, first: 'newest', limit: 9 })).toEqual([6, 4, 2]);
      expect(await numbers({ of: { run }, first: 'oldest', behind: 2, limit: 1 })).toEqual([4]);
      expect(await numbers({ first: 'newest', behind: 3, limit: 9 })).toEqual([2, 1]);
    });

    it('keeps so many refusals of one person an hour and counts the others, and never leaves out what was granted', async () => {
      const { store } = stores();
      const { repository, add, list } = ledger();
      const refuse = (at: number, more: Partial<Audit> = {}) =>
        add(store, anAudit({ id: anId(), repository, at, decision: 'refused', ...more }));
      for (let at = 1; at <= 35; at += 1) await refuse(at);
      expect(await list(store)).toHaveLength(30);
      expect(await store.audits.leftOut(repository)).toBe(5);
      await refuse(36, { actorId: 2 });
      await add(store, anAudit({ id: anId(), repository, at: 37 }));
      await refuse(3_600_001);
      expect(await list(store)).toHaveLength(33);
      expect(await store.audits.leftOut(repository)).toBe(5);
    });

    it('is filled by no crowd of strangers, beside whom whoever may write is still kept', async () => {
      const { store } = stores();
      const { repository, add, list } = ledger();
      const read = { repository, permission: 'read' };
      for (let person = 1; person <= 210; person += 1) {
        const decision = person % 2 === 0 ? 'refused' : 'granted';
        await add(store, anAudit({ id: anId(), ...read, actorId: person, decision }));
      }
      await add(store, anAudit({ id: anId(), repository, actorId: 999, decision: 'refused' }));
      expect(await list(store)).toHaveLength(201);
      expect(await store.audits.leftOut(repository)).toBe(10);
      await store.garbage.forgetNews(3_600_000);
      expect(await store.audits.leftOut(repository)).toBe(10);
      expect(await list(store)).toHaveLength(201);
    });

    it('keeps what writers are refused beside a crowd of strangers, and strangers beside a crowd of writers', async () => {
      const { store } = stores();
      const crowds = [
        ['read', 'write'],
        ['write', 'read'],
      ] as const;
      for (const [crowd, other] of crowds) {
        for (const actorId of [1, null]) {
          const { repository, add, list } = ledger();
          const refused = { repository, surface: 'review', decision: 'refused' } as const;
          const audits = Array.from({ length: 240 }, (_, person) => {
            const of = actorId === null ? null : 1000 + person;
            return anAudit({ id: anId(), ...refused, permission: crowd, actorId: of });
          });
          await add(store, ...audits);
          const id = anId();
          await add(store, anAudit({ id, ...refused, permission: other, actorId }));
          expect(await list(store)).toContainEqual(expect.objectContaining({ id }));
        }
      }
    });

    it('counts what was not kept once, though two processes forget at once whose it was while more comes', async () => {
      const { store, other } = stores();
      const ledgers = Array.from({ length: 20 }, ledger);
      const refuse = (to: Store, { repository, add }: Ledger, times: number) => {
        const refused = { repository, decision: 'refused' } as const;
        return add(to, ...Array.from({ length: times }, () => anAudit({ id: anId(), ...refused })));
      };
      for (const each of ledgers) await refuse(store, each, 33);
      await Promise.all([
        ...[store, other].map(({ garbage }) => garbage.forgetNews(3_600_000)),
        ...ledgers.flatMap((each) => [refuse(store, each, 4), refuse(other, each, 4)]),
      ]);
      // What comes before its author is forgotten is left out as well, what comes behind that is kept.
      for (const { repository, list } of ledgers) {
        const kept = (await list(store)).length;
        expect(kept + (await store.audits.leftOut(repository))).toBe(33 + 2 * 4);
      }
    });

    it('keeps no more of what somebody wrote than a few lines', async () => {
      const { store } = stores();
      const { repository, add, list } = ledger();
      const long = '\u0000😀'.repeat(5000);
      await add(store, anAudit({ id: anId(), repository, asked: long, reason: long }));
      const [kept] = await list(store);
      expect(kept?.asked.length).toBeLessThanOrEqual(500);
      expect(kept?.reason.length).toBeLessThanOrEqual(1000);
      expect(kept?.asked.isWellFormed()).toBe(true);
    });
  });
}

function ledger() {
  const repository = randomInt(1e9);
  return {
    repository,
    add: (store: Store, ...audits: readonly Audit[]) =>
      store.commit(audits.map((audit) => ({ type: 'audit.add', audit }))),
    list: (store: Store) => store.audits.list({ repository, first: 'oldest', limit: 1000 }),
  };
}

type Ledger = ReturnType<typeof ledger>;

function moved(model: string, to: number): Audit['about'] {
  return { type: 'alias.move', model, alias: 'production', from: null, to, run: 'run' };
}
