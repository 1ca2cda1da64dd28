import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { openStore } from '../../app/store/open-store.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { openRuntime } from '../support/open-runtime.ts';
import { digestOf } from '../../app/domain/digest.ts';

/** Small by nature, or asked rarely and about everything. */
const MAY_BE_SCANNED = new Set(['migrations', 'leases', 'drives', 'effects', 'sqlite_schema']);
/** What a question makes itself, step by step, of a table that it asks by index. */
const MADE = new Set(['homes', 'lanes', 'due']);

it('every question of a run at work is answered by an index', async () => {
  const sqliteFile = join(freshFolder(), 'state.db');
  const asked = new Set<string>();
  const store = await openStore({ sqliteFile }, ({ sql }) => {
    if (/^(select|update|delete)/.test(sql)) asked.add(sql);
  });
  // What migrations ask is asked once.
  asked.clear();
  const { start, until } = await openRuntime({ store });
  const plan = aPlan(
    [aStep('data', { cache: { maxAgeMs: null } }), aStep('train', { needs: ['data'] })],
    {
      concurrency: { group: 'g', cancelInProgress: false, queue: 'one' },
    },
  );
  const run = await start(plan);
  await until(run.id);
  const of = { run: run.id, key: 'train', attempt: 1 };
  const key = digestOf('key');
  await Promise.all([
    store.runs.find('latest'),
    store.runs.find('12'),
    store.runs.find('12.2'),
    store.runs.find('0123456789'),
    store.runs.list({ pipeline: 'churn', open: false, limit: 10 }),
    store.audits.list({ repository: 7, first: 'newest', behind: 9, limit: 10 }),
    store.audits.list({ repository: 7, of: { model: 'churn' }, first: 'oldest', limit: 10 }),
    store.audits.list({ repository: 7, of: { run: 'x' }, first: 'newest', limit: 10 }),
    store.audits.leftOut(7),
    store.runs.list({ pipeline: null, open: true, limit: 10 }),
    store.runs.list({ pipeline: null, open: false, limit: 10 }),
    store.runs.list({ pipeline: null, open: false, limit: 10, repository: 7 }),
    store.runs.list({
      pipeline: 'churn',
      open: false,
      limit: 10,
      repository: 7,
      after: { createdAt: 1, number: 1, attempt: 1 },
    }),
    store.runs.repositories(10),
    store.costs.list({ repository: 7, since: 1, limit: 10 }),
    store.costs.due(10),
    store.costs.keep(run.id, null),
    store.costs.forget(0),
    store.publications.broken(7, 10),
    store.runs.events(run.id, 0),
    store.runs.approvals({ run: run.id, limit: 10 }),
    store.runs.approvals({ run: null, limit: 10 }),
    store.registry.marks('churn'),
    store.registry.origins('churn', 1),
    store.registry.madeFrom('sha256:ab', { limit: 10 }),
    store.registry.runsOf('churn', 1, { limit: 10 }),
    store.registry.deployed('churn'),
    store.cache.look({ cacheKey: key, asks: {}, notBefore: 0 }),
    store.cache.recentParts({ pipeline: 'churn', key: 'train', except: run.id, limit: 5 }),
    store.history.durations({ pipeline: 'churn', keys: ['train', 'data'] }),
    store.history.lengths({ repository: 7, pipeline: 'churn', key: 'train[n=1]' }),
    store.cache.partsOf(run.id, 'train'),
    store.cache.sameRecipe({ pipeline: 'churn', key: 'train', recipe: key, until: 1, limit: 5 }),
    store.runs.cells(run.id, 'train'),
    store.looks.count({ repository: 0, digest: key, pull: 1 }),
    store.cache.checkpoints('churn', 'train', key),
    store.attempts.samples(of, 0),
    store.attempts.spread(of, 10),
    store.runs.rows([run.id], ['train']),
    store.attempts.checkpoints(of),
    store.attempts.material(of),
    store.attempts.log(of),
    store.logTails.append(of, [{ stream: 'stdout', text: 'x' }], 1),
    store.logTails.read(of, 0, 10),
    store.registry.versions('m'),
    store.registry.ofRun(run.id),
    store.registry.count('m'),
    store.registry.versions('m', 'local', { digest: key, limit: 1 }),
    store.registry.registeredWithin('churn', ['local']),
    store.registry.registeredWithin('churn', ['local'], 'local', { version: 1 }),
    store.registry.registeredWithin('churn', ['local'], 'local', { digest: key }),
    store.registry.runsThatRegistered(
      {
        model: 'churn',
        artifact: { digest: key, type: 'model', path: 'm', size: 1, files: 1 },
        metricsStep: 'train',
      },
      { within: 'local', limit: 5 },
    ),
    store.comparisons.flipsOf(run.id),
    store.registry.alias('m', 'production'),
    store.registry.history('m'),
    store.registry.history('m', 'local', { alias: 'production', limit: 1 }),
    store.machines.kept(),
    store.machines.find('mlp-1'),
    store.machines.ofRun(run.id),
    store.dispatches.onMachines(),
    store.dispatches.onMachine(of),
    store.baselines.behindAlias('m', 'production', 'train'),
    store.baselines.atCommits({
      pipeline: 'churn',
      commits: ['sha'],
      stepId: 'train',
      key: 'train[seed=1]',
      now: 0,
    }),
    store.baselines.inRun(run.id, { key: 'train', now: 0 }),
    store.baselines.inRunBefore({ pipeline: 'churn', key: 'train', before: 1 }),
    store.timers.due(0, null, 10),
    store.outbox.lease({ owner: 'x', now: 0, until: 1 }, { runs: null, kinds: [] }, 5),
    store.leases.expired(0, null),
    store.queues.lease('delivery', { owner: 'x', now: 0, until: 1 }, 5),
    store.publications.lease(0, 1, 5),
  ]);
  await store.close();
  expect(asked.size).toBeGreaterThan(40);
  expect(scans(sqliteFile, [...asked])).toEqual([]);
});

function scans(file: string, statements: readonly string[]): string[] {
  const database = new DatabaseSync(file);
  const found = statements.flatMap((sql) => {
    const values = Array.from(sql.matchAll(/\?/g), () => 1);
    const steps = database.prepare(`explain query plan ${sql}`).all(...values);
    return steps.flatMap(({ detail }) => {
      const table = /^SCAN (\S+)$/.exec(String(detail))?.[1];
      return table === undefined || MAY_BE_SCANNED.has(table) || MADE.has(table)
        ? []
        : [`${table}: ${sql}`];
    });
  });
  database.close();
  return found;
}
