import { expect, test } from 'vitest';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import {
  UNTRUSTED_WORKFLOW_PATH,
  untrustedWorkflowFile,
} from '../../../app/github/workflow/workflow-file.ts';
import { aPlan, aStep, aWidePlan, NO_RETRY } from '../../support/build-plan.ts';
import { begun, succeeded } from '../../support/script-host.ts';
import { hostedAt, openHosted, WRITTEN, type Hosted } from '../open-hosted.ts';
import { stepOf } from '../test-actions.ts';
import { atFirst, lostOnTheWayBack } from '../open-world.ts';

/** A repository with both workflow files, and a commit of someone's fork in a pull request. */
async function open() {
  const hosted = await openHosted();
  const { github, repository } = hosted.world;
  await repository.commit({ files: { [UNTRUSTED_WORKFLOW_PATH]: untrustedWorkflowFile(WRITTEN) } });
  const fork = await repository.fork('eve');
  const files = { 'train.py': 'steal()\n', [UNTRUSTED_WORKFLOW_PATH]: 'on: push\n' };
  const sha = await fork.commit({ files, by: 'eve' });
  expect(github.problems()).toEqual([]);
  return { hosted, sha };
}

/** Starts a run of the stranger's commit as `/mlp ok` does, and lets its steps be handed over. */
async function approved({ hosted, sha }: Awaited<ReturnType<typeof open>>, plan = aWidePlan(2)) {
  const stranger = { ...hostedAt(hosted.world), trust: 'untrusted', pull: 1 } as const;
  const run = await hosted.start(plan, { hosted: stranger, sha, ref: 'refs/pull/1/head' });
  await hosted.until(
    async () => (await hosted.store.dispatches.waiting(999)).length === plan.steps.length,
  );
  await hosted.later(2000);
  return run;
}

const throwaways = async ({ world }: Hosted) =>
  [...(await world.repository.branches()).keys()].filter((ref) => ref.includes('mlpipelines/ok/'));

const attemptOf = async ({ store }: Hosted, run: RunHeader, key = 's0') =>
  (await store.runs.load(run.id))?.attempts.find((attempt) => attempt.key === key);

/** What a job of the first dispatch would say of itself. */
function claimOf({ actions, world }: Hosted, name = 's0') {
  const [started] = actions.runs;
  return {
    repositoryId: world.repository.record.id,
    workflowRunId: started?.order.runId ?? 0,
    hint: started?.plan.find((job) => stepOf(job.name) === name)?.attempt ?? '',
    bootstrap: String(started?.order.inputs['bootstrap']),
  };
}

async function finish(hosted: Hosted, run: RunHeader, keys = ['s0', 's1']): Promise<void> {
  for (const key of keys) {
    const of = { run: run.id, key, attempt: 1 };
    await hosted.runtime.report(of, begun());
    await hosted.runtime.report(of, succeeded());
  }
}

test('a stranger’s commit that was let run goes by the default branch’s second workflow, on a branch of its own', async () => {
  const all = await open();
  const { hosted, sha } = all;
  await approved(all);
  const [{ order, plan } = { order: null, plan: [] }] = hosted.actions.runs;
  expect(hosted.actions.runs).toHaveLength(1);
  expect(order?.inputs).toEqual({
    title: expect.stringContaining('#1: '),
    run_key: expect.any(String),
    sha,
    plan: expect.any(String),
    bootstrap: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(plan.map(({ name, runs_on }) => [name, runs_on])).toEqual([
    ['churn: s0', 'ubuntu-latest'],
    ['churn: s1', 'ubuntu-latest'],
  ]);
  const [run] = hosted.world.repository.runs();
  expect(run?.headSha).toBe(await hosted.world.repository.sha());
  expect(await throwaways(hosted)).toEqual([
    expect.stringMatching(`^refs/heads/mlpipelines/ok/${sha.slice(0, 12)}-[0-9a-z]{8}$`),
  ]);
});

test('its jobs claim their own attempts by the secret of the dispatch, as long as the workflow run lives', async () => {
  const all = await open();
  const { hosted } = all;
  const run = await approved(all);
  const claim = claimOf(hosted, 's1');
  expect(await hosted.host.findBootstrapped(claim)).toMatchObject({
    of: { run: run.id, key: 's1', attempt: 1 },
    ticket: { step: { key: 's1' }, secrets: {} },
    page: `https://mlp.example/runs/${run.id}`,
  });
  hosted.actions.runs[0]?.reporter.runCompleted('success');
  await hosted.later(10_000);
  expect(await hosted.host.findBootstrapped(claim)).toBeNull();
});

test('claims without end, by code that has read the secret, cost GitHub no call each', async () => {
  const all = await open();
  const { hosted } = all;
  await approved(all);
  const before = hosted.world.counted.length;
  for (let index = 0; index < 50; index += 1) {
    const claim = claimOf(hosted, index % 2 === 0 ? 's0' : 's1');
    expect(await hosted.host.findBootstrapped(claim)).not.toBeNull();
  }
  expect(hosted.world.counted.length).toBe(before + 1);
});

test.each([
  ['another secret', { bootstrap: 'x'.repeat(43) }],
  ['another workflow run', { workflowRunId: 77 }],
  ['another attempt', { hint: 'unknown' }],
])('a claim with %s is none, and costs GitHub no call', async (_, odd) => {
  const all = await open();
  await approved(all);
  const before = all.hosted.world.counted.length;
  expect(await all.hosted.host.findBootstrapped({ ...claimOf(all.hosted), ...odd })).toBeNull();
  expect(all.hosted.world.counted.length).toBe(before);
});

test('a claim by a workflow run that started elsewhere than was checked is none', async () => {
  const all = await open();
  const { hosted } = all;
  hosted.world.fault = async (request, send) => {
    if (!request.url.endsWith('/dispatches')) return send();
    // Someone with write moves the branch at the last moment.
    const [ref = ''] = await throwaways(hosted);
    const files = {
      [UNTRUSTED_WORKFLOW_PATH]: untrustedWorkflowFile(WRITTEN).replace('read', 'write'),
    };
    await hosted.world.repository.commit({ branch: ref.slice('refs/heads/'.length), files });
    return send();
  };
  await approved(all);
  expect(hosted.actions.runs).toHaveLength(1);
  expect(await hosted.host.findBootstrapped(claimOf(hosted))).toBeNull();
});

test.each([
  ['that somebody else started', { actor: { login: 'mallory' } }],
  ['that is called otherwise', { display_title: 'churn #1: s0 (mlp another)' }],
  ['that somebody had run again', { run_attempt: 2 }],
  ['that a push started', { event: 'push' }],
  ['of another workflow file', { path: '.github/workflows/evil.yml@main' }],
  ['of a file that is called so elsewhere', { path: `a/${UNTRUSTED_WORKFLOW_PATH}@main` }],
  ['at another commit', { head_sha: 'f'.repeat(40) }],
  ['that is over', { status: 'completed' }],
])('a claim by a workflow run %s is none', async (_, odd) => {
  const all = await open();
  const { hosted } = all;
  await approved(all);
  hosted.world.fault = async (request, send) => {
    const response = await send();
    if (!/\/actions\/runs\/\d+$/.test(request.url)) return response;
    return Response.json({ ...((await response.json()) as object), ...odd });
  };
  expect(await hosted.host.findBootstrapped(claimOf(hosted))).toBeNull();
  // It is asked about again, and is the one.
  hosted.world.fault = null;
  expect(await hosted.host.findBootstrapped(claimOf(hosted))).not.toBeNull();
});

test('a workflow run is asked about again after ten seconds', async () => {
  const all = await open();
  const { hosted } = all;
  await approved(all);
  const asked = async (afterMs: number) => {
    hosted.time.advance(afterMs);
    const before = hosted.world.counted.length;
    expect(await hosted.host.findBootstrapped(claimOf(hosted))).not.toBeNull();
    return hosted.world.counted.length - before;
  };
  expect([await asked(0), await asked(9999), await asked(1), await asked(1)]).toEqual([1, 0, 1, 0]);
});

test('its jobs are known before the answer to their dispatch is', async () => {
  const all = await open();
  const first = atFirst(1, lostOnTheWayBack);
  all.hosted.world.fault = (request, send) =>
    request.url.endsWith('/dispatches') ? first(request, send) : send();
  const run = await approved(all);
  expect(await all.hosted.host.findBootstrapped(claimOf(all.hosted))).toMatchObject({
    of: { run: run.id, key: 's0' },
  });
});

test('an identity proves nothing for them', async () => {
  const all = await open();
  await approved(all);
  const [started] = all.hosted.actions.runs;
  const job = {
    repositoryId: all.hosted.world.repository.record.id,
    workflowRunId: started?.order.runId ?? 0,
    checkRunId: started?.jobs.get('s0')?.checkRunId ?? 0,
  };
  expect(await all.hosted.host.find(job)).toBeNull();
});

test('the branch goes when the dispatch is over, also where an answer was lost or the process died meanwhile', async () => {
  const all = await open();
  const { hosted } = all;
  const run = await approved(all);
  await finish(hosted, run);
  hosted.world.fault = atFirst(2, async () => new Response('', { status: 503 }), 'DELETE');
  for (let index = 0; index < 6; index += 1) await hosted.later(5 * 60_000);
  expect(await throwaways(hosted)).toEqual([]);
  expect(await hosted.store.dispatches.lease(Number.MAX_SAFE_INTEGER, 0, 9)).toEqual([]);
});

test('whichever call is lost, the steps are dispatched once and no branch stays', async () => {
  let calls = 0;
  for (let at = 1, wasHit = true; wasHit; at += 1) {
    const all = await open();
    const { hosted } = all;
    wasHit = false;
    calls = 0;
    hosted.world.fault = (request, send) => {
      calls += 1;
      wasHit ||= calls === at;
      return calls === at ? lostOnTheWayBack(request, send) : send();
    };
    const run = await approved(all, aWidePlan(1));
    for (let turn = 0; turn < 3; turn += 1) await hosted.later(120_000);
    await finish(hosted, run, ['s0']);
    for (let turn = 0; turn < 4; turn += 1) await hosted.later(15 * 60_000);
    expect(hosted.actions.runs, `call ${at}`).toHaveLength(1);
    expect(await throwaways(hosted), `call ${at}`).toEqual([]);
  }
  expect(calls).toBeGreaterThan(4);
});

test('a webhook that the workflow run is over has the branch removed', async () => {
  const all = await open();
  const { hosted } = all;
  const run = await approved(all);
  await finish(hosted, run);
  const repository = hosted.world.repository.record.id;
  const workflowRun = hosted.actions.runs[0]?.order.runId ?? 0;
  hosted.actions.runs[0]?.reporter.runCompleted('success');
  await hosted.host.heard({ repository, workflowRun, what: 'run' });
  await hosted.later(0);
  await hosted.later(60_000);
  expect(await throwaways(hosted)).toEqual([]);
});

test('all dispatches of a run start on one branch, pushed once, which goes with the run', async () => {
  const all = await open();
  const { hosted } = all;
  const plan = aPlan([aStep('s0'), aStep('s1', { needs: ['s0'] })]);
  const stranger = { ...hostedAt(hosted.world), trust: 'untrusted', pull: 1 } as const;
  const run = await hosted.start(plan, { hosted: stranger, sha: all.sha, ref: 'refs/pull/1/head' });
  await hosted.until(async () => (await hosted.store.dispatches.waiting(9)).length === 1);
  await hosted.later(2000);
  await finish(hosted, run, ['s0']);
  await hosted.until(async () => (await hosted.store.dispatches.waiting(9)).length === 1);
  await hosted.later(2000);
  for (let turn = 0; turn < 4; turn += 1) await hosted.later(60_000);
  expect(hosted.actions.runs).toHaveLength(2);
  expect(new Set(hosted.actions.runs.map(({ order }) => order.ref)).size).toBe(1);
  const placed = { method: 'POST', operationId: 'git/create-ref' };
  expect(hosted.world.github.requests().count(placed)).toBe(1);
  expect(await throwaways(hosted)).toHaveLength(1);
  await finish(hosted, run, ['s1']);
  for (let turn = 0; turn < 4; turn += 1) await hosted.later(15 * 60_000);
  expect(await throwaways(hosted)).toEqual([]);
  expect(await hosted.store.dispatches.lease(Number.MAX_SAFE_INTEGER, 0, 9)).toEqual([]);
});

test('dispatches of a run that start at once share its branch, and none removes it from under another', async () => {
  const all = await open();
  const { hosted } = all;
  await approved(all, aWidePlan(300));
  await hosted.later(10_000);
  const sizes = new Set(hosted.actions.runs.map(({ plan }) => plan.length));
  expect(sizes).toEqual(new Set([256, 44]));
  expect(hosted.world.github.requests().count({ operationId: 'git/delete-ref' })).toBe(0);
  expect(await throwaways(hosted)).toHaveLength(1);
});

test('a branch that an earlier try left at an older workflow file is moved, and nothing is dispatched twice', async () => {
  const all = await open();
  const { hosted } = all;
  const first = atFirst(1, lostOnTheWayBack);
  hosted.world.fault = (request, send) =>
    request.url.endsWith('/git/refs') ? first(request, send) : send();
  await approved(all);
  expect(hosted.actions.runs).toHaveLength(0);
  const newer = untrustedWorkflowFile({ ...WRITTEN, actionRef: 'a/b@v2' });
  await hosted.world.repository.commit({ files: { [UNTRUSTED_WORKFLOW_PATH]: newer } });
  await hosted.later(120_000);
  expect(hosted.actions.runs).toHaveLength(1);
  expect(hosted.world.repository.runs()[0]?.headSha).toBe(await hosted.world.repository.sha());
});

test.each([
  ['a runner of one’s own', { runsOn: ['self-hosted', 'gpu'] }, /never runs on runners of yours/],
  ['a label that GitHub does not host', { runsOn: 'big-one' }, /someone with write can push/],
  ['a runner group', { runsOn: { group: 'gpus' } }, /never runs on runners of yours/],
  ['a GPU', { resources: aGpu() }, /runs-on: \[self-hosted, gpu\]/],
])('a step that asks for %s is refused and dispatched nowhere', async (_, given, words) => {
  const { hosted, sha } = await open();
  const stranger = { ...hostedAt(hosted.world), trust: 'untrusted' } as const;
  const run = await hosted.start(aWidePlan(1, { ...given, retry: NO_RETRY }), {
    hosted: stranger,
    sha,
  });
  await hosted.until(async () => (await attemptOf(hosted, run))?.status === 'failed');
  expect((await attemptOf(hosted, run))?.message).toMatch(words);
  expect(hosted.actions.runs).toEqual([]);
});

test('nothing runs where the default branch has no such workflow, and the attempt says what to do', async () => {
  const all = await open();
  const { hosted } = all;
  await hosted.world.repository.commit({ files: { [UNTRUSTED_WORKFLOW_PATH]: null } });
  const run = await approved(all, aWidePlan(1));
  await hosted.until(async () => (await attemptOf(hosted, run))?.status === 'failed');
  expect((await attemptOf(hosted, run))?.message).toMatch(/mlpipelines init --update/);
  expect(hosted.actions.runs).toEqual([]);
  expect(await throwaways(hosted)).toEqual([]);
});

function aGpu() {
  const rest = {
    cpu: null,
    memoryBytes: null,
    diskBytes: null,
    arch: null,
    spot: null,
    maxPrice: null,
  };
  return { gpu: { type: [], count: 1, memoryBytes: null }, ...rest };
}

test('the branch of a run starts workflows of the repository that leave it in, once, and none that leave it out', async () => {
  const opened = await open();
  const { hosted } = opened;
  const { repository } = hosted.world;
  const left = "on: { push: { branches-ignore: ['mlpipelines/**'] } }\njobs: {}\n";
  await repository.commit({
    files: {
      '.github/workflows/ci.yml': 'on: push\njobs: {}\n',
      '.github/workflows/out.yml': left,
    },
  });
  const run = await approved(opened);
  const pushed = () =>
    repository
      .runs()
      .filter(({ event, headBranch }) => event === 'push' && headBranch.startsWith('mlpipelines/'))
      .map(({ workflow }) => workflow.path);
  expect(pushed()).toEqual(['.github/workflows/ci.yml']);
  await finish(hosted, run);
  await hosted.later(20 * 60_000);
  expect(pushed()).toHaveLength(1);
});
