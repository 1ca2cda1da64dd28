import { describe, expect, it } from 'vitest';
import { digestOf, type Digest } from '../../app/domain/digest.ts';
import type { ArtifactRef } from '../../app/domain/artifact.ts';
import { encodeManifest } from '../../content/manifest/manifest.ts';
import { aGate, aPlan, anApproval, aStep } from '../support/build-plan.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { openRuntime, type TestRuntime } from '../support/open-runtime.ts';
import { begun, failed, stays, succeeded } from '../support/script-host.ts';

const EMPTY = encodeManifest({ format: 1, single: false, entries: [] });
const model: ArtifactRef = {
  digest: digestOf(EMPTY),
  type: 'model',
  path: 'model',
  size: 0,
  files: 0,
};
const register = {
  model: 'churn',
  metrics: 'train',
  alias: 'candidate',
  from: { type: 'output', step: 'train', name: 'model' },
} as const;
const TRAIN = aStep('train', {
  outputs: { model: { type: 'model', path: 'model', optional: false } },
});
const REGISTER = aStep('register', { needs: ['train'], action: { type: 'register', register } });
const DEPLOY = aStep('deploy', {
  needs: ['register'],
  promote: [{ from: 'register', alias: 'production' }],
});

async function trains({ host, blobs }: TestRuntime, auc: number): Promise<void> {
  await blobs.putBytes(EMPTY);
  const products = { metrics: { auc }, artifacts: { model } };
  host.acts.set('train', () => [begun(), succeeded(products)]);
}

/** The repository's tree as these files, stored. */
async function aTree({ blobs }: TestRuntime, files: Record<string, string>): Promise<Digest> {
  const entries = Object.entries(files).map(([path, text]) => {
    const [digest, size] = [digestOf(text), text.length];
    return { path, type: 'file', mode: 0o644, size, digest } as const;
  });
  await blobs.putBytes(encodeManifest({ format: 1, single: false, entries }));
  return digestOf(encodeManifest({ format: 1, single: false, entries }));
}

async function rowOf({ store }: TestRuntime, run: string, key: string) {
  return (await store.runs.load(run))?.steps.find((row) => row.key === key);
}

describe('a run that is resumed', () => {
  it('is given the work that another run did meanwhile', async () => {
    const dead = await openRuntime({ owner: { id: 'dead', isKnownDead: () => false } });
    const { store, folder } = dead;
    const tree = await aTree(dead, { a: '1' });
    const plan = aPlan([{ ...TRAIN, cache: { maxAgeMs: null } }]);
    dead.host.acts.set('train', stays);
    const { id } = await dead.start(plan, { tree });
    await dead.until(id, async () => (await rowOf(dead, id, 'train'))?.state === 'running');
    const owner = { id: 'next', isKnownDead: (other: string) => other === 'dead' };
    const next = await openRuntime({ store, folder, owner });
    await trains(next, 0.9);
    const meanwhile = await next.start(plan, { tree });
    await next.until(meanwhile.id);
    expect(await next.runtime.resume(id)).toEqual({ type: 'driving' });
    expect((await next.until(id)).status).toBe('succeeded');
    expect(await rowOf(next, id, 'train')).toMatchObject({
      attempt: 1,
      cached: true,
      takenFrom: { run: meanwhile.id },
    });
    expect(next.host.order).toEqual(['train']);
  });
});

describe('models', () => {
  it('get a version and an alias when registered, and another alias when promoted', async () => {
    const test = await openRuntime();
    for (const expected of [1, 2]) {
      await trains(test, expected / 10);
      const run = await test.start(aPlan([TRAIN, REGISTER, DEPLOY]), { actor: 'ada' });
      expect((await test.until(run.id)).status).toBe('succeeded');
      const [registered] = await test.store.registry.ofRun(run.id);
      expect(registered).toMatchObject({
        key: 'register',
        version: { version: expected, metrics: { auc: expected / 10 }, artifact: model },
      });
    }
    const aliases = await test.store.registry.aliases('churn');
    expect(aliases.map(({ alias, version }) => `${alias} ${version}`)).toEqual([
      'candidate 2',
      'production 2',
    ]);
    const [newest] = await test.store.registry.history('churn');
    expect(newest).toMatchObject({ version: 2, from: 1, movedBy: 'ada' });
  });

  it('of the same bytes and metrics keep their number, and are promoted by the run that found them', async () => {
    const test = await openRuntime();
    await trains(test, 0.9);
    const first = await test.start(aPlan([TRAIN, REGISTER]));
    await test.until(first.id);
    const second = await test.start(aPlan([TRAIN, REGISTER, DEPLOY]));
    expect((await test.until(second.id)).status).toBe('succeeded');
    expect(await test.store.registry.versions('churn')).toHaveLength(1);
    const [registered] = await test.store.registry.ofRun(second.id);
    expect(registered?.version).toMatchObject({ version: 1, run: first.id });
    expect((await test.store.registry.alias('churn', 'production'))?.run).toBe(second.id);
  });

  it('are the baselines of later runs: none before the first, then the one behind the alias', async () => {
    const test = await openRuntime();
    const test_ = { goal: 'maximize', tolerance: { type: 'absolute', amount: 0 } } as const;
    const baseline = { type: 'alias', model: 'churn', alias: 'production' } as const;
    const gate = aGate('regress', {
      test: { type: 'baseline', baseline, ifMissing: 'pass', ...test_ },
    });
    const plan = aPlan([{ ...TRAIN, gates: [gate] }, REGISTER, DEPLOY]);
    const outcomes: unknown[] = [];
    for (const auc of [0.9, 0.8, 0.95]) {
      await trains(test, auc);
      const run = await test.start(plan);
      const { status } = await test.until(run.id);
      const [outcome] = (await rowOf(test, run.id, 'train'))?.gates ?? [];
      outcomes.push([outcome?.verdict, outcome?.threshold, status]);
    }
    expect(outcomes).toEqual([
      ['no-baseline', null, 'succeeded'],
      ['fail', 0.9, 'rejected'],
      ['pass', 0.9, 'succeeded'],
    ]);
  });

  it('of an earlier run are promoted by a rerun that takes its register step over', async () => {
    const test = await openRuntime();
    await trains(test, 0.9);
    test.host.acts.set('deploy', () => [begun(), failed()]);
    const run = await test.start(aPlan([TRAIN, REGISTER, DEPLOY]));
    expect((await test.until(run.id)).status).toBe('failed');
    test.host.acts.delete('deploy');
    const who = { trigger: 'local', actor: 'ada' };
    const again = await test.runtime.rerun(run.id, { type: 'failed' }, who);
    expect([again.number, again.attempt, again.rerunOf]).toEqual([run.number, 2, run.id]);
    expect((await test.until(again.id)).status).toBe('succeeded');
    expect(test.host.order).toEqual(['train', 'deploy', 'deploy']);
    expect((await test.store.registry.alias('churn', 'production'))?.version).toBe(1);
  });
});

describe('the cache', () => {
  const metrics = { path: 'm.json', live: null, primary: null, maximize: [], minimize: [] };
  const plan = aPlan([aStep('train', { cache: { maxAgeMs: null }, files: ['src/**'], metrics })]);
  const order = ({ host }: TestRuntime) => host.order.length;

  it('gives the work of an earlier run while nothing that the step sees has changed', async () => {
    const test = await openRuntime();
    await trains(test, 0.9);
    const trees = [
      await aTree(test, { 'README.md': 'one', 'src/a.py': 'a' }),
      await aTree(test, { 'README.md': 'two', 'src/a.py': 'a' }),
      await aTree(test, { 'README.md': 'two', 'src/a.py': 'b' }),
    ];
    const ran: number[] = [];
    for (const tree of trees) {
      const run = await test.start(plan, { tree });
      await test.until(run.id);
      ran.push(order(test));
      expect((await rowOf(test, run.id, 'train'))?.metrics).toEqual({ auc: 0.9 });
    }
    expect(ran).toEqual([1, 1, 2]);
    const latest = (await test.store.runs.find('latest')) ?? '';
    const now = await test.store.cache.partsOf(latest, 'train');
    const query = { pipeline: 'churn', key: 'train', except: latest, limit: 1 };
    const [before] = await test.store.cache.recentParts(query);
    const changed = Object.entries(Object(now?.parts)).filter(
      ([name, part]) => JSON.stringify(part) !== JSON.stringify(Object(before?.parts)[name]),
    );
    expect(changed.map(([name]) => name)).toEqual(['files']);
  });

  it('is not asked by a run that does not want it', async () => {
    const test = await openRuntime();
    const tree = await aTree(test, { 'src/a.py': 'a' });
    const options = { maxParallel: null, inPlace: false, deploy: true, exclude: {} };
    for (const noCache of [false, true, ['train'], ['other']]) {
      const run = await test.start(plan, { tree, options: { ...options, noCache } });
      await test.until(run.id);
    }
    expect(order(test)).toBe(3);
  });
});

describe('a concurrency group', () => {
  const grouped = (cancelInProgress: boolean) =>
    aPlan([aStep('train')], { concurrency: { group: 'g', cancelInProgress, queue: 'one' } });

  it('lets one run begin at a time, the newest of those that wait after it', async () => {
    const test = await openRuntime();
    test.host.acts.set('train', stays);
    const first = await test.start(grouped(false));
    await test.until(first.id, ({ status }) => status === 'running');
    const second = await test.start(grouped(false));
    const third = await test.start(grouped(false));
    await test.until(second.id);
    expect((await test.store.runs.header(second.id))?.status).toBe('cancelled');
    expect((await test.store.runs.header(third.id))?.status).toBe('queued');
    const { stop } = test.work();
    await test.runtime.report({ run: first.id, key: 'train', attempt: 1 }, succeeded());
    while (test.host.started.length < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    await stop();
    expect(test.host.started.map(({ run }) => run)).toEqual([first.id, third.id]);
  });

  it('ends a run that only waits for an approval when a newer one comes', async () => {
    const test = await openRuntime();
    const concurrency = { group: 'g', cancelInProgress: false, queue: 'all' } as const;
    const plan = aPlan([aStep('train', { approval: anApproval() })], { concurrency });
    const first = await test.start(plan);
    await test.until(first.id, ({ status }) => status === 'waiting');
    await test.until(
      first.id,
      async () => (await test.store.outbox.pending(first.id)).length === 0,
    );
    expect((await test.store.runs.header(first.id))?.status).toBe('waiting');
    const second = await test.start(plan);
    await test.until(second.id, ({ status }) => status === 'waiting');
    expect((await test.store.runs.header(first.id))?.status).toBe('cancelled');
  });

  it('keeps every run that waits, where its pipeline says so', async () => {
    const test = await openRuntime();
    test.host.acts.set('train', stays);
    const concurrency = { group: 'g', cancelInProgress: false, queue: 'all' } as const;
    const plan = aPlan([aStep('train')], { concurrency });
    const first = await test.start(plan);
    await test.until(first.id, ({ status }) => status === 'running');
    const others = [await test.start(plan), await test.start(plan)];
    test.host.acts.delete('train');
    await test.runtime.report({ run: first.id, key: 'train', attempt: 1 }, succeeded());
    for (const { id } of others) expect((await test.until(id)).status).toBe('succeeded');
  });

  it('ends the run that holds it, where a newer one may', async () => {
    const test = await openRuntime();
    test.host.acts.set('train', stays);
    const first = await test.start(grouped(true));
    await test.until(first.id, ({ status }) => status === 'running');
    const second = await test.start(grouped(true));
    await test.until(second.id, ({ status }) => status === 'running');
    expect((await test.store.runs.header(first.id))?.status).toBe('cancelled');
  });
});

describe('an approval', () => {
  it('given in another process lets the step go on', async () => {
    const folder = freshFolder();
    const [test, other] = [await openRuntime({ folder }), await openRuntime({ folder })];
    const run = await test.start(aPlan([aStep('deploy', { approval: anApproval() })]));
    await test.until(run.id, ({ status }) => status === 'waiting');
    expect(test.host.order).toEqual([]);
    const decided = {
      type: 'approval.decided',
      key: 'deploy',
      by: 'grace',
      standsFor: null,
    } as const;
    await other.runtime.handle(run.id, { ...decided, decision: 'approved', comment: null });
    expect((await test.until(run.id)).status).toBe('succeeded');
    expect(await test.store.runs.approvals({ run: run.id, limit: 5 })).toMatchObject([
      { key: 'deploy', by: 'grace', decision: 'approved' },
    ]);
    expect(other.host.order).toEqual([]);
  });
});
