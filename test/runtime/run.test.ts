import { describe, expect, it } from 'vitest';
import { indexPlan } from '../../app/engine/state/plan-index.ts';
import { replay } from '../../app/engine/replay.ts';
import { startRun } from '../../app/engine/start-run.ts';
import { aPlan, aStep, NO_RETRY } from '../support/build-plan.ts';
import { openStore } from '../../app/store/open-store.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { openRuntime } from '../support/open-runtime.ts';
import { begun, ended, failed, succeeded } from '../support/script-host.ts';

const CHAIN = aPlan([
  aStep('data'),
  aStep('train', { needs: ['data'] }),
  aStep('evaluate', { needs: ['train'] }),
]);

describe('a run', () => {
  it('carries its steps out in order and leaves nothing in the outbox', async () => {
    const { start, until, host, store } = await openRuntime();
    const run = await start(CHAIN);
    const over = await until(run.id);
    expect(over.status).toBe('succeeded');
    expect(host.order).toEqual(['data', 'train', 'evaluate']);
    expect(await store.outbox.pending(run.id)).toEqual([]);
    expect(await store.leases.expired(Number.MAX_SAFE_INTEGER, [run.id])).toEqual([]);
    expect(await store.leases.driver(run.id)).toBeNull();
  });

  it('can be replayed from its plan and its events to the very rows in the store', async () => {
    const { start, until, host, store } = await openRuntime();
    host.acts.set('train', ({ attempt }) => [
      begun(),
      attempt === 1 ? failed() : succeeded({ metrics: { auc: 0.9 }, outputs: { n: 1 } }),
    ]);
    const retry = { ...NO_RETRY, limits: { ...NO_RETRY.limits, failure: 1 } };
    const plan = aPlan([aStep('data'), aStep('train', { needs: ['data'], retry })]);
    const run = await start(plan);
    await until(run.id);
    const rows = await store.runs.load(run.id);
    const events = (await store.runs.events(run.id, 1)).map(({ event }) => event);
    const { createdAt, plan: planDigest } = run;
    const planIndex = indexPlan(plan);
    const first = startRun({ planIndex, planDigest, request: run, reuse: {}, at: createdAt });
    const replayed = replay(planIndex, first, events).rows();
    expect(replayed.steps).toEqual(rows?.steps);
    expect(replayed.header).toMatchObject({ status: 'succeeded', version: rows?.header.version });
    expect(replayed.attempts).toEqual(rows?.attempts.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
  });

  it('commits what arrives together in one transaction', async () => {
    let commits = 0;
    const onStatement = ({ sql }: { sql: string }) => {
      if (sql === 'commit') commits += 1;
    };
    const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` }, onStatement);
    const { start, work, host, runtime } = await openRuntime({ store });
    const ids = Array.from({ length: 100 }, (_, index) => `s${index}`);
    for (const id of ids) host.acts.set(id, () => []);
    const run = await start(aPlan(ids.map((id) => aStep(id))));
    const { stop } = work();
    while (host.started.length < 100) await new Promise((resolve) => setTimeout(resolve, 5));
    await stop();
    commits = 0;
    const of = (key: string) => ({ run: run.id, key, attempt: 1 });
    await Promise.all(ids.map((key) => runtime.report(of(key), ended({}))));
    expect(commits).toBe(1);
    expect((await store.runs.header(run.id))?.status).toBe('succeeded');
  });

  it('hears of an event once, however often and in however many processes it is told', async () => {
    const folder = freshFolder();
    const [first, second] = [await openRuntime({ folder }), await openRuntime({ folder })];
    first.host.acts.set('data', () => []);
    const run = await first.start(CHAIN);
    const { stop } = first.work();
    while (first.host.started.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    const of = { run: run.id, key: 'data', attempt: 1 };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? first : second).runtime.report(of, succeeded()),
      ),
    );
    await stop();
    const events = await first.store.runs.events(run.id, 0);
    const ends = events.filter(({ event }) => 'key' in event && event.key === 'data');
    expect(ends.map(({ event }) => event.type)).toEqual(['attempt.ended']);
  });
});
