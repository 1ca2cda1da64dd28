import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runJob } from '../../action/job/run-job.ts';
import type { PlanStep } from '../../app/domain/plan.ts';
import { openApp, type TestApp } from '../api/open-app.ts';
import { aPlan, aStep, NO_RETRY } from '../support/build-plan.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { waitUntil } from '../support/wait-until.ts';
import { FORBIDDEN, spawnAction } from './spawn-action.ts';

const NOTICE = 'MLPIPELINES_INTERRUPTION_FILE';

// Counts on from the checkpoint it finds; three epochs are all of it. Writes nothing before it is told to end.
const TRAIN = [
  'epoch=$(cat ckpt/epoch 2>/dev/null || echo 0); echo "from epoch $epoch"',
  `trap 'head -c 3000000 /dev/urandom > ckpt/weights; echo 2 > ckpt/epoch; exit 75' TERM`,
  '[ "$epoch" = 2 ] && wc -c < ckpt/weights && exit 0',
  'while :; do sleep 0.05; done',
].join('\n');

function training(run: string): PlanStep {
  return aStep('train', {
    action: { type: 'run', run, shell: 'bash', workingDirectory: '.' },
    checkpoint: { path: 'ckpt', save: 'on-quiet', everyMs: 600_000, keep: 3, resume: 'auto' },
    retry: { ...NO_RETRY, limits: { ...NO_RETRY.limits, 'spot-interruption': 1 } },
  });
}

async function attemptsOf(app: TestApp, run: string) {
  return (await app.now().store.runs.load(run))?.attempts ?? [];
}

describe.concurrent('a job whose machine is taken back', () => {
  it('lets its step save, brings the checkpoint to the app, ends well, and the next attempt goes on from there', async () => {
    const app = await openApp();
    const notice = join(freshFolder(), 'interrupted');
    const run = await app.start(aPlan([training(TRAIN)]));
    const inputs = { [NOTICE]: notice };
    const taken = await spawnAction(app, await app.job(run, 'train'), { inputs });
    await taken.printed('from epoch 0');
    writeFileSync(notice, '');
    expect(await taken.ended, taken.output()).toBe(0);
    expect(taken.output()).toMatch(/^::warning::The machine was taken back while the step ran\./m);
    expect(taken.output()).not.toContain('::error');
    expect(await attemptsOf(app, run.id)).toMatchObject([
      { number: 1, status: 'interrupted', class: 'spot-interruption' },
      { number: 2 },
    ]);
    const job = await app.job(run, 'train', 2);
    expect(job.ticket.checkpoint?.restore).not.toBeNull();
    const next = await spawnAction(app, job);
    expect(await next.ended, next.output()).toBe(0);
    expect(next.output()).toContain('from epoch 2');
    expect(next.output()).toContain('3000000');
    expect((await app.now().store.runs.header(run.id))?.status).toBe('succeeded');
  });

  it('starts nothing when the notice came before the claim could be made', async () => {
    const app = await openApp();
    const notice = join(freshFolder(), 'interrupted');
    const run = await app.start(aPlan([training(TRAIN)]));
    const job = await app.job(run, 'train');
    await app.goAway();
    writeFileSync(notice, '');
    const taken = await spawnAction(app, job, { inputs: { [NOTICE]: notice } });
    expect(await taken.ended, taken.output()).toBe(0);
    expect(taken.output()).toMatch(/^::notice::The machine was taken back before its step began/m);
  });

  it('ends well too when the app cannot be told', async () => {
    const app = await openApp();
    const run = await app.start(aPlan([training(TRAIN)]));
    const work = join(freshFolder(), 'work');
    const [stop, kill, hangUp] = [
      new AbortController(),
      new AbortController(),
      new AbortController(),
    ];
    const lines: string[] = [];
    const job = await app.job(run, 'train');
    const ended = runJob({
      app: app.url,
      hint: job.hint,
      secrets: {},
      identify: (audience) => app.issuer.token(job, audience),
      bootstrap: null,
      folders: { work, environments: work, checkout: FORBIDDEN.GITHUB_WORKSPACE },
      variables: { PATH: process.env['PATH'] },
      console: {
        line: (text) => void lines.push(text),
        say: nothing,
        hide: nothing,
        close: nothing,
      },
      stop,
      kill,
      hangUp,
    });
    await waitUntil(() => lines.includes('from epoch 0'));
    await app.goAway();
    stop.abort('interrupt');
    kill.abort('interrupt');
    hangUp.abort();
    expect(await ended).toMatchObject({
      type: 'idle',
      message: expect.stringMatching(/^The machine was taken back, and the app could not be told/),
    });
  });
});

function nothing(): void {}
