import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openApp, type TestApp } from '../api/open-app.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { waitUntil } from '../support/wait-until.ts';
import { gate, spawnAction, type ActionProcess } from './spawn-action.ts';

type Job = { readonly run: string; readonly action: ActionProcess };

async function begin(app: TestApp, run: string, outputs = {}): Promise<Job> {
  const action = { type: 'run', run, shell: 'bash', workingDirectory: '.' } as const;
  const clocks = { ...aStep('train').clocks, gracePeriodMs: 2000 };
  const header = await app.start(aPlan([aStep('train', { action, outputs, clocks })]));
  return { run: header.id, action: await spawnAction(app, await app.job(header, 'train')) };
}

async function runOf(app: TestApp, { run }: Job) {
  const rows = await app.now().store.runs.load(run);
  return { row: rows?.steps[0], attempts: rows?.attempts ?? [], status: rows?.header.status };
}

async function cancel(app: TestApp, { run }: Job): Promise<void> {
  await app.now().runtime.handle(run, {
    type: 'run.cancel-requested',
    by: 'ada',
    reason: 'ada cancelled it',
    forced: false,
  });
}

describe.concurrent('while the app is away', () => {
  it('the step goes on, and all it said arrives once and in order when the app is back', async () => {
    const app = await openApp();
    const { wait, open } = gate();
    const job = await begin(app, `echo line 1; sleep 0.5; echo line 2; ${wait}; echo line 9`);
    await job.action.printed('line 1');
    await waitUntil(() => app.now().logged.some(({ text }) => text === 'line 1'));
    const before = app.now().logged.map(({ text }) => text);
    await app.goAway();
    await job.action.printed('The step goes on');
    open();
    await job.action.printed('line 9');
    await sleep(300);
    expect(job.action.child.exitCode).toBe(null);
    await app.comeBack();
    expect(await job.action.ended, job.action.output()).toBe(0);
    const after = app.now().logged.map(({ text }) => text);
    expect([...before, ...after]).toEqual(['line 1', 'line 2', 'line 9']);
    expect(await runOf(app, job)).toMatchObject({
      status: 'succeeded',
      attempts: [{ number: 1, status: 'succeeded' }],
    });
  });

  it('its artifacts wait with it', async () => {
    const app = await openApp();
    const { wait, open } = gate();
    const model = { type: 'model', path: 'm', optional: false };
    const job = await begin(app, `echo begun; ${wait}; head -c 900000 /dev/urandom > m`, { model });
    await job.action.printed('begun');
    await app.goAway();
    open();
    await sleep(1000);
    await app.comeBack();
    expect(await job.action.ended, job.action.output()).toBe(0);
    const { row } = await runOf(app, job);
    expect(row?.artifacts['model']).toMatchObject({ size: 900_000, files: 1 });
  });

  it('a job that cannot claim asks again', async () => {
    const app = await openApp();
    const header = await app.start(aPlan([aStep('train')]));
    const train = await app.job(header, 'train');
    await app.goAway();
    const action = await spawnAction(app, train);
    await sleep(1000);
    expect(action.child.exitCode).toBe(null);
    await app.comeBack();
    expect(await action.ended, action.output()).toBe(0);
    expect((await app.now().store.runs.header(header.id))?.status).toBe('succeeded');
  });

  it('for longer than the job waits at its end, the job fails with what to do', async () => {
    const app = await openApp({ pace: { heartbeatMs: 100, giveUpMs: 700 } });
    const { wait, open } = gate();
    const job = await begin(app, `echo begun; ${wait}`);
    await job.action.printed('begun');
    await app.goAway();
    open();
    expect(await job.action.ended).toBe(1);
    expect(job.action.output()).toMatch(
      /::error::The step succeeded, but the app could not be told of it: .*ECONNREFUSED.*\/mlp rerun/,
    );
  });
});

describe.concurrent('a step that is to end', () => {
  const stubborn = `trap 'echo asked to end; exit 9' TERM; echo begun; while :; do sleep 0.05; done`;

  it('hears it by the next heartbeat when the run is cancelled', async () => {
    const app = await openApp();
    const job = await begin(app, stubborn);
    await job.action.printed('begun');
    await waitUntil(async () => (await runOf(app, job)).row?.state === 'running');
    await cancel(app, job);
    await job.action.ended;
    expect(job.action.output()).toContain('asked to end');
    expect(await runOf(app, job)).toMatchObject({
      status: 'cancelled',
      attempts: [{ status: 'cancelled' }],
    });
  });

  it('ends when GitHub cancels the job, and the app hears of it', async () => {
    const app = await openApp();
    const job = await begin(app, stubborn);
    await job.action.printed('begun');
    job.action.child.kill('SIGINT');
    expect(await job.action.ended).toBe(0);
    expect(job.action.output()).toContain('asked to end');
    expect((await runOf(app, job)).attempts).toMatchObject([{ status: 'cancelled' }]);
  });

  it('is killed when the app does not know its token any more, and says so', async () => {
    const app = await openApp();
    const job = await begin(app, `trap '' TERM; echo begun; while :; do sleep 0.05; done`);
    await job.action.printed('begun');
    await app.goAway();
    await app.comeBack({ newKey: true });
    expect(await job.action.ended).toBe(1);
    expect(job.action.output()).toMatch(/::error::This token is not one of this app/);
  });

  it('is killed when nobody waits for it any more, and its job says so', async () => {
    const app = await openApp();
    const job = await begin(app, `trap '' TERM; echo begun; while :; do sleep 0.05; done`);
    await job.action.printed('begun');
    await waitUntil(async () => (await runOf(app, job)).row?.state === 'running');
    await app.now().runtime.report(
      { run: job.run, key: 'train', attempt: 1 },
      {
        type: 'ended',
        at: 1,
        outcome: {
          status: 'interrupted',
          class: 'infra',
          exitCode: null,
          signal: null,
          message: 'nothing was heard of it any more',
          products: { outputs: {}, artifacts: {}, metrics: {}, facts: {} },
          workLostMs: null,
          charged: true,
        },
      },
    );
    expect(await job.action.ended).toBe(0);
    expect(job.action.output()).toMatch(/::notice::The app no longer waits for this attempt/);
    expect((await runOf(app, job)).attempts).toMatchObject([{ status: 'interrupted' }]);
  });
});
