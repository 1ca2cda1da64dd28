import { describe, expect, it } from 'vitest';
import type { Asks } from '../../app/domain/asks.ts';
import { digestOf } from '../../app/domain/digest.ts';
import type { AttemptRow } from '../../app/domain/run/run.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { aHeader, aModelVersion, anAttempt, anId, aStep, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

const DONE = { state: 'over', result: 'success' } as const;

/** Whose work answers: that of the row that did it, not of what stands beside it. */
export function describeCacheContract(stores: Stores): void {
  describe('work that may be reused', () => {
    it('is that of the row that did it, and is dropped for that row alone', async () => {
      const { store } = stores();
      const [train, evaluate] = [digestOf(anId()), digestOf(anId())];
      const keep = async () => {
        const header = aHeader();
        const steps = [aStep('train', DONE), aStep('evaluate', DONE)];
        const cache = [
          { cacheKey: train, key: 'train', asks: {} },
          { cacheKey: evaluate, key: 'evaluate', asks: {} },
        ];
        await store.commit([creation(header, { steps, cache })]);
        return header.id;
      };
      const look = async (cacheKey: typeof train) => {
        const hit = await store.cache.look({ cacheKey, asks: {}, notBefore: 0 });
        return hit === null ? null : `${hit.run} ${hit.key}`;
      };
      const run = await keep();
      expect([await look(train), await look(evaluate)]).toEqual([
        `${run} train`,
        `${run} evaluate`,
      ]);
      await store.commit([{ type: 'cache.drop', run, key: 'train' }]);
      expect([await look(train), await look(evaluate)]).toEqual([null, `${run} evaluate`]);
      const other = await keep();
      await store.commit([{ type: 'cache.drop', run, key: 'train' }]);
      expect(await look(train)).toBe(`${other} train`);
    });

    it('is looked for among the twenty newest', async () => {
      const { store } = stores();
      const cacheKey = digestOf(anId());
      const keep = async (createdAt: number, asks: Asks) => {
        const header = aHeader({ createdAt });
        const cache = [{ cacheKey, key: 'train', asks }];
        await store.commit([creation(header, { steps: [aStep('train', DONE)], cache })]);
        return header.id;
      };
      const asks = { 'metrics m.json': '' };
      const run = await keep(1, asks);
      const look = () => store.cache.look({ cacheKey, asks, notBefore: 0 });
      for (let at = 2; at <= 20; at += 1) await keep(at, {});
      expect(await look()).toMatchObject({ run });
      await keep(21, {});
      expect(await look()).toBeNull();
    });

    it('is told by what each row was made of', async () => {
      const { store } = stores();
      const run = anId();
      const partsOf = (key: string) => {
        const place = { run, key, pipeline: 'churn', at: 1 };
        return { ...place, cacheKey: digestOf(key), parts: { key } };
      };
      const all = [partsOf('train'), partsOf('evaluate')];
      await store.commit(all.map((parts) => ({ type: 'cache.parts', parts })));
      for (const parts of all) expect(await store.cache.partsOf(run, parts.key)).toEqual(parts);
      expect(await store.cache.partsOf(run, 'other')).toBeNull();
      expect(await store.cache.partsOf(anId(), 'train')).toBeNull();
    });

    it('is found again by its recipe, of the scopes that are asked', async () => {
      const { store } = stores();
      const [recipe, pipeline] = [digestOf(anId()), anId()];
      const keep = async (at: number, change: object = {}, scope = '7/writer') => {
        const place = { run: anId(), key: 'train', pipeline, at, cacheKey: digestOf(anId()) };
        const parts = { ...place, parts: {}, recipe, ...change };
        await store.commit([{ type: 'cache.parts', parts, scope }]);
        return { run: parts.run, cacheKey: parts.cacheKey };
      };
      const [first, second] = [await keep(1), await keep(2, {}, '7/protected')];
      await keep(3, { recipe: digestOf(anId()) });
      await keep(3, { key: 'evaluate' });
      await keep(3, {}, '8/writer');
      await keep(9);
      const query = { pipeline, key: 'train', recipe, until: 5, limit: 10 };
      const scopes = ['7/writer', '7/protected'];
      expect(await store.cache.sameRecipe(query, scopes)).toEqual([second, first]);
      expect(await store.cache.sameRecipe({ ...query, limit: 1 }, scopes)).toEqual([second]);
    });
  });

  describe('checkpoints of one key', () => {
    it('are gone on with from the newest, of the ten newest', async () => {
      const { store } = stores();
      const { pipeline, keep, offered } = openCheckpoints(store);
      for (let at = 1; at <= 12; at += 1) await keep(`run ${pipeline} ${at % 2}`, at);
      expect(await offered()).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    });

    it('are none of work that succeeded in the end, whatever became of the rows beside it', async () => {
      const { store } = stores();
      const { keep, offered, attempted } = openCheckpoints(store);
      await keep(await attempted([anAttempt('train', { status: 'succeeded' })]), 9);
      expect(await offered()).toEqual([]);
      const failed = anAttempt('train', { status: 'failed' });
      await keep(await attempted([failed, anAttempt('evaluate', { status: 'succeeded' })]), 8);
      expect(await offered()).toEqual([8]);
      const succeeded = anAttempt('train', { status: 'succeeded', number: 2 });
      await keep(await attempted([failed, succeeded]), 10);
      expect(await offered()).toEqual([8]);
    });

    it('are those of one pipeline', async () => {
      const { store } = stores();
      const { keep, offered } = openCheckpoints(store);
      await keep(anId(), 1, 'another');
      expect(await offered()).toEqual([]);
      await keep(anId(), 2);
      expect(await offered()).toEqual([2]);
    });
  });

  it('a baseline behind an alias is that of its version of its model', async () => {
    const { store } = stores();
    const [model, other] = [anId(), anId()];
    const versions = [1, 2].map((version) =>
      aModelVersion({ model, version, metrics: { auc: version }, metricsStep: 'evaluate' }),
    );
    const foreign = aModelVersion({ model: other, metrics: { auc: 9 }, metricsStep: 'evaluate' });
    const alias = (name: string, version: number, of = model) => {
      const moved = { movedAt: 1, movedBy: 'ci', run: anId() };
      return {
        type: 'alias.move',
        from: null,
        alias: { model: of, alias: name, version, ...moved },
      };
    };
    for (const version of [foreign, ...versions]) {
      await store.commit([{ type: 'model.register', version }]);
    }
    const moves = [alias('first', 1, other), alias('production', 1), alias('staging', 2)] as const;
    for (const move of moves) await store.commit([{ ...move, type: 'alias.move' }]);
    const behind = async (name: string, of = model) => {
      const found = await store.baselines.behindAlias(of, name, 'evaluate');
      return found.type === 'found' ? found.metrics['auc'] : found.type;
    };
    expect([await behind('production'), await behind('staging')]).toEqual([1, 2]);
    expect([await behind('first', other), await behind('first')]).toEqual([9, 'none']);
  });
}

/** Checkpoints of `train` under a key of its own. */
function openCheckpoints(store: Store) {
  const pipeline = anId();
  const cacheKey = digestOf(pipeline);
  return {
    pipeline,
    /** A run with these attempts; gives its id. */
    attempted: async (attempts: AttemptRow[]) => {
      const header = aHeader({ pipeline });
      await store.commit([creation(header, { attempts })]);
      return header.id;
    },
    keep: async (run: string, savedAt: number, of = pipeline) => {
      const checkpoint = { digest: digestOf(`${savedAt}`), savedAt, size: 1, files: 1 };
      const place = { run, key: 'train', attempt: 1, pipeline: of, cacheKey, keep: 99 };
      const record = { ...place, type: 'checkpoint', checkpoint } as const;
      await store.commit([{ type: 'attempt.record', record }]);
    },
    offered: async () => {
      const found = await store.cache.checkpoints(pipeline, 'train', cacheKey);
      return found.map(({ savedAt }) => savedAt);
    },
  };
}
