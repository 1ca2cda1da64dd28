import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { aPlan, aStep, NO_RETRY } from '../../support/build-plan.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { openRuntime, type TestRuntime } from '../../support/open-runtime.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { begun, ended, failed, ScriptHost, stays, succeeded } from '../../support/script-host.ts';

const retrying = (limits: Partial<(typeof NO_RETRY)['limits']>) => ({
  ...NO_RETRY,
  limits: { ...NO_RETRY.limits, ...limits },
});

const CANCEL = {
  type: 'run.cancel-requested',
  by: 'ada',
  reason: 'too late',
  forced: false,
} as const;

async function stateOf({ store }: TestRuntime, run: RunHeader, key: string) {
  const rows = await store.runs.load(run.id);
  return rows?.steps.find((row) => row.key === key);
}

async function attemptsOf({ store }: TestRuntime, run: RunHeader) {
  return (await store.runs.load(run.id))?.attempts ?? [];
}

describe('an attempt', () => {
  it('that lacks a secret ends with where to put it, before the host hears of it', async () => {
    const test = await openRuntime({
      secrets: { read: async () => ({ HAS: 'x' }), whereToPut: 'put it in .mlpipelines/.env' },
    });
    const secrets = { A: 'HAS', B: 'LACKS' };
    const run = await test.start(aPlan([aStep('train', { secrets })]));
    expect((await test.until(run.id)).status).toBe('failed');
    expect(test.host.started).toEqual([]);
    const [attempt] = await attemptsOf(test, run);
    expect(attempt?.message).toMatch(/LACKS.*put it in \.mlpipelines\/\.env/);
  });

  it('gets its secrets by name, and its expressions evaluated', async () => {
    const test = await openRuntime({
      secrets: {
        read: async (names) => Object.fromEntries(names.map((name) => [name, `value of ${name}`])),
        whereToPut: '',
      },
    });
    const action = {
      type: 'run',
      run: 'echo ${{ run.number }}',
      shell: 'sh',
      workingDirectory: '.',
    } as const;
    const run = await test.start(aPlan([aStep('train', { action, secrets: { KEY: 'TOKEN' } })]));
    await test.until(run.id);
    const { ticket } = test.host.started[0] ?? {};
    expect(ticket?.secrets).toEqual({ KEY: 'value of TOKEN' });
    expect(ticket?.command.script).toBe(`echo ${run.number}`);
  });

  it('is ordered again, later, when its host cannot be reached', async () => {
    const test = await openRuntime();
    let refused = 0;
    test.host.onStart = () => {
      refused += 1;
      if (refused < 2) throw new Error('connection refused');
    };
    const run = await test.start(aPlan([aStep('train')]));
    expect((await test.until(run.id)).status).toBe('succeeded');
    expect(test.troubles).toEqual(['step.start failed and is tried again: connection refused']);
    expect(await attemptsOf(test, run)).toHaveLength(1);
  });

  it('is not started where a cancel overtakes its start', async () => {
    const clock = new ManualClock();
    const test = await openRuntime({ clock });
    test.host.onStart = () => {
      throw new Error('connection refused');
    };
    const { id: run } = await test.start(aPlan([aStep('train')]));
    const { stop } = test.work();
    await waitUntil(() => test.troubles.length > 0);
    await test.runtime.handle(run, CANCEL);
    test.host.onStart = () => {};
    clock.advance(60_000);
    await waitUntil(async () => (await test.store.outbox.pending(run)).length === 0);
    await stop();
    expect((await test.store.runs.header(run))?.status).toBe('cancelled');
    expect(test.host.started).toEqual([]);
  });

  it('is not started where a cancel comes while its secrets are read', async () => {
    let run = '';
    const test = await openRuntime({
      secrets: {
        read: async () => {
          await test.runtime.handle(run, CANCEL);
          return { TOKEN: 'x' };
        },
        whereToPut: '',
      },
    });
    const plan = aPlan([aStep('train', { secrets: { KEY: 'TOKEN' } })]);
    run = (await test.start(plan)).id;
    expect((await test.until(run)).status).toBe('cancelled');
    expect(test.host.started).toEqual([]);
  });

  it('waits out its backoff before the next one', async () => {
    const clock = new ManualClock();
    const test = await openRuntime({ clock });
    const backoff = { initialMs: 30_000, factor: 2, maxMs: 600_000, jitter: 'none' } as const;
    const retry = { ...retrying({ failure: 1 }), backoff };
    test.host.acts.set('train', ({ attempt }) => [begun(), attempt === 1 ? failed() : succeeded()]);
    const run = await test.start(aPlan([aStep('train', { retry })]));
    const waits = await test.until(
      run.id,
      async () => (await stateOf(test, run, 'train'))?.state === 'backoff',
    );
    expect(waits.status).toBe('running');
    const { stop } = test.work();
    clock.advance(29_999);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(test.host.order).toEqual(['train']);
    clock.advance(1);
    while (test.host.started.length < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    await stop();
    expect(test.host.order).toEqual(['train', 'train#2']);
  });

  it('goes on from the newest complete checkpoint of an earlier run that had the same key', async () => {
    const test = await openRuntime();
    const tree = await test.blobs.putBytes(
      Buffer.from('{"format":1,"single":false,"entries":[]}\n'),
    );
    const checkpoint = {
      path: 'ckpt',
      save: 'on-quiet',
      everyMs: 1000,
      keep: 2,
      resume: 'auto',
    } as const;
    const plan = aPlan([aStep('train', { checkpoint, retry: retrying({ infra: 1 }) })]);
    // An empty folder, which is stored.
    const saved = tree;
    test.host.acts.set('train', ({ attempt }) =>
      attempt === 1
        ? [
            begun(),
            { type: 'checkpoint', at: 10, digest: digestOf('checkpoint 1'), size: 1, files: 1 },
            { type: 'checkpoint', at: 20, digest: saved, size: 2, files: 1 },
            ended({ status: 'interrupted', class: 'infra' }),
          ]
        : [begun(saved), failed()],
    );
    const first = await test.start(plan, { tree: tree as `sha256:${string}` });
    await test.until(first.id);
    const second = await test.start(plan, { tree: tree as `sha256:${string}` });
    await test.until(second.id);
    const restores = test.host.started.map(({ ticket }) => ticket.checkpoint?.restore);
    const restored = { digest: saved, savedAt: 20 };
    expect(restores).toEqual([null, restored, restored, restored]);
    const attempts = await attemptsOf(test, first);
    expect(attempts.map(({ resumedFrom }) => resumedFrom)).toEqual([null, saved]);
  });

  it('leaves its output, live metrics and material for others to read', async () => {
    const test = await openRuntime();
    const line = (text: string) => ({ stream: 'stdout', text }) as const;
    const told: string[] = [];
    test.runtime.onChange((change) => {
      if (change.type === 'output') told.push(...change.lines.map(({ text }) => text));
    });
    test.host.acts.set('train', () => [
      begun(),
      { type: 'output', at: 5, lines: [line('epoch 1'), line('epoch 2')] },
      { type: 'metrics', at: 6, samples: [{ step: 1, values: { loss: 0.5 } }] },
      { type: 'output', at: 7, lines: [line('done')] },
      { type: 'material', at: 8, plots: null, summary: '# Fine' },
      succeeded(),
    ]);
    const run = await test.start(aPlan([aStep('train')]));
    await test.until(run.id);
    const of = { run: run.id, key: 'train', attempt: 1 };
    expect(test.logged.map(({ text }) => text)).toEqual(['epoch 1', 'epoch 2', 'done']);
    expect(told).toEqual(['epoch 1', 'epoch 2', 'done']);
    expect(await test.store.attempts.log(of)).toEqual({ lines: 3, lastLine: 'done', lastAt: 7 });
    expect(await test.store.attempts.samples(of, 0)).toMatchObject([
      { step: 1, values: { loss: 0.5 } },
    ]);
    expect(await test.store.attempts.material(of)).toEqual({ plots: null, summary: '# Fine' });
  });
});

describe('an attempt elsewhere', () => {
  it('is told to end when its run is cancelled, and that it is over when it has ended', async () => {
    const test = await openRuntime();
    test.host.acts.set('train', stays);
    const run = await test.start(aPlan([aStep('train')]));
    const of = { run: run.id, key: 'train', attempt: 1 };
    const isRunning = async () => (await stateOf(test, run, 'train'))?.state === 'running';
    await test.until(run.id, isRunning);
    expect(await test.runtime.heartbeat(of)).toEqual({ type: 'wanted' });
    const cancel = {
      type: 'run.cancel-requested',
      by: 'ada',
      reason: 'enough',
      forced: false,
    } as const;
    await test.runtime.handle(run.id, cancel);
    expect(await test.runtime.heartbeat(of)).toEqual({ type: 'cancel' });
    expect((await test.until(run.id)).status).toBe('cancelled');
    expect(test.host.cancelled).toEqual([of]);
    expect(await test.runtime.heartbeat(of)).toEqual({ type: 'over' });
    expect(await test.runtime.report(of, begun())).toEqual({ type: 'over' });
  });

  it('on a runner that falls silent ends as infra, and is charged for it', async () => {
    const clock = new ManualClock();
    const test = await openRuntime({ clock, host: new ScriptHost('own'), scope: 'all' });
    test.host.acts.set('train', ({ attempt }) =>
      attempt === 1 ? [begun()] : [begun(), succeeded()],
    );
    const run = await test.start(aPlan([aStep('train', { retry: retrying({ infra: 1 }) })]));
    await test.until(run.id, async () => (await stateOf(test, run, 'train'))?.state === 'running');
    const of = { run: run.id, key: 'train', attempt: 1 };
    clock.advance(299_000);
    await test.runtime.heartbeat(of);
    const { stop } = test.work();
    clock.advance(299_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(test.host.order).toEqual(['train']);
    clock.advance(2_000);
    while (test.host.started.length < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    await stop();
    const [first] = await attemptsOf(test, run);
    expect(first).toMatchObject({ status: 'interrupted', class: 'infra' });
    expect((first?.endedAt ?? 0) - (first?.startedAt ?? 0)).toBe(299_000);
    expect((await stateOf(test, run, 'train'))?.spent).toEqual({ infra: 1 });
  });

  it('whose process died ended when it was last heard of, and so did its work', async () => {
    const clock = new ManualClock();
    const dead = { id: 'dead', isKnownDead: () => false };
    const test = await openRuntime({ clock, owner: dead });
    const checkpoint = { path: 'ckpt', save: 'on-quiet', everyMs: 1, keep: 1 } as const;
    const steps = ['train', 'silent'].map((id) => {
      test.host.acts.set(id, stays);
      return aStep(id, { checkpoint: { ...checkpoint, resume: 'auto' } });
    });
    const run = await test.start(aPlan(steps));
    const isRunning = async (key: string) => (await stateOf(test, run, key))?.state === 'running';
    await test.until(run.id, async () => (await isRunning('train')) && isRunning('silent'));
    clock.advance(8_000);
    const lines = [{ text: 'epoch 1', stream: 'stdout', at: clock.now() }] as const;
    const of = { run: run.id, key: 'train', attempt: 1 };
    await test.runtime.report(of, { type: 'output', at: clock.now(), lines: [...lines] });
    clock.advance(30_000);
    const { store } = test;
    const owner = { id: 'next', isKnownDead: (id: string) => id === 'dead' };
    const next = await openRuntime({ clock, store, owner });
    await next.runtime.resume(run.id);
    await next.until(run.id);
    const first = (await attemptsOf(next, run)).filter(({ number }) => number === 1);
    const told = first.map(({ key, startedAt, endedAt, workLostMs }) => {
      return [key, [(endedAt ?? 0) - (startedAt ?? 0), workLostMs]];
    });
    expect(Object.fromEntries(told)).toEqual({ silent: [0, 0], train: [8_000, 8_000] });
  });

  it('on a runner of its own is not ended for what it could not say while no app was there', async () => {
    const clock = new ManualClock();
    const test = await openRuntime({ clock, host: new ScriptHost('own'), scope: 'all' });
    test.host.acts.set('train', stays);
    const run = await test.start(aPlan([aStep('train')]));
    await test.until(run.id, async () => (await stateOf(test, run, 'train'))?.state === 'running');
    const of = { run: run.id, key: 'train', attempt: 1 };
    clock.advance(1_800_000);
    const { stop } = test.work();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await test.runtime.heartbeat(of)).toEqual({ type: 'wanted' });
    clock.advance(290_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await stop();
    expect((await stateOf(test, run, 'train'))?.state).toBe('running');
  });

  it('that waits for a runner of its own holds no lease that could run out', async () => {
    const test = await openRuntime({ host: new ScriptHost('own'), scope: 'all' });
    test.host.acts.set('train', () => []);
    const run = await test.start(aPlan([aStep('train')]));
    const { stop } = test.work();
    while (test.host.started.length < 1) await new Promise((resolve) => setTimeout(resolve, 2));
    await stop();
    const far = Date.now() + 1e9;
    expect(await test.store.leases.expired(far, null)).toEqual([]);
    await test.runtime.heartbeat({ run: run.id, key: 'train', attempt: 1 });
    expect(await test.store.leases.expired(far, null)).toHaveLength(1);
  });
});
