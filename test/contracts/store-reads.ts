import { describe, expect, it } from 'vitest';
import type { Asks } from '../../app/domain/asks.ts';
import { digestOf, type Digest } from '../../app/domain/digest.ts';
import type { LocalInput } from '../../app/domain/input.ts';
import type { Plan } from '../../app/domain/plan.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import type { AttemptRecord } from '../../app/runtime/ports/attempts.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { aStep as aPlanStep } from '../support/build-plan.ts';
import { aPlace } from '../support/hosted.ts';
import { aHeader, aModelVersion, anId, aStep, change, creation } from '../support/rows.ts';
import type { Stores } from './stores.ts';

/** The narrow reads, and what garbage collection asks. */
export function describeReadsContract(stores: Stores): void {
  it('finds a run by id, the beginning of an id, number, number and attempt, or latest', async () => {
    const { store } = stores();
    const number = 900_000_000 + Math.floor(Math.random() * 90_000_000);
    const createdAt = 1e12 + number;
    const [first, second] = [
      aHeader({ number, createdAt }),
      aHeader({ number, attempt: 2, createdAt: createdAt + 1 }),
    ];
    await store.commit([creation(first), creation(second)]);
    const found = async (reference: string) => store.runs.find(reference);
    expect(await found(first.id)).toBe(first.id);
    expect(await found(first.id.slice(0, 12).toUpperCase())).toBe(first.id);
    expect(await found(String(number))).toBe(second.id);
    expect(await found(`#${number}`)).toBe(second.id);
    expect(await found(`#${number}.1`)).toBe(first.id);
    expect(await found(`${number}.3`)).toBeNull();
    expect(await found('latest')).toBe(second.id);
    expect(await found("'; drop table runs; --")).toBeNull();
  });

  it('gives the cells of a step, and none of one whose name is alike', async () => {
    const { store } = stores();
    const header = aHeader();
    const keys = ['a_b[n=1]', 'axb[n=1]', 'a_b[n=2]', 'a_b'];
    const steps = keys.map((key, order) => aStep(key, { order }));
    await store.commit([creation(header, { steps })]);
    const cells = await store.runs.cells(header.id, 'a_b');
    expect(cells.map(({ key }) => key)).toEqual(['a_b[n=1]', 'a_b[n=2]']);
  });

  it('lists runs on from one of them, and the repositories with the newest runs', async () => {
    const { store } = stores();
    const [one, two] = [1, 2].map(() => 800_000_000 + Math.floor(Math.random() * 90_000_000)) as [
      number,
      number,
    ];
    const after = 4e12 + one;
    const headers = [
      aHeader({ number: 1, createdAt: after, hosted: aPlace(one) }),
      aHeader({ number: 2, createdAt: after, hosted: aPlace(one) }),
      aHeader({ number: 2, attempt: 2, createdAt: after, hosted: aPlace(one) }),
      aHeader({ number: 3, createdAt: after + 1, hosted: aPlace(one) }),
      aHeader({ number: 1, createdAt: after + 2, hosted: aPlace(two) }),
    ];
    await store.commit(headers.map((header) => creation(header)));
    const query = { pipeline: null, open: false, limit: 2, repository: one };
    const first = await store.runs.list(query);
    const [last] = first.slice(-1);
    const rest = await store.runs.list({ ...query, after: last ?? expect.fail() });
    const names = (some: typeof first) => some.map(({ number, attempt }) => `${number}.${attempt}`);
    expect([names(first), names(rest)]).toEqual([
      ['3.1', '2.2'],
      ['2.1', '1.1'],
    ]);
    const known = await store.runs.repositories(1000);
    expect(known.indexOf(two)).toBe(known.indexOf(one) - 1);
    expect(await store.runs.repositories(1)).toHaveLength(1);
  });

  it('lists runs newest first, of a pipeline, and those that are not over', async () => {
    const { store } = stores();
    const pipeline = anId();
    const headers = [1, 2, 3].map((at) =>
      aHeader({ pipeline, createdAt: at, status: at === 2 ? 'succeeded' : 'running' }),
    );
    await store.commit(headers.map((header) => creation(header)));
    const ids = async (open: boolean, limit: number) =>
      (await store.runs.list({ pipeline, open, limit })).map(({ createdAt }) => createdAt);
    expect(await ids(false, 2)).toEqual([3, 2]);
    expect(await ids(true, 9)).toEqual([3, 1]);
    const versions = await store.runs.versions([headers[0]?.id ?? '', 'none']);
    expect([...versions]).toEqual([[headers[0]?.id, 1]]);
  });

  it('reads single rows of several runs', async () => {
    const { store } = stores();
    const headers = [aHeader(), aHeader()];
    const steps = [aStep('train'), aStep('evaluate')];
    for (const header of headers) await store.commit([creation(header, { steps })]);
    const ids = headers.map(({ id }) => id);
    const found = await store.runs.rows([...ids, 'none'], ['evaluate', 'deploy']);
    expect(found.map(({ run, row }) => `${run} ${row.key}`).toSorted()).toEqual(
      ids.map((id) => `${id} evaluate`).toSorted(),
    );
  });

  it('keeps a plan once by its digest', async () => {
    const { store } = stores();
    const digest = digestOf(anId());
    const save = { type: 'plan.save', digest, plan: aPlan(digest) } as const;
    await store.commit([save]);
    await store.commit([save]);
    expect(await store.runs.plan(digest)).toEqual(aPlan(digest));
    expect(await store.runs.plan(digestOf('unknown'))).toBeNull();
  });

  it('answers the cache with the newest work that is young enough, rejected or not', async () => {
    const { store } = stores();
    const cacheKey = digestOf(anId());
    const artifact = { digest: digestOf('d'), type: 'file', path: 'd', size: 1, files: 1 } as const;
    const products = { metrics: { auc: 1 }, facts: {}, outputs: { n: 2 }, artifacts: { artifact } };
    const older = await ended(store, 1000, { result: 'success', ...products }, { cacheKey });
    const look = (key: Digest, notBefore: number) =>
      store.cache.look({ cacheKey: key, asks: {}, notBefore });
    const hit = async () => (await look(cacheKey, 0))?.run;
    expect(await look(cacheKey, 0)).toEqual({ run: older, key: 'train', ...products });
    const newer = await ended(store, 2000, { result: 'rejected', ...products }, { cacheKey });
    expect(await hit()).toBe(newer);
    await ended(store, 3000, { result: 'cancelled', ...products }, { cacheKey });
    expect(await hit()).toBe(newer);
    expect(await look(cacheKey, 2001)).toBeNull();
    expect(await look(digestOf('other'), 0)).toBeNull();
  });

  it('answers the cache with examples, and with none that could not be read to who reads others', async () => {
    const { store } = stores();
    const cacheKey = digestOf(anId());
    const [one, two] = [{ 'examples a.csv': 'by id' }, { 'examples a.csv, column x': 'number' }];
    const look = (asks: Asks) => store.cache.look({ cacheKey, asks, notBefore: 0 });
    const read = { digest: digestOf('t'), size: 1, rows: 1, format: 'csv' } as const;
    const of = { cacheKey, asks: { ...one, ...two } };
    await ended(store, 1000, { result: 'success', examples: read }, of);
    const unread = { notCompared: 'it is empty' };
    await ended(store, 2000, { result: 'success', examples: unread }, of);
    expect(await look(of.asks)).toMatchObject({ examples: unread });
    expect(await look(one)).toMatchObject({ examples: read });
  });

  it('answers the cache with the newest success that was asked for as much', async () => {
    const { store } = stores();
    const cacheKey = digestOf(anId());
    const done = { result: 'success' } as const;
    const more = { 'metrics a.json': '', 'output m': 'model at m' };
    const first = await ended(store, 1000, done, { cacheKey, asks: more });
    const second = await ended(store, 2000, done, { cacheKey, asks: { 'metrics b.json': '' } });
    const whoAnswers = async (asks: Asks) =>
      (await store.cache.look({ cacheKey, asks, notBefore: 0 }))?.run;
    expect(await whoAnswers({})).toBe(second);
    expect(await whoAnswers({ 'metrics a.json': '' })).toBe(first);
    expect(await whoAnswers(more)).toBe(first);
    expect(await whoAnswers({ ...more, 'metrics b.json': '' })).toBeUndefined();
    expect(await whoAnswers({ 'output m': 'model at other' })).toBeUndefined();
  });

  it('remembers what the newest earlier cache keys of a step were made of', async () => {
    const { store } = stores();
    const pipeline = anId();
    const parts = (run: string, at: number) => ({
      run,
      key: 'train',
      pipeline,
      at,
      cacheKey: digestOf(`${at}`),
      parts: { files: at },
    });
    const [first, second] = [parts(anId(), 1), parts(anId(), 2)];
    await store.commit([first, second].map((row) => ({ type: 'cache.parts', parts: row })));
    const recent = (except: string | null, limit: number, key = 'train') =>
      store.cache.recentParts({ pipeline, key, except, limit });
    const old = { pipeline, key: 'train', except: null, before: 2, limit: 9 };
    expect(await store.cache.recentParts(old)).toEqual([first]);
    expect(await recent(null, 9)).toEqual([second, first]);
    expect(await recent(null, 1)).toEqual([second]);
    expect(await recent(second.run, 1)).toEqual([first]);
    expect(await recent(null, 1, 'other')).toEqual([]);
    expect(await store.cache.partsOf(first.run, 'train')).toEqual(first);
  });

  it('knows the metrics of a step behind an alias', async () => {
    const { store } = stores();
    const model = anId();
    const header = aHeader({ status: 'succeeded' });
    const steps = [aStep('evaluate', { metrics: { auc: 0.7 } })];
    const version = aModelVersion({ model, run: header.id, metricsStep: 'other' });
    const moved = { movedAt: 1, movedBy: 'ci', run: header.id };
    const alias = { model, alias: 'production', version: 1, ...moved };
    expect(await store.baselines.behindAlias(model, 'production', 'evaluate')).toEqual({
      type: 'none',
    });
    await store.commit([
      creation(header, { steps }),
      { type: 'model.register', version },
      { type: 'alias.move', alias, from: null },
    ]);
    const found = { type: 'found', run: header.id, metrics: { auc: 0.7 } };
    expect(await store.baselines.behindAlias(model, 'production', 'evaluate')).toEqual(found);
    expect(await store.baselines.behindAlias(model, 'production', 'missing')).toEqual({
      ...found,
      metrics: {},
    });
  });

  describe('garbage', () => {
    it('forgets old runs and all their rows, but the newest of a pipeline and those behind a model', async () => {
      const { store } = stores();
      const pipeline = anId();
      const first = 800_000_000 + Math.floor(Math.random() * 90_000_000);
      const past = (createdAt: number) => {
        const number = first + createdAt;
        return aHeader({ pipeline, number, createdAt, endedAt: createdAt, status: 'succeeded' });
      };
      const [old, registered, newest] = [past(-30), past(-20), past(-10)];
      const version = aModelVersion({ model: anId(), run: registered.id });
      await store.commit([
        ...[old, registered, newest].map((header) => creation(header, { steps: [aStep('a')] })),
        { type: 'model.register', version },
      ]);
      expect(await store.garbage.forgetRuns(0)).toEqual([old.id]);
      expect(await store.runs.load(old.id)).toBeNull();
      expect(await store.runs.events(old.id, 0)).toEqual([]);
      expect(await store.runs.load(newest.id)).not.toBeNull();
    });

    it('wants what runs, checkpoints, models, trees and pins refer to', async () => {
      const { store } = stores();
      const [tree, made, saved, plotted, modelled, pinned, unpinned] = Array.from(
        { length: 7 },
        () => digestOf(anId()),
      ) as [`sha256:${string}`, ...`sha256:${string}`[]] & Record<number, `sha256:${string}`>;
      const artifact = (digest = tree) =>
        ({ digest, type: 'file', path: 'x', size: 1, files: 1 }) as const;
      const header = aHeader({ tree });
      const steps = [aStep('a', { artifacts: { out: artifact(made) } })];
      const of = { run: header.id, key: 'a', attempt: 1 };
      const checkpoint = { digest: saved ?? tree, savedAt: 1, size: 1, files: 1 };
      const plots = { digest: plotted ?? tree, size: 1, files: 1 };
      const version = aModelVersion({ model: anId(), artifact: artifact(modelled) });
      await store.commit([creation(header, { steps }), { type: 'model.register', version }]);
      const records: AttemptRecord[] = [
        { ...of, type: 'checkpoint', checkpoint, pipeline: 'p', cacheKey: null, keep: 3 },
        { ...of, type: 'material', material: { plots, summary: null } },
      ];
      await store.commit(records.map((record) => ({ type: 'attempt.record', record })));
      await store.garbage.pin([pinned ?? tree], 100);
      await store.garbage.pin([unpinned ?? tree], 50);
      const roots = await store.garbage.roots(99);
      const known = [tree, made, saved, plotted, modelled, pinned, unpinned];
      expect(known.filter((digest) => digest !== undefined && roots.has(digest))).toEqual(
        known.slice(0, 6),
      );
    });

    it('wants the examples of kept runs, where there are any', async () => {
      const { store } = stores();
      const examples = { digest: digestOf(anId()), size: 1, rows: 1, format: 'csv' } as const;
      const steps = [aStep('a', { examples }), aStep('b', { examples: { notCompared: 'no' } })];
      await store.commit([creation(aHeader(), { steps })]);
      expect(await store.garbage.roots(99)).toContain(examples.digest);
    });

    it('wants what kept runs copied of the machine, which stands in their plans', async () => {
      const { store } = stores();
      const [copied, referred] = [digestOf(anId()), digestOf(anId())];
      const inputs = { copy: localInput('copy', copied), read: localInput('reference', referred) };
      const digest = digestOf(anId());
      const plan = { ...aPlan(digest), steps: [aPlanStep('a', { inputs })] };
      await store.commit([{ type: 'plan.save', digest, plan }]);
      const roots = await store.garbage.roots(99);
      expect([roots.has(copied), roots.has(referred)]).toEqual([true, false]);
    });

    it('condemns what nothing wants, and pardons what is wanted again', async () => {
      const { store } = stores();
      const [a, b] = [digestOf(anId()), digestOf(anId())];
      expect(await store.garbage.condemn([a, b], 100, 0)).toEqual([]);
      expect(await store.garbage.condemn([a], 200, 100)).toEqual([a]);
      expect(await store.garbage.condemn([a, b], 300, 100)).toEqual([a]);
      expect(await store.garbage.condemn([], 400, 400)).toEqual([]);
    });
  });
}

async function ended(
  store: Store,
  at: number,
  part: Partial<StepRow>,
  { cacheKey, asks = {} }: { cacheKey: StepRow['cacheKey']; asks?: Asks },
): Promise<string> {
  const header = aHeader();
  await store.commit([creation(header)]);
  const steps = [aStep('train', { state: 'over', cacheKey, ...part })];
  const cache = cacheKey === null ? [] : [{ cacheKey, key: 'train', asks }];
  const event = { type: 'run.admitted', at } as const;
  const patched = { ...change(header, { steps, cache }), events: [{ version: 2, event }] };
  await store.commit([patched]);
  return header.id;
}

function localInput(mode: LocalInput['mode'], digest: Digest): LocalInput {
  const pinned = { digest, type: 'dataset', path: 'data', size: 1, files: 1 } as const;
  const places = { uri: './data', source: 'data', path: 'data' };
  return { ...places, mode, pinned, writable: false, optional: false };
}

function aPlan(digest: string): Plan {
  return {
    format: 1,
    pipeline: digest,
    file: 'churn.yml',
    description: null,
    triggers: {},
    params: {},
    paramValues: {},
    concurrency: null,
    maxParallel: null,
    expiresMs: 1,
    steps: [],
  };
}
