import { describe, expect, test } from 'vitest';
import { WORKFLOW_PATH, workflowFile } from '../../../app/github/workflow/workflow-file.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { aPlan, aStep, aWidePlan, NO_RETRY } from '../../support/build-plan.ts';
import { begun, succeeded } from '../../support/script-host.ts';
import { hostedAt, openHosted, WRITTEN, type Hosted } from '../open-hosted.ts';
import { stepOf } from '../test-actions.ts';
import { atFirst, cutInHalf, lostOnTheWayBack, lostOnTheWayThere } from '../open-world.ts';

const DISPATCH = 'actions/create-workflow-dispatch';
const dispatches = ({ world }: Hosted) => world.github.requests().count({ operationId: DISPATCH });
const waiting = async ({ store }: Hosted) => (await store.dispatches.waiting(1000)).length;

/** Starts a run and lets its steps be handed over. */
async function dispatched(hosted: Hosted, plan = aWidePlan(3), given = {}): Promise<RunHeader> {
  const run = await hosted.start(plan, given);
  await hosted.until(async () => (await waiting(hosted)) === plan.steps.length);
  await hosted.later(2000);
  return run;
}

async function attemptOf({ store }: Hosted, run: RunHeader, key = 's0') {
  return (await store.runs.load(run.id))?.attempts.find((attempt) => attempt.key === key);
}

describe('steps that are ready together', () => {
  test('are one dispatch with a job each, named, and nothing but what the workflow needs', async () => {
    const hosted = await openHosted();
    const secrets = { KEY: 'TOKEN' };
    const run = await dispatched(hosted, aWidePlan(3, { secrets, runsOn: ['self-hosted', 'gpu'] }));
    expect(dispatches(hosted)).toBe(1);
    const [{ order, plan } = { order: null, plan: [] }] = hosted.actions.runs;
    expect(
      plan.map(({ name, runs_on, timeout, environment }) => [name, runs_on, timeout, environment]),
    ).toEqual(['s0', 's1', 's2'].map((name) => [`churn: ${name}`, ['self-hosted', 'gpu'], 76, '']));
    expect(order?.inputs).toMatchObject({
      sha: run.sha,
      secrets: '["TOKEN"]',
    });
    expect(order?.runName).toBe(`churn #1: s0 and 2 more (mlp ${order?.inputs['run_key']})`);
    expect(JSON.stringify(order?.inputs).length).toBeLessThan(65_535);
  });

  test('run where they say, and on runners of one’s own as long as GitHub allows there', async () => {
    const hosted = await openHosted();
    const clocks = { ...aStep('x').clocks, timeoutMs: 30 * 60 * 60_000 };
    const group = { group: 'gpus', labels: ['a10g'] };
    const slim = aStep('slim', { clocks, runsOn: 'ubuntu-slim' });
    const steps = [aStep('hosted', { clocks }), aStep('own', { clocks, runsOn: group }), slim];
    await dispatched(hosted, aPlan(steps));
    expect(hosted.actions.runs[0]?.plan.map(({ runs_on, timeout }) => [runs_on, timeout])).toEqual([
      ['ubuntu-latest', 360],
      [group, 30 * 60 + 16],
      ['ubuntu-slim', 15],
    ]);
  });

  test('are at most 256 a dispatch, and each is in one of them', async () => {
    const hosted = await openHosted();
    await dispatched(hosted, aWidePlan(300));
    expect(new Set(hosted.actions.runs.map(({ plan }) => plan.length))).toEqual(new Set([256, 44]));
    const names = hosted.actions.runs.flatMap(({ plan }) => plan.map(({ attempt }) => attempt));
    expect(new Set(names).size).toBe(300);
  });

  test('with other secrets or another environment go by themselves', async () => {
    const hosted = await openHosted();
    await dispatched(
      hosted,
      aPlan([aStep('a'), aStep('b', { secrets: { K: 'TOKEN' } }), aStep('c'), aStep('d')]),
    );
    const groups = hosted.actions.runs.map(({ plan }) =>
      plan.map(({ name }) => stepOf(name)).join(' '),
    );
    expect(groups.toSorted()).toEqual(['a c d', 'b']);
  });

  test('wait for others, but not for long', async () => {
    const hosted = await openHosted();
    await hosted.start(aWidePlan(1));
    await hosted.until(async () => (await waiting(hosted)) === 1);
    await hosted.later(100);
    expect(dispatches(hosted)).toBe(0);
    await hosted.later(400);
    expect(dispatches(hosted)).toBe(1);
  });
});

describe('a dispatch whose answer is lost', () => {
  test.each([
    ['on the way back', lostOnTheWayBack],
    ['by half', cutInHalf],
  ])(
    '%s is found by its name, even when lists lag behind, and never repeated',
    async (_, fault) => {
      const hosted = await openHosted({ knobs: { runsHiddenForListings: 2 } });
      hosted.world.fault = atFirstDispatch(fault);
      const run = await dispatched(hosted);
      for (let index = 0; index < 4; index += 1) await hosted.later(10_000);
      expect(hosted.actions.runs).toHaveLength(1);
      const { id } = hostedAt(hosted.world).repository;
      expect(await hosted.store.dispatches.asked(id)).toEqual([]);
      const [first] = hosted.actions.runs;
      const job = first?.jobs.get('s1');
      const found = await hosted.host.find({
        repositoryId: hostedAt(hosted.world).repository.id,
        workflowRunId: first?.order.runId ?? 0,
        checkRunId: job?.checkRunId ?? 0,
      });
      expect(found?.of).toEqual({ run: run.id, key: 's1', attempt: 1 });
    },
  );

  test('on the way there is repeated once it was looked for long enough', async () => {
    const hosted = await openHosted();
    hosted.world.fault = atFirstDispatch(lostOnTheWayThere);
    await dispatched(hosted);
    await hosted.later(10_000);
    expect(hosted.actions.runs).toHaveLength(0);
    for (let index = 0; index < 6; index += 1) await hosted.later(10_000);
    expect(hosted.actions.runs).toHaveLength(1);
  });

  test('because of a limit is repeated when GitHub allows it', async () => {
    const hosted = await openHosted();
    await hosted.world.clients.of(hosted.world.installation).octokit.rest.rateLimit.get();
    hosted.world.github.limits.pause(90_000);
    await dispatched(hosted);
    expect(hosted.actions.runs).toHaveLength(0);
    await hosted.later(91_000);
    expect(hosted.actions.runs).toHaveLength(1);
  });
});

describe('nothing is dispatched, and the attempt says why,', () => {
  const ends = async (hosted: Hosted, plan = aWidePlan(1), given = {}) => {
    const run = await dispatched(hosted, plan, given);
    await hosted.until(async () => (await attemptOf(hosted, run))?.status === 'failed');
    expect(hosted.actions.runs).toEqual([]);
    return (await attemptOf(hosted, run))?.message;
  };

  test('when the branch changed the workflow file', async () => {
    const hosted = await openHosted();
    const changed = workflowFile({ secrets: ['TOKEN', 'MORE'], ...WRITTEN });
    await hosted.world.repository.commit({ branch: 'x', files: { [WORKFLOW_PATH]: changed } });
    const message = await ends(hosted, aWidePlan(1), { ref: 'refs/heads/x' });
    expect(message).toMatch(/mlpipelines\.yml of x is not the default branch's/);
  });

  test('when the default branch has none', async () => {
    const hosted = await openHosted();
    await hosted.world.repository.commit({ files: { [WORKFLOW_PATH]: null } });
    expect(await ends(hosted)).toMatch(/Run `mlpipelines init --app URL --action OWNER\/REPO@SHA`/);
  });

  test('when the branch is gone', async () => {
    const hosted = await openHosted();
    expect(await ends(hosted, aWidePlan(1), { ref: 'refs/heads/gone' })).toMatch(/gone is gone/);
  });

  test.each([
    [
      'a GPU',
      { gpu: { type: [], count: 1, memoryBytes: null } },
      /GPU.*runs-on: \[self-hosted, gpu\]/,
    ],
    ['much memory', { gpu: null }, /runs-on: \[self-hosted, big\]/],
  ])('when a step asks for %s and names no runner', async (_, asked, words) => {
    const hosted = await openHosted();
    const rest = {
      cpu: null,
      memoryBytes: null,
      diskBytes: null,
      arch: null,
      spot: null,
      maxPrice: null,
    };
    const run = await hosted.start(aWidePlan(1, { resources: { ...rest, ...asked } }));
    await hosted.until(async () => (await attemptOf(hosted, run))?.status === 'failed');
    expect((await attemptOf(hosted, run))?.message).toMatch(words);
    expect(await waiting(hosted)).toBe(0);
  });

  test('when GitHub Enterprise Server does not say what it started', async () => {
    const hosted = await openHosted({ knobs: { dispatchReturnsDetails: false } });
    const run = await dispatched(hosted, aWidePlan(1));
    await hosted.until(async () => (await attemptOf(hosted, run))?.status === 'failed');
    expect((await attemptOf(hosted, run))?.message).toMatch(/return_run_details/);
  });
});

describe('a job', () => {
  test('is told its own attempt and no sibling’s, with the file and commit that were checked', async () => {
    const hosted = await openHosted();
    const run = await dispatched(hosted);
    const [started] = hosted.actions.runs;
    const jobOf = (name: string) => ({
      repositoryId: hostedAt(hosted.world).repository.id,
      workflowRunId: started?.order.runId ?? 0,
      checkRunId: started?.jobs.get(name)?.checkRunId ?? 0,
    });
    for (const name of ['s0', 's1', 's2']) {
      const found = await hosted.host.find(jobOf(name));
      expect(found).toMatchObject({
        ...jobOf(name),
        of: { run: run.id, key: name, attempt: 1 },
        hint: started?.plan.find((job) => stepOf(job.name) === name)?.attempt,
        workflowRef: `acme/churn/${WORKFLOW_PATH}@refs/heads/main`,
        workflowSha: await hosted.world.repository.sha(),
        page: `https://mlp.example/runs/${run.id}`,
      });
      expect(found?.ticket.step.key).toBe(name);
    }
    const lists = { operationId: 'actions/list-jobs-for-workflow-run' };
    expect(hosted.world.github.requests().count(lists)).toBe(1);
  });

  test('that nobody dispatched is told nothing', async () => {
    const hosted = await openHosted();
    await dispatched(hosted);
    const workflowRunId = hosted.actions.runs[0]?.order.runId ?? 0;
    const repositoryId = hostedAt(hosted.world).repository.id;
    expect(await hosted.host.find({ repositoryId, workflowRunId: 5, checkRunId: 5 })).toBeNull();
    const unknown = { repositoryId, workflowRunId, checkRunId: 5 };
    await expect(hosted.host.find(unknown)).rejects.toThrow(/does not show the job/);
  });

  test('that comes before the dispatch’s answer is found by its run’s name', async () => {
    const hosted = await openHosted({ knobs: { runsHiddenForListings: 5 } });
    hosted.world.fault = atFirstDispatch(lostOnTheWayBack);
    await dispatched(hosted);
    const [started] = hosted.actions.runs;
    const found = await hosted.host.find({
      repositoryId: hostedAt(hosted.world).repository.id,
      workflowRunId: started?.order.runId ?? 0,
      checkRunId: started?.jobs.get('s2')?.checkRunId ?? 0,
    });
    expect(found?.of.key).toBe('s2');
  });
});

describe('a cancel', () => {
  test('of attempts that nobody claimed ends them, and the workflow run once all of its attempts are over', async () => {
    const hosted = await openHosted();
    const run = await dispatched(hosted);
    await hosted.runtime.report({ run: run.id, key: 's0', attempt: 1 }, begun());
    const reason = 'A newer commit.';
    await hosted.runtime.handle(run.id, {
      type: 'run.cancel-requested',
      by: 'ada',
      reason,
      forced: false,
    });
    await hosted.until(async () => (await attemptOf(hosted, run, 's2'))?.status === 'cancelled');
    expect((await attemptOf(hosted, run, 's0'))?.status).toBe('running');
    await hosted.later(120_000);
    expect(hosted.actions.cancelled).toEqual([]);
    await hosted.runtime.report({ run: run.id, key: 's0', attempt: 1 }, succeeded());
    await hosted.later(15 * 60_000);
    await hosted.later(60_000);
    expect(hosted.actions.cancelled).toEqual([hosted.actions.runs[0]?.order.runId]);
  });

  test('before anything was dispatched dispatches nothing', async () => {
    const hosted = await openHosted();
    const run = await hosted.start(aWidePlan(2));
    await hosted.until(async () => (await waiting(hosted)) === 2);
    await hosted.runtime.handle(run.id, {
      type: 'run.cancel-requested',
      by: null,
      reason: 'x',
      forced: false,
    });
    await hosted.until(
      async () => (await hosted.store.runs.header(run.id))?.status === 'cancelled',
    );
    await hosted.later(5000);
    expect(dispatches(hosted)).toBe(0);
  });
});

describe('reconciling', () => {
  const infra = { ...NO_RETRY, limits: { ...NO_RETRY.limits, infra: 0 } };
  const endsAsInfra = async (hosted: Hosted, run: RunHeader, key = 's0') => {
    await hosted.until(async () => (await attemptOf(hosted, run, key))?.status === 'failed');
    const attempt = await attemptOf(hosted, run, key);
    expect(attempt?.class).toBe('infra');
    return attempt?.message;
  };

  test('ends an attempt whose job is over without an outcome, and no other', async () => {
    const hosted = await openHosted();
    const run = await dispatched(hosted, aWidePlan(2, { retry: infra }));
    const [started] = hosted.actions.runs;
    if (started === undefined) throw new Error('nothing was dispatched');
    hosted.actions.end(started, 's0', 'failure');
    const { id: repository } = hostedAt(hosted.world).repository;
    const workflowRun = started.order.runId;
    await hosted.host.heard({ repository, workflowRun, what: 'job' });
    await hosted.later(0);
    await hosted.later(60_000);
    expect(await endsAsInfra(hosted, run)).toMatch(/over \(failure\) and reported no outcome/);
    expect((await attemptOf(hosted, run, 's1'))?.endedAt).toBeNull();
  });

  test.each([
    [
      'Unable to resolve action `acme/secret`, repository not found',
      /repository not found\. An action in a private repository is seen by others only/,
    ],
    [
      'The action acme/a@x is not allowed in acme/churn because all actions must be from a repository owned by acme.',
      /owned by acme\. An administrator allows it under Settings → Actions → General/,
    ],
    [
      'The actions acme/a@v1 are not allowed in acme/churn because all actions must be pinned to a full-length commit SHA.',
      /commit SHA\. Pin it: mlpipelines init --update --action OWNER\/REPO@SHA\./,
    ],
    ['The hosted runner lost communication with the server.', /with the server\.$/],
    ['It \u001B[2Jfailed\n\u202Eover two lines', /: It failed �over two lines\.$/],
  ])('says in GitHub’s words why a job never began: %s', async (said, message) => {
    const hosted = await openHosted();
    const run = await dispatched(hosted, aWidePlan(1, { retry: infra }));
    const [started] = hosted.actions.runs;
    if (started === undefined) throw new Error('nothing was dispatched');
    const about = { path: '.github', startLine: 1, endLine: 1 };
    const jobId = started.jobs.get('s0')?.jobId ?? 0;
    started.reporter.annotate(jobId, [
      { ...about, level: 'failure', message: said },
      { ...about, level: 'warning', message: 'and a warning' },
      { ...about, level: 'failure', message: 'Process completed with exit code 1.' },
    ]);
    hosted.actions.end(started, 's0', 'failure');
    const { id: repository } = hostedAt(hosted.world).repository;
    await hosted.host.heard({ repository, workflowRun: started.order.runId, what: 'job' });
    await hosted.later(0);
    await hosted.later(60_000);
    expect(await endsAsInfra(hosted, run)).toMatch(message);
  });

  test('ends all attempts of a run that GitHub could not start', async () => {
    const hosted = await openHosted();
    hosted.actions.queues = false;
    const run = await dispatched(hosted, aWidePlan(2, { retry: infra }));
    const [started] = hosted.actions.runs;
    started?.reporter.runCompleted('startup_failure');
    const { id: repository } = hostedAt(hosted.world).repository;
    const workflowRun = started?.order.runId ?? 0;
    await hosted.host.heard({ repository, workflowRun, what: 'run' });
    await hosted.later(0);
    await hosted.later(60_000);
    const message = await endsAsInfra(hosted, run, 's1');
    expect(message).toMatch(/before it had any job \(startup_failure\).*\/actions\/runs\/\d+\./);
    expect(message).toMatch(/an administrator adds `actions\/checkout`.*--action OWNER\/REPO@SHA/);
  });

  test('hands over again what an attempt lost with the process that ordered it', async () => {
    const hosted = await openHosted();
    hosted.world.fault = async () => new Response('', { status: 503 });
    await dispatched(hosted);
    expect(hosted.actions.runs).toHaveLength(0);
    hosted.world.fault = null;
    await hosted.later(120_000);
    expect(hosted.actions.runs).toHaveLength(1);
  });
});

function atFirstDispatch(fault: typeof lostOnTheWayBack): typeof lostOnTheWayBack {
  const first = atFirst(1, fault);
  return (request, send) => (request.url.endsWith('/dispatches') ? first(request, send) : send());
}
