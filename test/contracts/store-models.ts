import { describe, expect, it } from 'vitest';
import type { Deployed, ModelAlias, Origin, VersionMark } from '../../app/domain/model.ts';
import { digestOf } from '../../app/domain/digest.ts';
import { aHeader, aModelVersion, anId, aStep, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** What is said of versions of models, what they came from, and where they run. */
export function describeModelsContract(stores: Stores): void {
  const marked = (mark: VersionMark['mark'], model: string, version = 1) => {
    const body = { model, version, mark, by: 'ada', at: 5, reason: 'leaks the label' };
    return { type: 'model.mark', mark: body } as const;
  };
  const registered = async (model: string, origins: readonly Origin[] = []) => {
    const digest = digestOf(anId());
    const artifact = { ...aModelVersion().artifact, digest };
    const header = aHeader({ status: 'succeeded', endedAt: 5000 });
    const version = aModelVersion({ model, run: header.id, artifact });
    const made = aStep('train', {
      state: 'over',
      result: 'success',
      artifacts: { model: artifact },
    });
    const { store } = stores();
    await store.commit([
      creation(header, { steps: [made] }),
      { type: 'model.register', version, origins },
    ]);
    return { digest, header, version };
  };
  const moved = (model: string, alias = 'production') => {
    const to = { model, alias, version: 1, movedAt: 1, movedBy: 'ada', run: 'r' };
    return { type: 'alias.move', alias: to, from: null } as const;
  };

  describe('a version of a model', () => {
    it('is deprecated once, and that is taken back once', async () => {
      const { store, other } = stores();
      const model = anId();
      await registered(model);
      expect((await store.commit([marked('deprecated', model)])).type).toBe('committed');
      expect((await other.commit([marked('deprecated', model)])).type).toBe('conflict');
      expect(await other.registry.marks(model)).toEqual([marked('deprecated', model).mark]);
      const restore = { type: 'model.restore', version: { model, version: 1 } } as const;
      expect((await other.commit([restore])).type).toBe('committed');
      expect((await store.commit([restore])).type).toBe('conflict');
      expect(await store.registry.marks(model)).toEqual([]);
    });

    it('has an alias that moves only from where it was seen to stand, by whose word', async () => {
      const { store, other } = stores();
      const model = anId();
      await registered(model);
      const { alias, ...move } = moved(model);
      const commit = async (by: typeof store, run: string, before: ModelAlias | null) => {
        const to = { ...alias, run, key: 'deploy' };
        const from = before?.version ?? null;
        return (await by.commit([{ ...move, alias: to, from, before }])).type;
      };
      const now = () => other.registry.alias(model, 'production');
      expect(await commit(store, 'a', null)).toBe('committed');
      expect(await commit(other, 'b', null)).toBe('conflict');
      const first = await now();
      expect(await commit(other, 'b', first)).toBe('committed');
      // It stands at the same version, by the word of another.
      expect(await commit(store, 'c', first)).toBe('conflict');
      const second = await now();
      if (second === null) throw new Error('The alias is gone.');
      const hold = { type: 'alias.hold', holder: { run: 'd', key: 'deploy' }, at: 9 } as const;
      const both = await Promise.all([
        store.commit([{ ...hold, before: second }]),
        other.commit([{ ...hold, before: second, holder: { run: 'e', key: 'deploy' } }]),
      ]);
      expect(both.map(({ type }) => type).sort()).toEqual(['committed', 'conflict']);
      expect(await now()).toMatchObject({ run: 'b', version: 1, held: { key: 'deploy' } });
      expect(await commit(store, 'f', second)).toBe('conflict');
      expect(await store.registry.history(model)).toHaveLength(2);
    });

    it('is found by its number and its bytes, and the newest are read alone', async () => {
      const { store, other } = stores();
      const { registry } = other;
      const model = anId();
      const digest = digestOf(`${model} a`);
      const bytes = [digest, digestOf(`${model} b`), digest];
      const versions = bytes.map((each, place) => {
        const artifact = { ...aModelVersion().artifact, digest: each };
        return aModelVersion({ model, version: place + 1, run: anId(), artifact });
      });
      await store.commit(
        versions.map((version) => ({ type: 'model.register', version, within: 'x' }) as const),
      );
      const numbers = (found: readonly { readonly version: number }[]) =>
        found.map(({ version }) => version);
      expect(await registry.count(model)).toBe(3);
      expect(numbers(await registry.versions(model, 'local', { limit: 2 }))).toEqual([3, 2]);
      expect(numbers(await registry.versions(model, 'local', { digest }))).toEqual([3, 1]);
      expect(numbers(await registry.versions(model, 'local', { digest, limit: 1 }))).toEqual([3]);
      const within = (scope: string, of: object) =>
        registry.registeredWithin(model, [scope], 'local', of);
      expect(numbers(await within('x', { digest }))).toEqual([3, 1]);
      expect(numbers(await within('x', { version: 2 }))).toEqual([2]);
      expect(await within('y', { version: 2 })).toEqual([]);
    });

    it('that nobody registered has nothing said of it', async () => {
      const { store } = stores();
      expect((await store.commit([marked('deleted', anId())])).type).toBe('conflict');
    });

    it('is either deleted or behind an alias, whoever is first', async () => {
      const { store, other } = stores();
      const [kept, gone] = [anId(), anId()];
      await registered(kept);
      await registered(gone);
      await store.commit([moved(kept)]);
      expect((await other.commit([marked('deleted', kept)])).type).toBe('conflict');
      await store.commit([marked('deleted', gone)]);
      expect((await other.commit([moved(gone)])).type).toBe('conflict');
      for (let round = 0; round < 5; round += 1) {
        const model = anId();
        await registered(model);
        const both = await Promise.all([
          store.commit([marked('deleted', model)]),
          other.commit([moved(model)]),
        ]);
        expect(both.map(({ type }) => type).toSorted()).toEqual(['committed', 'conflict']);
      }
    });

    it('that is deleted wants its bytes no more, unless another has the same', async () => {
      const { store } = stores();
      const [model, twin] = [anId(), anId()];
      const { digest } = await registered(model);
      const wants = async () => (await store.garbage.roots(0)).has(digest);
      expect(await wants()).toBe(true);
      await store.commit([marked('deleted', model)]);
      expect(await wants()).toBe(false);
      const artifact = { ...aModelVersion().artifact, digest };
      const version = aModelVersion({ model: twin, run: anId(), artifact });
      await store.commit([{ type: 'model.register', version }]);
      expect(await wants()).toBe(true);
      expect(await store.registry.version(model, 1)).not.toBeNull();
    });

    it('that is deleted leaves its bytes to a run that made them again and goes on', async () => {
      const { store } = stores();
      const model = anId();
      const { digest } = await registered(model);
      await store.commit([marked('deleted', model)]);
      const artifacts = { model: { ...aModelVersion().artifact, digest } };
      const again = aStep('train', { state: 'over', result: 'success', artifacts });
      await store.commit([creation(aHeader(), { steps: [again] })]);
      expect((await store.garbage.roots(0)).has(digest)).toBe(true);
    });

    it('says what it came from, and contents say what came from them', async () => {
      const { store, other } = stores();
      const [model, data] = [anId(), digestOf(anId())];
      const origins = [
        { role: 'made-from', kind: 'data', name: './train.csv', digest: data },
        { role: 'judged-on', kind: 'made', name: 'split.test', digest: digestOf(anId()) },
      ] as const;
      await registered(model, origins);
      expect(await other.registry.origins(model, 1)).toEqual(origins);
      const [origin] = origins;
      const found = [{ model, version: 1, origin }];
      expect(await store.registry.madeFrom(data, { limit: 5 })).toEqual(found);
      expect(await store.registry.madeFrom(data.slice(0, 20), { limit: 5 })).toEqual(found);
      expect(await store.registry.madeFrom(data, { limit: 5, scope: '7' })).toEqual([]);
    });

    it('names the runs that registered it, the first one first', async () => {
      const { store } = stores();
      const model = anId();
      const { header, version } = await registered(model);
      const again = `${header.id}z`;
      await store.commit([{ type: 'model.register-again', run: again, key: 'r', version }]);
      const asked = { limit: 5 };
      expect(await store.registry.runsOf(model, 1, asked)).toEqual([header.id, again]);
    });
  });

  it('keeps what each environment said last', async () => {
    const { store, other } = stores();
    const model = anId();
    const said = (environment: string, at: number): Deployed => ({
      model,
      alias: 'production',
      environment,
      digest: digestOf(String(at)),
      at,
      by: { repository: 'acme/serving', repositoryId: 9, workflowRun: 3 },
    });
    const saved = (deployed: Deployed) => ({ type: 'model.deployed', deployed }) as const;
    await store.commit([saved(said('eu', 1)), saved(said('us', 2))]);
    await other.commit([saved(said('eu', 3))]);
    expect(await store.registry.deployed(model)).toEqual([said('eu', 3), said('us', 2)]);
  });
}
