import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../github/clock.ts';
import { openActions, type ActionsOptions } from '../open-actions.ts';
import { anOrder, startRun } from '../testing/run-workflow.ts';

const MINUTE_MS = 60_000;
const START = Date.parse('2026-11-22T12:00:00Z');

async function open(options: ActionsOptions) {
  const clock = new VirtualClock(START);
  const actions = await openActions({ clock, ...options });
  onTestFinished(() => actions.close());
  return { clock, actions };
}

const WAVE = `
on: { workflow_dispatch: { inputs: { plan: { type: string } } } }
permissions: { id-token: write }
jobs:
  step:
    strategy: { fail-fast: false, matrix: { step: '\${{ fromJSON(inputs.plan) }}' } }
    runs-on: ubuntu-latest
    timeout-minutes: 60
    environment: \${{ matrix.step.environment }}
    steps: [{ run: exit 1 }]
`;

function wave(steps: readonly object[]) {
  return anOrder(WAVE, { inputs: { plan: JSON.stringify(steps) } });
}

test('a hundred jobs of ten minutes on twenty slots take fifty minutes of the clock and no process', async () => {
  const { clock, actions } = await open({
    jobs: () => ({ durationMs: 10 * MINUTE_MS, conclusion: 'success' }),
  });
  const run = startRun(actions, wave(Array.from({ length: 100 }, (_, n) => ({ n }))));
  for (let minutes = 0; minutes < 50; minutes += 10) {
    const done = minutes * 2;
    await run.until(
      () => run.story.filter((line) => line.startsWith('started')).length === done + 20,
    );
    expect(run.jobs.filter(({ conclusion }) => conclusion === 'success')).toHaveLength(done);
    clock.advance(10 * MINUTE_MS);
  }
  await actions.whenIdle();
  expect(run.conclusion).toBe('success');
  expect(clock.now() - START).toBe(50 * MINUTE_MS);
});

test('a script may be cancelled, may run out of time and may fail', async () => {
  const { clock, actions } = await open({
    jobs: ({ name }) => ({
      durationMs: 1e9,
      conclusion: name.includes('bad') ? 'failure' : 'success',
    }),
  });
  const late = startRun(actions, wave([{ n: 'slow' }]));
  await late.until(() => late.story.includes('started step (slow)'));
  clock.advance(60 * MINUTE_MS);
  await actions.whenIdle();
  expect(late.conclusion).toBe('cancelled');
  const order = wave([{ n: 'slow' }]);
  const cancelled = startRun(actions, order);
  await cancelled.until(() => cancelled.story.includes('started step (slow)'));
  actions.backend.cancelRun(order.runId, 'cancel');
  await actions.whenIdle();
  expect(cancelled.story.slice(-2)).toEqual(['completed step (slow) cancelled', 'run cancelled']);
});

test('a script is told what the job is told, and asks for the id-token in its place; afterwards nobody gets one', async () => {
  const seen: { url: string; token: string; jwt: string }[] = [];
  const { clock, actions } = await open({
    jobs: () => async (job) => {
      const { variables, contexts } = job.message;
      expect(contexts['matrix']).toEqual({ step: { environment: 'prod:eu' } });
      seen.push({
        url: variables['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '',
        token: variables['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '',
        jwt: await job.idToken('https://app.example'),
      });
      await job.clock.sleep(MINUTE_MS, job.cancel);
      job.sink.log('played\n');
      return 'success';
    },
  });
  const order = wave([{ environment: 'prod:eu' }]);
  const run = startRun(actions, order);
  while (seen.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const { url = '', token = '', jwt = '' } = seen[0] ?? {};
  const ask = () => fetch(`${url}&audience=x`, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask()).status).toBe(200);
  clock.advance(MINUTE_MS);
  await actions.whenIdle();
  expect(run.conclusion).toBe('success');
  expect(run.jobs[0]?.log).toBe('played\n');
  expect((await ask()).status).toBe(401);

  const keys = createRemoteJWKSet(new URL(`${actions.issuer}/.well-known/jwks`));
  const { payload, protectedHeader } = await jwtVerify(jwt, keys, {
    issuer: actions.issuer,
    audience: 'https://app.example',
    currentDate: new Date(clock.now()),
  });
  expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  expect({ ...payload, jti: typeof payload.jti }).toEqual({
    iss: actions.issuer,
    aud: 'https://app.example',
    sub: 'repo:acme@42/models@500:environment:prod%3Aeu',
    jti: 'string',
    iat: START / 1000,
    nbf: START / 1000 - 600,
    exp: START / 1000 + 300,
    actor: 'ada',
    actor_id: '77',
    base_ref: '',
    check_run_id: String((run.jobs[0]?.id ?? 0) + 1_000_000),
    environment: 'prod:eu',
    event_name: 'workflow_dispatch',
    head_ref: '',
    job_workflow_ref: 'acme/models/.github/workflows/ci.yml@refs/heads/main',
    job_workflow_sha: order.sha,
    ref: 'refs/heads/main',
    ref_protected: 'true',
    ref_type: 'branch',
    repository: 'acme/models',
    repository_id: '500',
    repository_owner: 'acme',
    repository_owner_id: '42',
    repository_visibility: 'private',
    run_attempt: '1',
    run_id: String(order.runId),
    run_number: '7',
    runner_environment: 'github-hosted',
    sha: order.sha,
    workflow: 'CI',
    workflow_ref: 'acme/models/.github/workflows/ci.yml@refs/heads/main',
    workflow_sha: order.sha,
  });
});

test('a job without `id-token: write` gets none', async () => {
  const answers: string[] = [];
  const { actions } = await open({
    jobs: () => async (job) => {
      expect(job.message.variables).toEqual({});
      answers.push(await job.idToken('x').catch((error: Error) => error.message));
      return 'success';
    },
  });
  const text = WAVE.replace('id-token: write', 'contents: read');
  startRun(actions, anOrder(text, { inputs: { plan: '[1]' } }));
  await actions.whenIdle();
  expect(answers).toEqual(['job step (1) has no permission `id-token: write`']);
});

test('the discovery document says where the keys lie', async () => {
  const { actions } = await open({});
  const found = await fetch(`${actions.issuer}/.well-known/openid-configuration`);
  expect(await found.json()).toMatchObject({
    issuer: actions.issuer,
    jwks_uri: `${actions.issuer}/.well-known/jwks`,
    id_token_signing_alg_values_supported: ['RS256'],
  });
});
