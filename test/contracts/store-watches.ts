import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOf, type Digest } from '../../app/domain/digest.ts';
import type { PublicationTarget } from '../../app/runtime/ports/hosted/publications.ts';
import type { Watched } from '../../app/runtime/ports/hosted/watched.ts';
import { aHeader, anId, aStep, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

const DAY_MS = 24 * 3_600_000;
const SOON_MS = 5000;

/** What is shown of others is told again when it moves. */
export function describeWatchesContract(stores: Stores): void {
  describe('a publication that shows something of others', () => {
    const repository = {
      id: randomInt(1e9),
      installation: 1,
      owner: 'acme',
      name: 'churn',
      defaultBranch: 'main',
    };
    const step: Watched = {
      type: 'step',
      repository: repository.id,
      pipeline: 'churn',
      key: 'evaluate',
    };
    const leased = async (target: PublicationTarget, at: number) => {
      const all = await stores().store.publications.lease(at, at + 1, 1000);
      return all.find(
        (each) => 'sha' in each.target && 'sha' in target && each.target.sha === target.sha,
      );
    };
    /** One that watches these, seen once since. */
    const watching = async (watched: readonly Watched[], at = 1000) => {
      const { publications } = stores().store;
      const target: PublicationTarget = { type: 'aggregate', repository, sha: anId() };
      await publications.touch([{ target }], at);
      const first = await leased(target, at);
      await publications.release(first!, null, at + 1, { watched });
      expect(await leased(target, at + 2)).toBeUndefined();
      const again = await leased(target, at + SOON_MS);
      if (again !== undefined) await publications.release(again, null, at + SOON_MS, { watched });
      expect(await leased(target, at + 2 * SOON_MS), 'looked at twice at most').toBeUndefined();
      return { target, isTwice: again !== undefined };
    };
    const measured = async (
      on: { readonly branch?: string; readonly key?: string; readonly pipeline?: string },
      at: number,
    ) => {
      const { branch = 'main', key = 'evaluate', pipeline = 'churn' } = on;
      const hosted = { repository, trust: 'protected', pull: null } as const;
      const ref = `refs/heads/${branch}`;
      const header = aHeader({ sha: anId(), ref, hosted, pipeline, createdAt: at });
      const steps = [aStep(key, { state: 'over', result: 'success' })];
      await stores().other.commit([creation(header, { steps })]);
    };

    it('is looked at once more, since what it shows may have moved before it was watched', async () => {
      expect((await watching([step])).isTwice).toBe(true);
      expect((await watching([])).isTwice).toBe(false);
    });

    it('is due when the step is over in a run of the default branch, and for no other', async () => {
      const { target } = await watching([step]);
      await measured({ branch: 'topic' }, 12_000);
      await measured({ key: 'train' }, 12_000);
      await measured({ pipeline: 'other' }, 12_000);
      expect(await leased(target, 19_000)).toBeUndefined();
      await measured({}, 20_000);
      expect(await leased(target, 30_000)).toBeDefined();
    });

    it('is due when the examples are compared that it waits for', async () => {
      const [awaited, another] = [digestOf(anId()), digestOf(anId())];
      const { target } = await watching([{ type: 'comparison', id: awaited }]);
      const compared = (id: Digest, at: number) => {
        const comparison = { measured: {}, beside: null };
        return stores().other.commit([{ type: 'comparison.save', id, run: 'r', at, comparison }]);
      };
      await compared(another, 12_000);
      expect(await leased(target, 19_000)).toBeUndefined();
      await compared(awaited, 20_000);
      expect(await leased(target, 20_000)).toBeDefined();
    });

    it('is due when the alias moves that it watches', async () => {
      const { other } = stores();
      const scope = String(repository.id);
      const alias = { model: anId(), alias: 'production' };
      const { target } = await watching([{ type: 'alias', scope, ...alias }]);
      const moved = { version: 1, movedAt: 13_000, movedBy: 'ada', run: 'r' };
      const move = (name: string, within: string) =>
        other.commit([
          {
            type: 'alias.move',
            scope: within,
            alias: { ...alias, alias: name, ...moved },
            from: null,
          },
        ]);
      await move('candidate', scope);
      await move('production', 'another');
      expect(await leased(target, 19_000)).toBeUndefined();
      await move('production', scope);
      expect(await leased(target, 19_001)).toMatchObject({ target });
    });

    it('is due when the model is frozen that it watches, and when that ends', async () => {
      const { other } = stores();
      const scope = String(repository.id);
      const model = anId();
      const { target } = await watching([{ type: 'freeze', scope, model }]);
      const freeze = { model, at: 1, until: 99_000, by: 'dan', byId: 4, reason: null };
      const set = (before: typeof freeze | null, within: string, at: number) =>
        other.commit([
          {
            type: 'model.freeze',
            model,
            scope: within,
            freeze: before === null ? freeze : null,
            before,
            at,
          },
        ]);
      await set(null, 'another', 13_000);
      expect(await leased(target, 19_000)).toBeUndefined();
      await set(null, scope, 13_000);
      const due = await leased(target, 19_001);
      expect(due).toMatchObject({ target });
      await stores().store.publications.release(due!, null, 19_002);
      await set(freeze, scope, 20_000);
      expect(await leased(target, 20_001)).toMatchObject({ target });
    });

    it('watches no more what it shows no more, nor for longer than two weeks', async () => {
      const { store } = stores();
      const { target } = await watching([step]);
      await store.publications.touch([{ target }], 30_000);
      await store.publications.release((await leased(target, 30_000))!, null, 30_001, {
        watched: [],
      });
      await measured({}, 31_000);
      expect(await leased(target, 40_000)).toBeUndefined();
      const old = await watching([step], 50_000);
      const kept = await watching([step], 50_000);
      const later = 50_000 + 10 * DAY_MS;
      await store.publications.touch([{ target: kept.target }], later);
      const looked = await leased(kept.target, later);
      await store.publications.release(looked!, null, later, { watched: [step] });
      await measured({}, 50_000 + 15 * DAY_MS);
      const due = await store.publications.lease(50_000 + 16 * DAY_MS, 60_000 + 16 * DAY_MS, 1000);
      const shas = due.flatMap((each) => ('sha' in each.target ? [each.target.sha] : []));
      expect(shas).toContain('sha' in kept.target && kept.target.sha);
      expect(shas).not.toContain('sha' in old.target && old.target.sha);
    });
  });
}
