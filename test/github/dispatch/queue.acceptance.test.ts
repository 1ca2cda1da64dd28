import { expect, test } from 'vitest';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import type { PlanStep } from '../../../app/domain/plan.ts';
import { aPlan, aStep, NO_RETRY } from '../../support/build-plan.ts';
import { begun, succeeded } from '../../support/script-host.ts';
import { noteSent } from '../../../app/github/dispatch/note-sent.ts';
import { hostedAt, openHosted, type Hosted } from '../open-hosted.ts';
import type { StartedRun } from '../test-actions.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const clocks = { ...aStep('x').clocks, queueTimeoutMs: HOUR };
const retry = { ...NO_RETRY, limits: { ...NO_RETRY.limits, capacity: 1, infra: 1, failure: 1 } };
const STEP = aStep('train', { clocks, retry });
const approval = { environment: 'production', reviewers: [], count: 1, expiresMs: 72 * HOUR };
const DEPLOY = aStep('train', { clocks, retry, approval });
const RUNNER = { id: 1, name: 'gpu-1', groupId: 1, groupName: 'Default' };

async function open(step = STEP): Promise<{ hosted: Hosted; run: RunHeader }> {
  const opened = await order(step);
  await opened.hosted.later(2000);
  return opened;
}

async function order(step: PlanStep): Promise<{ hosted: Hosted; run: RunHeader }> {
  const hosted = await openHosted();
  const { github, repository } = hosted.world;
  github.user('ada');
  repository.environment('production', { reviewers: ['ada'] });
  const run = await hosted.start(aPlan([step]));
  if (step.approval !== null) {
    const decided = { type: 'approval.decided', key: 'train', by: 'ada', standsFor: null } as const;
    await hosted.until(async () => (await rowOf(hosted, run))?.state === 'approval');
    await hosted.runtime.handle(run.id, { ...decided, decision: 'approved', comment: null });
  }
  await hosted.until(async () => (await hosted.store.dispatches.waiting(10)).length === 1);
  return { hosted, run };
}

const rowOf = async ({ store }: Hosted, run: RunHeader) =>
  (await store.runs.load(run.id))?.steps[0];
const lastAttempt = async ({ store }: Hosted, run: RunHeader) =>
  (await store.runs.load(run.id))?.attempts.at(-1);
const of = (run: RunHeader) => ({ run: run.id, key: 'train', attempt: 1 });

function started({ actions }: Hosted, nth = 0): StartedRun {
  const run = actions.runs[nth];
  if (run === undefined) throw new Error('nothing was dispatched');
  return run;
}

/** The time of both sides passes in steps, and all that falls due is done. */
async function pass(hosted: Hosted, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 15 * MINUTE) {
    await hosted.later(Math.min(left, 15 * MINUTE));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function check(hosted: Hosted): Promise<string> {
  await hosted.publish(10_000);
  const shown = hosted.world.repository.checkRuns();
  return shown.find(({ name }) => name === 'mlpipelines: churn')?.summary ?? '';
}

test("a job in GitHub's queue is told, waits for hours and is dispatched once", async () => {
  const { hosted, run } = await open();
  await hosted.later(MINUTE);
  await hosted.until(async () => (await rowOf(hosted, run))?.reason !== null);
  const url = `${hosted.world.github.url}/acme/churn/actions/runs/${started(hosted).order.runId}/job/`;
  expect(await rowOf(hosted, run)).toMatchObject({
    state: 'starting',
    reason: "waits in GitHub's queue for a runner",
  });
  expect((await lastAttempt(hosted, run))?.waits?.on?.url?.startsWith(url)).toBe(true);
  const before = hosted.world.github.requests().count({});
  await pass(hosted, 12 * HOUR);
  expect(hosted.world.github.requests().count({}) - before).toBeLessThanOrEqual(12 * 4 + 14);
  expect(hosted.actions.runs).toHaveLength(1);
  expect(await rowOf(hosted, run)).toMatchObject({ state: 'starting', attempt: 1 });
  const job = started(hosted).jobs.get('train')?.jobId ?? 0;
  started(hosted).reporter.jobStarted(job, RUNNER);
  await hosted.runtime.report(of(run), begun());
  expect(await rowOf(hosted, run)).toMatchObject({ state: 'running', reason: null });
  await hosted.runtime.report(of(run), succeeded());
  expect((await rowOf(hosted, run))?.result).toBe('success');
});

test('a job that a runner took and that never reports has the rest of its queue-timeout', async () => {
  const { hosted, run } = await open();
  await hosted.later(MINUTE);
  await hosted.until(async () => (await rowOf(hosted, run))?.reason !== null);
  await pass(hosted, 3 * HOUR);
  started(hosted).reporter.jobStarted(started(hosted).jobs.get('train')?.jobId ?? 0, RUNNER);
  await pass(hosted, 15 * MINUTE);
  await hosted.until(async () => (await rowOf(hosted, run))?.reason === null);
  await pass(hosted, 30 * MINUTE);
  expect((await rowOf(hosted, run))?.attempt).toBe(1);
  await pass(hosted, 45 * MINUTE);
  await hosted.until(async () => (await rowOf(hosted, run))?.attempt === 2);
});

test('a queue-timeout that runs out before the first look asks for one, and finds the job in the queue', async () => {
  const { hosted, run } = await open(
    aStep('train', { clocks: { ...clocks, queueTimeoutMs: 30_000 }, retry }),
  );
  hosted.time.advance(31_000);
  await hosted.until(async () => {
    await hosted.later(0);
    return (await rowOf(hosted, run))?.reason !== null;
  });
  expect(await rowOf(hosted, run)).toMatchObject({ attempt: 1, state: 'starting' });
  await pass(hosted, 2 * HOUR);
  expect(hosted.actions.runs).toHaveLength(1);
});

test('an App that was away, or refused, for as long as a queue-timeout looks before it dispatches again', async () => {
  const { hosted, run } = await open();
  const { app, installation } = hosted.world;
  app.suspend(installation);
  await hosted.later(HOUR);
  await hosted.later(HOUR);
  await pass(hosted, HOUR);
  expect(await rowOf(hosted, run)).toMatchObject({ attempt: 1, state: 'starting' });
  app.unsuspend(installation);
  await pass(hosted, 30 * MINUTE);
  await hosted.until(async () => (await rowOf(hosted, run))?.reason !== null);
  expect(await rowOf(hosted, run)).toMatchObject({ attempt: 1, state: 'starting' });
  expect(hosted.actions.runs).toHaveLength(1);
});

test('a job that claims before GitHub answered its dispatch makes nobody look at its siblings at once', async () => {
  const { hosted, run } = await open();
  const { dispatches } = hosted.store;
  const { id: repository } = hostedAt(hosted.world).repository;
  const workflowRun = started(hosted).order.runId;
  const sent = await dispatches.ofWorkflowRun(repository, workflowRun);
  if (sent === null) throw new Error('nothing was dispatched');
  const workflowSha = await hosted.world.repository.sha();
  const asked = { ...sent, state: { type: 'asked', at: hosted.time.now(), workflowSha } } as const;
  await dispatches.save(asked, null);
  const before = hosted.world.github.requests().count({});
  await noteSent({ store: hosted.store, clock: hosted.time }, asked, workflowRun);
  await hosted.later(1000);
  expect(hosted.world.github.requests().count({})).toBe(before);
  expect((await rowOf(hosted, run))?.reason).toBeNull();
  await hosted.later(MINUTE);
  await hosted.until(async () => (await rowOf(hosted, run))?.reason !== null);
});

test('a job that GitHub never showed ends by its queue-timeout', async () => {
  const { hosted, run } = await open();
  hosted.actions.queues = false;
  started(hosted).jobs.clear();
  hosted.world.repository.record.jobs.clear();
  await pass(hosted, 2 * HOUR);
  await hosted.until(async () => (await rowOf(hosted, run))?.attempt === 2);
  const [first] = (await hosted.store.runs.load(run.id))?.attempts ?? [];
  expect(first).toMatchObject({ class: 'capacity', status: 'interrupted' });
});

test('a job that waits for reviewers says so at once, with the way there, and is asked for once', async () => {
  const { hosted, run } = await open(DEPLOY);
  const { id: repository } = hostedAt(hosted.world).repository;
  const workflowRun = started(hosted).order.runId;
  await hosted.host.heard({ repository, workflowRun, what: 'job' });
  await hosted.later(0);
  await hosted.until(async () => (await rowOf(hosted, run))?.reason !== null);
  const words = 'waiting for review, or for the wait timer, of environment production on GitHub';
  expect((await rowOf(hosted, run))?.reason).toBe(words);
  expect(await check(hosted)).toContain(`[${words}](`);
  await pass(hosted, 30 * HOUR);
  expect(hosted.actions.runs).toHaveLength(1);
  expect((await rowOf(hosted, run))?.state).toBe('starting');
  const review = { environment: 'production', state: 'approved' } as const;
  hosted.world.github.user('ada').reviewDeployment(hosted.world.repository, workflowRun, review);
  await pass(hosted, 15 * MINUTE);
  await hosted.until(async () => (await rowOf(hosted, run))?.reason?.includes('queue') === true);
  await hosted.runtime.report(of(run), begun());
  expect(await rowOf(hosted, run)).toMatchObject({ state: 'running', attempt: 1 });
});

test.each(['production', 'Production'])(
  'a deployment to %s that a reviewer rejects is rejected, in their words, and not dispatched again',
  async (environment) => {
    const { hosted, run } = await open({ ...DEPLOY, approval: { ...approval, environment } });
    const { id: repository } = hostedAt(hosted.world).repository;
    const workflowRun = started(hosted).order.runId;
    const ada = hosted.world.github.user('ada');
    const review = {
      environment: 'production',
      state: 'rejected',
      comment: 'not on a Friday',
    } as const;
    ada.reviewDeployment(hosted.world.repository, workflowRun, review);
    await hosted.host.heard({ repository, workflowRun, what: 'job' });
    await hosted.later(0);
    await hosted.until(async () => (await rowOf(hosted, run))?.result === 'rejected');
    expect(await rowOf(hosted, run)).toMatchObject({
      attempt: 1,
      reason: `ada rejected its deployment to ${environment} on GitHub: not on a Friday`,
    });
    await pass(hosted, HOUR);
    expect(hosted.actions.runs).toHaveLength(1);
  },
);
