import { describe, expect, it } from 'vitest';
import type { Freeze } from '../../app/domain/model.ts';
import type { OpenEmergency } from '../../app/domain/run/by-hand.ts';
import { aModelVersion, anId } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** Models whose aliases stay where they are, and promotions that nobody has looked at yet. */
export function describeFreezesContract(stores: Stores): void {
  const aFreeze = (model: string, at: number, until: number): Freeze => {
    return { model, at, until, by: 'dan', byId: 4, reason: null };
  };
  const freezing = (model: string, freeze: Freeze | null, before: Freeze | null, scope = '7') => {
    const at = freeze?.at ?? before?.until ?? 0;
    return { type: 'model.freeze', model, freeze, before, at, scope } as const;
  };
  const moving = (model: string, movedAt: number, scope = '7') => {
    const alias = { model, alias: anId(), version: 1, movedAt, movedBy: 'ada', run: 'r' };
    return { type: 'alias.move', scope, alias, from: null } as const;
  };
  const registered = async (scopes: readonly string[] = ['7']) => {
    const model = anId();
    for (const scope of scopes) {
      const version = aModelVersion({ model });
      await stores().store.commit([{ type: 'model.register', version, scope }]);
    }
    return model;
  };

  describe('a frozen model', () => {
    it('is known until that is taken back, of its own registry alone', async () => {
      const { store, other } = stores();
      const model = await registered();
      expect(await store.registry.freeze(model, '7')).toBeNull();
      const freeze = aFreeze(model, 1000, 5000);
      await store.commit([freezing(model, freeze, null)]);
      expect(await other.registry.freeze(model, '7')).toEqual(freeze);
      expect(await other.registry.freeze(model, '8')).toBeNull();
      await other.commit([freezing(model, null, freeze)]);
      expect(await store.registry.freeze(model, '7')).toBeNull();
    });

    it('is frozen by one of two who saw the same', async () => {
      const { store, other } = stores();
      const model = await registered();
      const [one, two] = [aFreeze(model, 1000, 5000), aFreeze(model, 1001, 9000)];
      const ends = await Promise.all([
        store.commit([freezing(model, one, null)]),
        other.commit([freezing(model, two, null)]),
      ]);
      expect(ends.map(({ type }) => type).toSorted()).toEqual(['committed', 'conflict']);
      const kept = await store.registry.freeze(model, '7');
      expect([one, two]).toContainEqual(kept);
      expect((await other.commit([freezing(model, null, null)])).type).toBe('conflict');
      expect(await store.registry.freeze(model, '7')).toEqual(kept);
    });

    it('keeps its aliases until its time is over, but for what passes, and others move theirs', async () => {
      const { store, other } = stores();
      const model = await registered(['7', '8']);
      await store.commit([freezing(model, aFreeze(model, 1000, 5000), null)]);
      const end = async (move: ReturnType<typeof moving>, passes = false) => {
        const change = passes ? ({ ...move, passesFreeze: true } as const) : move;
        return (await other.commit([change])).type;
      };
      expect(await end(moving(model, 2000))).toBe('conflict');
      expect(await end(moving(model, 4999))).toBe('conflict');
      expect(await end(moving(model, 5000))).toBe('committed');
      expect(await end(moving(model, 2000), true)).toBe('committed');
      expect(await end(moving(model, 2000, '8'))).toBe('committed');
    });

    it('moves nothing after it was frozen, whoever is first', async () => {
      const { store, other } = stores();
      const models = await Promise.all(Array.from({ length: 8 }, () => registered()));
      const ends = await Promise.all(
        models.flatMap((model) => [
          store.commit([freezing(model, aFreeze(model, 1000, 5000), null)]),
          other.commit([moving(model, 2000)]),
        ]),
      );
      const frozen = ends.filter((_, at) => at % 2 === 0).map(({ type }) => type);
      expect(frozen).toEqual(models.map(() => 'committed'));
      for (const [at, model] of models.entries()) {
        const moved = ends[2 * at + 1]?.type === 'committed';
        expect(await store.registry.aliases(model, '7')).toHaveLength(moved ? 1 : 0);
        expect((await other.commit([moving(model, 2000)])).type).toBe('conflict');
      }
    });
  });

  describe('an emergency', () => {
    const anEmergency = (repository: number, reviewBy: number): OpenEmergency => {
      const to = { model: 'churn', alias: 'production', version: 3 };
      return { ...to, reason: 'fire', reviewBy, repository, run: anId(), number: 5, by: 'root' };
    };

    it('is open in its repository until one has reviewed it, the earliest due first', async () => {
      const { store, other } = stores();
      const repository = Math.floor(Math.random() * 2 ** 40) + 1;
      const [late, early, strange] = [
        anEmergency(repository, 9000),
        anEmergency(repository, 4000),
        anEmergency(repository + 1, 1000),
      ];
      const all = [late, early, strange];
      await store.commit(all.map((emergency) => ({ type: 'emergency.open', emergency }) as const));
      expect(await other.registry.emergencies(repository)).toEqual([early, late]);
      const reviewed = { type: 'emergency.reviewed', run: early.run } as const;
      const ends = await Promise.all([store.commit([reviewed]), other.commit([reviewed])]);
      expect(ends.map(({ type }) => type).toSorted()).toEqual(['committed', 'conflict']);
      expect(await store.registry.emergencies(repository)).toEqual([late]);
      expect(await store.registry.emergencies(repository + 1)).toEqual([strange]);
    });
  });
}
