import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../app/domain/digest.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import {
  aHeader,
  aModelVersion,
  anAttempt,
  anEffect,
  anId,
  aStep,
  change,
  creation,
} from '../support/rows.ts';
import { describeAuditsContract } from './store-audits.ts';
import { describeTriggersContract } from './store-triggers.ts';
import { describeUploadsContract } from './store-uploads.ts';
import { describeCacheContract } from './store-cache.ts';
import { describeBudgetsContract } from './store-budgets.ts';
import { describeCostsContract } from './store-costs.ts';
import { describeClaimsContract } from './store-claims.ts';
import { describeEgressContract } from './store-egress.ts';
import { describeMachinesContract } from './store-machines.ts';
import { describeOutboxContract } from './store-outbox.ts';
import type { Stores } from './stores.ts';
import type { RunEvent } from '../../app/domain/run/event.ts';
import { describeLogTailsContract } from './store-log-tails.ts';
import { describeHostedGarbageContract } from './store-garbage.ts';
import { describeBaselinesContract } from './store-baselines.ts';
import { describeHistoryContract } from './store-history.ts';
import { describeQueuesContract } from './store-queues.ts';
import { describeReadsContract } from './store-reads.ts';
import { describeRepositoriesContract } from './store-repositories.ts';
import { describeScopesContract } from './store-scopes.ts';
import { describeComparisonsContract } from './store-comparisons.ts';
import { describeFreezesContract } from './store-freezes.ts';
import { describeLooksContract } from './store-looks.ts';
import { describeModelsContract } from './store-models.ts';
import { describeStrangersContract } from './store-strangers.ts';
import { describeTurnsContract } from './store-turns.ts';
import { describeWatchesContract } from './store-watches.ts';
import { describeWebSessionsContract } from './store-web-sessions.ts';

export type OpenStore = () => Promise<Store>;

/** What every store must do. `open` opens another connection to the same store each time. */
export function describeStoreContract(name: string, open: OpenStore): void {
  describe(`a store on ${name}`, () => {
    let store: Store;
    let other: Store;
    beforeAll(async () => {
      [store, other] = await Promise.all([open(), open()]);
    });
    afterAll(async () => {
      await Promise.all([store.close(), other.close()]);
    });
    const stores = () => ({ store, other });

    describeCommitContract(stores);
    describeOutboxContract(stores);
    describeClaimsContract(stores);
    describeUploadsContract(stores);
    describeReadsContract(stores);
    describeHistoryContract(stores);
    describeBaselinesContract(stores);
    describeCacheContract(stores);
    describeLogTailsContract(stores);
    describeEgressContract(stores);
    describeScopesContract(stores);
    describeMachinesContract(stores);
    describeBudgetsContract(stores);
    describeCostsContract(stores);
    describeHostedGarbageContract(stores);
    describeTriggersContract(stores);
    describeAuditsContract(stores);
    describeRepositoriesContract(stores);
    describeComparisonsContract(stores);
    describeLooksContract(stores);
    describeModelsContract(stores);
    describeFreezesContract(stores);
    describeStrangersContract(stores);
    describeWatchesContract(stores);
    describeWebSessionsContract(stores);
    describeTurnsContract(stores);
    describeQueuesContract(stores);
  });
}

function describeCommitContract(stores: Stores): void {
  it('gives back to the byte what was committed, whatever characters and key orders it holds', async () => {
    const { store, other } = stores();
    const odd = {
      b: 1,
      a: '\u0000 \ud83d\ude00 \ud800 \u2028 "\\',
      '': null,
      nested: [{ z: 1, y: [] }],
    };
    const header = aHeader({ params: odd });
    const cell = { seed: 2, arch: 'x', deep: true };
    const step = aStep('train[seed=2]', { cell, role: 'cell', outputs: odd });
    await store.commit([creation(header, { steps: [step], attempts: [anAttempt(step.key)] })]);
    const rows = await other.runs.load(header.id);
    expect(JSON.stringify(rows?.header)).toBe(JSON.stringify(header));
    expect(JSON.stringify(rows?.steps)).toBe(JSON.stringify([step]));
    expect(JSON.stringify(rows?.attempts)).toBe(JSON.stringify([anAttempt(step.key)]));
  });

  it('changes only the rows that a patch names', async () => {
    const { store } = stores();
    const header = aHeader();
    await store.commit([
      creation(header, { steps: [aStep('a', { order: 0 }), aStep('b', { order: 1 })] }),
    ]);
    const b = aStep('b', { order: 1, state: 'ready' });
    expect(await store.commit([change(header, { steps: [b] })])).toEqual({ type: 'committed' });
    expect((await store.runs.load(header.id))?.steps).toEqual([aStep('a', { order: 0 }), b]);
  });

  it('refuses a change that was decided on an older version, and writes nothing of it', async () => {
    const { store, other } = stores();
    const header = aHeader();
    await store.commit([creation(header)]);
    await other.commit([change(header)]);
    const late = change(header, { steps: [aStep('late')], effects: [anEffect(anId(), 0)] });
    expect(await store.commit([late])).toEqual({ type: 'conflict', where: [header.id] });
    expect((await store.runs.load(header.id))?.steps).toEqual([]);
    expect(await store.outbox.pending(header.id)).toEqual([]);
  });

  it('commits several runs together or not at all, and names each that stood in the way', async () => {
    const { store } = stores();
    const [good, stale, gone] = [aHeader(), aHeader(), aHeader()];
    await store.commit([creation(good), creation(stale)]);
    await store.commit([change(stale)]);
    const result = await store.commit([change(good), change(stale), change(gone)]);
    expect(result).toEqual({ type: 'conflict', where: [stale.id, gone.id].sort() });
    expect((await store.runs.header(good.id))?.version).toBe(1);
  });

  it('lets exactly one of two processes that change a run at once have its way', async () => {
    const { store, other } = stores();
    const header = aHeader();
    await store.commit([creation(header)]);
    const results = await Promise.all([
      store.commit([change(header)]),
      other.commit([change(header)]),
      store.commit([change(header)]),
    ]);
    expect(results.filter(({ type }) => type === 'committed')).toHaveLength(1);
  });

  it('refuses a second run of one id, or of one number and attempt', async () => {
    const { store } = stores();
    const header = aHeader();
    await store.commit([creation(header)]);
    const twin = aHeader({ number: header.number });
    expect((await store.commit([creation(header)])).type).toBe('conflict');
    expect((await store.commit([creation(twin)])).type).toBe('conflict');
    const rerun = aHeader({ number: header.number, attempt: 2 });
    expect((await store.commit([creation(rerun)])).type).toBe('committed');
  });

  it('gives every run number once', async () => {
    const { store, other } = stores();
    const asked = Array.from({ length: 20 }, (_, i) => (i % 2 ? store : other).nextRunNumber());
    const numbers = await Promise.all(asked);
    expect(new Set(numbers).size).toBe(20);
  });

  it('keeps the events of a run in order, and who decided what', async () => {
    const { store } = stores();
    const header = aHeader();
    await store.commit([creation(header)]);
    const event: RunEvent = {
      type: 'approval.decided',
      at: 3000,
      key: 'deploy',
      by: 'octocat',
      standsFor: null,
      decision: 'approved',
      comment: 'ship it',
    };
    await store.commit([{ ...change(header), events: [{ version: 2, event }] }]);
    expect(await store.runs.events(header.id, 0)).toEqual([
      { version: 1, event: { type: 'run.created', at: 1000 } },
      { version: 2, event },
    ]);
    expect(await store.runs.events(header.id, 2)).toEqual([]);
    const audit = await store.runs.approvals({ run: header.id, limit: 10 });
    expect(audit).toMatchObject([{ run: header.id, key: 'deploy', by: 'octocat', at: 3000 }]);
  });

  it('saves a concurrency group only over the version that was decided on', async () => {
    const { store, other } = stores();
    const group = anId();
    const save = (expected: number | null, state: string) =>
      ({ type: 'concurrency.save', group, expected, state: { holder: state } }) as const;
    expect((await store.commit([save(null, 'a')])).type).toBe('committed');
    expect(await other.commit([save(null, 'b')])).toEqual({ type: 'conflict', where: [group] });
    expect((await other.commit([save(1, 'c')])).type).toBe('committed');
    expect((await store.commit([save(1, 'd')])).type).toBe('conflict');
    expect(await store.concurrency.load(group)).toEqual({ version: 2, state: { holder: 'c' } });
  });

  it('registers a version once, and one version for a run and key', async () => {
    const { store } = stores();
    const version = aModelVersion({ model: anId() });
    const register = { type: 'model.register', version } as const;
    expect((await store.commit([register])).type).toBe('committed');
    expect(await store.commit([register])).toEqual({ type: 'conflict', where: [version.model] });
    const again = { type: 'model.register', version: { ...version, version: 2 } } as const;
    expect((await store.commit([again])).type).toBe('conflict');
    const { run, key } = version;
    expect(await store.registry.ofRun(run)).toEqual([{ key, version }]);
  });

  it('moves several aliases or none, each only from where it stood, and keeps the history', async () => {
    const { store, other } = stores();
    const model = anId();
    const move = (alias: string, version: number, from: number | null) => {
      const target = { model, alias, version, movedAt: 5000 + version, movedBy: 'ci', run: 'r' };
      return { type: 'alias.move', alias: target, from } as const;
    };
    expect((await store.commit([move('production', 1, null)])).type).toBe('committed');
    const both = await other.commit([move('candidate', 2, null), move('production', 2, null)]);
    expect(both).toEqual({ type: 'conflict', where: [`${model}@production`] });
    expect(await store.registry.alias(model, 'candidate')).toBeNull();
    await other.commit([move('candidate', 2, null), move('production', 2, 1)]);
    expect(
      (await store.registry.aliases(model)).map(({ alias, version }) => [alias, version]),
    ).toEqual([
      ['candidate', 2],
      ['production', 2],
    ]);
    const history = await store.registry.history(model);
    expect(history.map(({ alias, from, version }) => [alias, from, version])).toHaveLength(3);
    expect(history.at(-1)).toMatchObject({ alias: 'production', from: null, version: 1 });
  });

  it('writes ten thousand rows in one transaction', async () => {
    const { store } = stores();
    const steps = Array.from({ length: 10_000 }, (_, i) => aStep(`s${i}`, { order: i }));
    const header = aHeader();
    await store.commit([creation(header, { steps })]);
    expect((await store.runs.load(header.id))?.steps).toEqual(steps);
  });

  it('tells another process that something was committed', async () => {
    const { store, other } = stores();
    const told = new Promise<void>((resolve) => {
      const stop = other.watch(() => {
        stop();
        resolve();
      });
    });
    await store.commit([creation(aHeader({ plan: digestOf('watched') }))]);
    await told;
  });
}
