import { describe, expect, it } from 'vitest';
import { forEachParallel } from '../../../content/for-each-parallel.ts';
import { digestOf } from '../../../app/domain/digest.ts';
import { EMPTY_CONCURRENCY } from '../../../app/engine/decide-concurrency.ts';
import { readConcurrencyState } from '../../../app/runtime/facts/read-concurrency-state.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { mortalStore, type Death } from '../../support/mortal-store.ts';
import { openRuntime, type TestRuntime } from '../../support/open-runtime.ts';
import { anId } from '../../support/rows.ts';
import { begun, ScriptHost, succeeded } from '../../support/script-host.ts';

const artifact = {
  digest: digestOf('m'),
  type: 'model',
  path: 'model',
  size: 1,
  files: 1,
} as const;
const from = { type: 'output', step: 'train', name: 'model' } as const;
const register = { model: 'churn', from, metrics: 'train', alias: 'candidate' };

const PLAN = aPlan(
  [
    aStep('data', { cache: { maxAgeMs: null } }),
    aStep('train', {
      needs: ['data'],
      outputs: { model: { type: 'model', path: 'model', optional: false } },
    }),
    aStep('register', { needs: ['train'], action: { type: 'register', register } }),
    aStep('deploy', { needs: ['register'], promote: [{ from: 'register', alias: 'production' }] }),
  ],
  { concurrency: { group: 'churn', cancelInProgress: false, queue: 'one' } },
);

/** One process that starts the plan and works on it until it is over or dead. */
async function firstProcess(store: Store, death: Death | null) {
  const mortal = mortalStore(store, death);
  const owner = anId();
  const host = new ScriptHost();
  host.acts.set('train', () => [
    begun(),
    succeeded({ metrics: { auc: 0.9 }, artifacts: { model: artifact } }),
  ]);
  const runtime = await openRuntime({
    store: mortal.store,
    host,
    owner: { id: owner, isKnownDead: () => false },
  });
  const finished = (async () => {
    const run = await runtime.start(PLAN);
    await runtime.until(run.id);
  })();
  while (!mortal.isDead() && !(await isDone(finished))) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  // Its attempts die with it.
  host.report = () => new Promise(() => {});
  return { owner, host, calls: mortal.calls() };
}

async function isDone(promise: Promise<unknown>): Promise<boolean> {
  const tick = new Promise((resolve) => setTimeout(resolve, 1, 'not yet'));
  return (await Promise.race([promise, tick])) !== 'not yet';
}

/** Another process that resumes the newest run after the first one died. */
async function secondProcess(store: Store, dead: string): Promise<TestRuntime> {
  const host = new ScriptHost();
  host.acts.set('train', () => [
    begun(),
    succeeded({ metrics: { auc: 0.9 }, artifacts: { model: artifact } }),
  ]);
  const owner = { id: anId(), isKnownDead: (other: string) => other === dead };
  return openRuntime({ store, host, owner });
}

async function dieAndResume(open: () => Promise<Store>, death: Death): Promise<string[] | null> {
  const store = await open();
  const first = await firstProcess(store, death);
  const run = await store.runs.find('latest');
  if (run === null) return null;
  const before = await store.runs.load(run);
  const over = (before?.steps ?? []).filter(({ state }) => state === 'over');
  const done = new Set(over.map(({ key }) => key));
  const second = await secondProcess(store, first.owner);
  await second.runtime.resume(run);
  await second.until(run);
  const rows = await store.runs.load(run);
  const [versions, history] = [store.registry.versions('churn'), store.registry.history('churn')];
  const wrong = [
    ...(rows?.header.status === 'succeeded' ? [] : [`run ${rows?.header.status}`]),
    ...second.host.order.filter((key) => done.has(key)).map((key) => `${key} ran again`),
    ...((await versions).length === 1 ? [] : ['registered more than once']),
    ...((await history).length === 2 ? [] : ['aliases moved more than once']),
    ...((await store.outbox.pending(run)).length === 0 ? [] : ['effects are left']),
    ...(await wrongInAudit(store, run)),
    ...(await leftInGroup(store)),
  ];
  await store.close();
  return wrong.map((what) => `${death.moment} call ${death.call}: ${what}`);
}

/** What the run did to the model stands there once, in the order in which it did it. */
async function wrongInAudit(store: Store, run: string): Promise<string[]> {
  const entries = await store.audits.list({
    repository: 0,
    of: { run },
    first: 'oldest',
    limit: 99,
  });
  const told = entries.map(({ about, number, numberOfModel }) => {
    const what = 'alias' in about ? `${about.type} ${about.alias}` : about.type;
    return `${number} ${numberOfModel['churn']} ${what}`;
  });
  const wanted = ['1 1 model.register', '2 2 alias.move candidate', '3 3 alias.move production'];
  return told.join() === wanted.join() ? [] : [`the audit says ${told.join(', ')}`];
}

async function leftInGroup(store: Store): Promise<string[]> {
  const group = await store.concurrency.load('churn');
  const state = group === null ? EMPTY_CONCURRENCY : readConcurrencyState(group.state);
  const isEmpty = state.holder === null && state.waiting.length === 0;
  return isEmpty ? [] : [`the group holds ${JSON.stringify(state)}`];
}

/**
 * A run survives the death of its process at any moment, on a store that `open` makes afresh each time. `every`: which
 * moments are played, the third, sixth … where it is 3.
 */
export function describeDeath(
  name: string,
  open: () => Promise<Store>,
  { every = 1 }: { readonly every?: number } = {},
): void {
  describe(`a process that dies, on ${name}`, () => {
    it('at any call to the store leaves a run that another process brings to the same end', async () => {
      const { calls, host } = await firstProcess(await open(), null);
      expect(host.order).toEqual(['data', 'train', 'deploy']);
      const deaths = Array.from({ length: calls }, (_, index) => index + 1).flatMap(
        (call): Death[] => [
          { call, moment: 'before' },
          { call, moment: 'after' },
        ],
      );
      const played = deaths.filter((_, index) => (index + 1) % every === 0);
      const wrong: string[] = [];
      let unborn = 0;
      // They mostly wait, for the disk and for each other: several worlds at once.
      const die = async (death: Death) => {
        const found = await dieAndResume(open, death);
        if (found === null) unborn += 1;
        else wrong.push(...found);
      };
      await forEachParallel(played, die, { limit: 8 });
      expect(wrong).toEqual([]);
      // Only at the very beginning is there no run yet.
      expect(unborn).toBeLessThan(played.length / 3);
      expect(calls).toBeGreaterThan(20);
    });
  });
}
