import { beforeAll, describe, expect, it } from 'vitest';
import type { RunHeader } from '../../app/domain/run/run.ts';
import type { DispatchedJob } from '../../app/runtime/ports/hosted/dispatches.ts';
import type { BootstrapClaimRequest } from '../../schemas/action-request.generated.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { check as actionRequestCheck } from '../../schemas/checks/action-request.generated.mjs';
import { validate } from '../../schemas/validate.ts';
import { ask, claim, claimed } from './ask.ts';
import { openApp, type TestApp } from './open-app.ts';
import type { Oddity } from './open-issuer.ts';

let app: TestApp;
beforeAll(async () => {
  app = await openApp();
});

const twoSteps = aPlan([aStep('train', { secrets: { KEY: 'API_KEY' } }), aStep('other')]);

const WRONG: Readonly<Record<string, [Oddity & { hint?: string; audience?: string }, string]>> = {
  'signed by somebody else': [{ forged: true }, 'identity-signature'],
  'of another issuer': [{ issuer: 'https://token.actions.example' }, 'wrong-issuer'],
  'for another audience': [{ audience: 'https://github.com/ada' }, 'wrong-audience'],
  'older than its five minutes': [{ shiftMs: -400_000 }, 'identity-expired'],
  'that is not valid yet': [{ shiftMs: 800_000 }, 'identity-too-early'],
  'of another event': [{ claims: { event_name: 'push' } }, 'wrong-event'],
  'of another repository': [{ claims: { repository_id: '1' } }, 'wrong-repository'],
  'of another workflow run': [{ claims: { run_id: '1' } }, 'wrong-run'],
  "of GitHub's own rerun": [{ claims: { run_attempt: '2' } }, 'rerun-by-github'],
  'of a job that was not dispatched': [{ claims: { check_run_id: '1' } }, 'not-dispatched'],
  'without a job': [{ claims: { check_run_id: undefined } }, 'identity-unreadable'],
  'with a job that is no number': [{ claims: { check_run_id: '1e3' } }, 'identity-unreadable'],
  'of another event, of a job that was not dispatched': [
    { claims: { event_name: 'push', check_run_id: '1' } },
    'wrong-event',
  ],
  "of GitHub's own rerun, of a job that was not dispatched": [
    { claims: { run_attempt: '2', check_run_id: '1' } },
    'rerun-by-github',
  ],
  'without a workflow': [{ claims: { workflow_ref: undefined } }, 'identity-unreadable'],
  'with an empty workflow': [{ claims: { workflow_ref: '' } }, 'identity-unreadable'],
  "that names a sibling's attempt": [{ hint: 'other-1' }, 'wrong-job'],
};

const CHANGED: typeof WRONG = {
  'of another workflow': [
    { claims: { workflow_ref: 'ada/churn/.github/workflows/mine.yml@refs/heads/main' } },
    'workflow-changed',
  ],
  'of a workflow edited after its check': [
    { claims: { workflow_sha: 'b'.repeat(40) } },
    'workflow-changed',
  ],
};

describe('a claim with an identity', () => {
  it.each(Object.entries(WRONG))('%s is refused', async (_title, [odd, code]) => {
    const job = await app.job(await app.start(twoSteps), 'train');
    const answer = await claim(app, job, odd);
    expect(answer).toMatchObject({ type: 'refused', code });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    // Nothing of it was kept: the right job still gets its attempt.
    expect(await claim(app, job)).toMatchObject({ type: 'claimed' });
  });

  it.each(Object.entries(CHANGED))('%s is refused, and ends its attempt', async (_title, [odd]) => {
    const run = await app.start(twoSteps);
    const job = await app.job(run, 'train');
    expect(await claim(app, job, odd)).toMatchObject({ type: 'refused', code: 'workflow-changed' });
    expect(await claim(app, job)).toMatchObject({ type: 'refused', code: 'attempt-over' });
    const rows = await app.now().store.runs.load(run.id);
    const train = rows?.steps.find(({ key }) => key === 'train');
    expect(train).toMatchObject({ result: 'failure', spent: { infra: 1 } });
  });

  it('a little off in time is granted', async () => {
    const job = await app.job(await app.start(twoSteps), 'train');
    expect(await claim(app, job, { shiftMs: -330_000 })).toMatchObject({ type: 'claimed' });
  });

  it('of a sibling gets what the sibling was dispatched for, whatever it asks', async () => {
    const run = await app.start(twoSteps);
    const [train, other] = [await app.job(run, 'train'), await app.job(run, 'other')];
    expect(await claim(app, other, { hint: train.hint })).toMatchObject({ code: 'wrong-job' });
    expect((await claimed(app, other)).ticket).toMatchObject({ step: { key: 'other' } });
  });
});

describe('a claim without an identity', () => {
  const bootstrapped = (job: DispatchedJob, odd: Partial<BootstrapClaimRequest> = {}) =>
    ask(app, 'claims', {
      format: 1,
      type: 'claim.bootstrap',
      bootstrap: 'let me in',
      nonce: 'a'.repeat(32),
      repository: job.repositoryId,
      workflowRun: job.workflowRunId,
      hint: job.hint,
      ...odd,
    });

  it('by the secret of its dispatch is given its attempt, and not even the names of secrets', async () => {
    const job = await app.job(await app.start(twoSteps), 'train');
    expect(await bootstrapped(job)).toMatchObject({
      type: 'claimed',
      ticket: { step: { key: 'train' }, secrets: {} },
      secrets: {},
    });
  });

  it('by another secret is refused, and is to be tried again while GitHub is away', async () => {
    const job = await app.job(await app.start(twoSteps), 'train');
    expect(await bootstrapped(job, { bootstrap: 'please' })).toMatchObject({ status: 403 });
    app.jobs.isBlind = true;
    expect(await bootstrapped(job)).toMatchObject({ code: 'dispatch-unavailable', status: 503 });
    app.jobs.isBlind = false;
  });

  it('holds the attempt for the first to come, who may ask again until the attempt has begun', async () => {
    const job = await app.job(await app.start(twoSteps), 'train');
    const first = await bootstrapped(job);
    const thief = { nonce: 'b'.repeat(32) };
    expect(await bootstrapped(job, thief)).toMatchObject({ code: 'claimed-by-another-job' });
    const again = await bootstrapped(job);
    if (first.type !== 'claimed' || again.type !== 'claimed') throw new Error('not claimed');
    expect(again.claim).toBe(first.claim);
    const beat = { format: 1, type: 'heartbeat' };
    await ask(app, `attempts/${again.claim}/heartbeats`, beat, again.token);
    expect(await bootstrapped(job)).toMatchObject({ code: 'claimed-before' });
  });
});

describe('a claim', () => {
  it('is answered with the ticket and names of secrets, not with their values', async () => {
    const job = await app.job(await app.start(twoSteps), 'train');
    expect(await claimed(app, job)).toMatchObject({
      ticket: { step: { key: 'train' }, attempt: 1, secrets: {} },
      secrets: { KEY: 'API_KEY' },
    });
  });

  it('whose answer was lost is answered again, until the attempt has begun', async () => {
    const job = await app.job(await app.start(twoSteps), 'train');
    const first = await claimed(app, job);
    const second = await claimed(app, job);
    expect(second.claim).toBe(first.claim);
    await ask(
      app,
      `attempts/${first.claim}/heartbeats`,
      { format: 1, type: 'heartbeat' },
      second.token,
    );
    expect(await claim(app, job)).toMatchObject({ code: 'claimed-before' });
  });

  it('with the same identity twice is refused', async () => {
    const job = await app.job(await app.start(twoSteps), 'train');
    const identity = await app.issuer.token(job, app.url);
    const request = { format: 1, type: 'claim', identity, hint: null };
    expect(await ask(app, 'claims', request)).toMatchObject({ type: 'claimed' });
    expect(await ask(app, 'claims', request)).toMatchObject({ code: 'identity-replayed' });
  });

  it('of an attempt that another job holds is refused', async () => {
    const job = await app.job(await app.start(twoSteps), 'train');
    await claimed(app, job);
    const twin = { ...job, checkRunId: 999_001 };
    app.jobs.all.push(twin);
    expect(await claim(app, twin)).toMatchObject({ code: 'claimed-by-another-job' });
  });

  it('of a cancelled attempt is refused, and ends it', async () => {
    const run = await app.start(aPlan([aStep('train')]));
    const job = await app.job(run, 'train');
    await cancel(run);
    expect(await claim(app, job)).toMatchObject({ code: 'attempt-cancelled' });
    expect((await app.now().store.runs.header(run.id))?.status).toBe('cancelled');
    expect(await claim(app, job)).toMatchObject({ code: 'attempt-over' });
  });

  it('is to be tried again while GitHub does not show the job', async () => {
    const job = await app.job(await app.start(twoSteps), 'train');
    app.jobs.isBlind = true;
    expect(await claim(app, job)).toMatchObject({ code: 'dispatch-unavailable', status: 503 });
    app.jobs.isBlind = false;
    expect(await claim(app, job)).toMatchObject({ type: 'claimed' });
  });

  it('in another format is refused with what to update', async () => {
    const request = { format: 2, type: 'claim', identity: 'x', hint: null };
    expect(await ask(app, 'claims', request)).toMatchObject({
      code: 'unknown-format',
      message: expect.stringMatching(/Update the app/),
    });
    expect(await ask(app, 'claims', { ...request, format: 0 })).toMatchObject({
      message: expect.stringMatching(/init --update/),
    });
  });

  it.each([null, [], {}, { format: 1 }, { format: 1, type: 'heartbeat' }, 'x'])(
    'that is no claim (%j) is refused',
    async (body) => {
      const answer = await ask(app, 'claims', body);
      expect(answer).toMatchObject({ code: 'unreadable-request', status: 400 });
    },
  );

  it('is one line in the log, with counts and without tokens', async () => {
    const job = await app.job(await app.start(twoSteps), 'train');
    const identity = await app.issuer.token(job, app.url);
    const before = app.logs.length;
    await ask(app, 'claims', { format: 1, type: 'claim', identity, hint: 'other-1' });
    const lines = app.logs.slice(before);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/a claim was refused.*"end":"wrong-job".*"counts":\{.*"wrong-job":/);
    expect(lines[0]).not.toContain(identity.split('.')[1]);
  });
});

describe('the token of an attempt', () => {
  const heartbeat = { format: 1, type: 'heartbeat' };

  it('speaks for that attempt alone', async () => {
    const run = await app.start(twoSteps);
    const train = await claimed(app, await app.job(run, 'train'));
    const other = await claimed(app, await app.job(run, 'other'));
    const path = `attempts/${train.claim}/heartbeats`;
    expect(await ask(app, path, heartbeat, other.token)).toMatchObject({ code: 'token-invalid' });
    expect(await ask(app, path, heartbeat)).toMatchObject({ code: 'no-token' });
    expect(await ask(app, path, heartbeat, `${train.token}x`)).toMatchObject({
      code: 'token-invalid',
    });
    expect(await ask(app, path, heartbeat, train.token)).toMatchObject({ standing: 'wanted' });
  });

  it('is renewed by heartbeats, which alone may come late', async () => {
    let shift = 0;
    const late = await openApp({ clock: { now: () => Date.now() + shift } });
    const job = await late.job(await late.start(twoSteps), 'train');
    const { claim: id, token } = await claimed(late, job);
    const started = { type: 'started', at: 1, resumedFrom: null };
    const reports = { format: 1, type: 'reports', first: 1, reports: [started] };
    expect(await ask(late, `attempts/${id}/heartbeats`, heartbeat, token)).toMatchObject({
      token: null,
    });
    shift = 3_600_000;
    expect(await ask(late, `attempts/${id}/reports`, reports, token)).toMatchObject({
      code: 'token-expired',
    });
    const renewed = await ask(late, `attempts/${id}/heartbeats`, heartbeat, token);
    if (renewed.type !== 'standing' || renewed.token === null) throw new Error('not renewed');
    const kept = await ask(late, `attempts/${id}/reports`, reports, renewed.token);
    expect(kept).toMatchObject({ standing: 'wanted', reported: 1 });
    shift = 100_000_000;
    expect(await ask(late, `attempts/${id}/heartbeats`, heartbeat, token)).toMatchObject({
      code: 'token-expired',
    });
  });
});

describe('what nobody has a right to send', () => {
  it('is a claim of more than 64 KiB', async () => {
    const identity = 'x'.repeat(64 * 1024);
    expect(
      await ask(app, 'claims', { format: 1, type: 'claim', identity, hint: 'x' }),
    ).toMatchObject({
      status: 413,
      code: 'too-large',
    });
  });

  it('is not read where its token speaks for no attempt', async () => {
    const none = { not: 'a message' };
    expect(await ask(app, 'attempts/x/reports', none)).toMatchObject({ code: 'no-token' });
    expect(await ask(app, 'attempts/x/blobs', none, 'x')).toMatchObject({
      code: 'token-invalid',
    });
  });

  it('is told by the first thing that is wrong with it, and by its own form alone', () => {
    const odd = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`key${n}`, n]));
    const read = validate(actionRequestCheck, { format: 1, type: 'heartbeat', ...odd });
    expect(read.valid ? [] : read.errors).toHaveLength(1);
    const lost = validate(actionRequestCheck, { format: 1, type: 'nothing' });
    expect(lost.valid ? [] : lost.errors.map(({ keyword }) => keyword)).toEqual(['discriminator']);
  });
});

async function cancel(run: RunHeader): Promise<void> {
  await app.now().runtime.handle(run.id, {
    type: 'run.cancel-requested',
    by: 'ada',
    reason: 'ada cancelled it',
    forced: false,
  });
}
