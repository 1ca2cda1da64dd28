import { describe, expect, it } from 'vitest';
import { readableScopes } from '../../app/domain/scope.ts';
import type { Trust } from '../../app/domain/hosted.ts';
import type { AttemptRow, RunHeader } from '../../app/domain/run/run.ts';
import { aPlace } from '../support/hosted.ts';
import { aHeader, anAttempt, anId, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** What earlier runs tell of work to come. */
export function describeHistoryContract(stores: Stores): void {
  describe('how long work took', () => {
    const took = (key: string, ms: number, part: Partial<AttemptRow> = {}) =>
      anAttempt(key, { status: 'succeeded', startedAt: 1000, endedAt: 1000 + ms, ...part });
    const ran = async (header: RunHeader, attempts: readonly AttemptRow[]) => {
      await stores().store.commit([creation(header, { attempts })]);
      return header;
    };
    const asked = async (pipeline: string, keys: readonly string[]) => {
      const found = await stores().store.history.durations({ pipeline, keys });
      return Object.fromEntries([...found].map(([key, { ms }]) => [key, ms]));
    };

    it('is told by the newest success of each row', async () => {
      const pipeline = anId();
      await ran(aHeader({ pipeline, createdAt: 1 }), [took('data', 10), took('train', 20)]);
      await ran(aHeader({ pipeline, createdAt: 2 }), [
        took('train', 30),
        took('data', 5, { status: 'failed' }),
      ]);
      expect(await asked(pipeline, ['data', 'train'])).toEqual({ data: 10, train: 30 });
      expect(await asked(pipeline, ['train'])).toEqual({ train: 30 });
      expect(await asked(anId(), ['train'])).toEqual({});
    });

    it('counts what came before a checkpoint that an attempt went on from', async () => {
      const pipeline = anId();
      const resumedFrom = `sha256:${'a'.repeat(64)}` as const;
      await ran(aHeader({ pipeline }), [
        took('train', 40, { status: 'interrupted' }),
        took('train', 2, { number: 2, resumedFrom }),
        took('data', 40, { status: 'failed' }),
        took('data', 3, { number: 2 }),
      ]);
      expect(await asked(pipeline, ['train'])).toEqual({ train: 42, data: 3 });
    });

    it('is, for a matrix step, that of its longest cell', async () => {
      const pipeline = anId();
      await ran(aHeader({ pipeline }), [took('train[n=1]', 10), took('train[n=2]', 20)]);
      const cells = { 'train[n=1]': 10, 'train[n=2]': 20 };
      expect(await asked(pipeline, ['train'])).toEqual({ ...cells, train: 20 });
    });

    it('is told of many runs, newest first, of trusted code of the repository alone', async () => {
      const pipeline = anId();
      const at = (createdAt: number, trust: Trust, repository = 7) =>
        aHeader({ pipeline, createdAt, hosted: aPlace(repository, { trust }) });
      const resumedFrom = `sha256:${'a'.repeat(64)}` as const;
      await ran(at(1, 'protected'), [took('train', 10), took('train[n=1]', 3), took('data', 9)]);
      await ran(at(2, 'writer'), [
        took('train', 40, { status: 'interrupted' }),
        took('train', 2, { number: 2, resumedFrom }),
        took('train_x[n=1]', 70),
        took('train[n=2]', 4),
      ]);
      await ran(at(3, 'untrusted'), [took('train', 500)]);
      await ran(at(4, 'writer', 8), [took('train', 600)]);
      await ran(at(5, 'writer'), [took('train', 20, { status: 'failed' })]);
      const { history } = stores().store;
      const of = (key: string) => history.lengths({ repository: 7, pipeline, key });
      expect(await of('train')).toEqual([42, 10]);
      expect(await of('train[n=1]')).toEqual([3]);
      // A cell that never ran is as long as its like.
      expect(await of('train[n=9]')).toEqual([4, 3]);
      expect(await of('eval')).toEqual([]);
      expect(await history.lengths({ repository: 9, pipeline, key: 'train' })).toEqual([]);
    });

    it('is told of the last twenty successes', async () => {
      const pipeline = anId();
      const times = Array.from({ length: 23 }, (_, at) => at + 1);
      for (const createdAt of times) {
        await ran(aHeader({ pipeline, createdAt, hosted: aPlace(7) }), [took('train', createdAt)]);
      }
      const found = await stores().store.history.lengths({ repository: 7, pipeline, key: 'train' });
      expect(found).toEqual(times.slice(3).toReversed());
    });

    it('is told only to those who may read that run', async () => {
      const pipeline = anId();
      const hosted = aPlace(1, { trust: 'protected' });
      const run = await ran(aHeader({ pipeline, hosted }), [took('train', 10)]);
      expect(await asked(pipeline, ['train'])).toEqual({});
      const query = { pipeline, keys: ['train'] };
      const { history } = stores().store;
      expect([...(await history.durations(query, readableScopes(run))).keys()]).toEqual(['train']);
    });
  });
}
