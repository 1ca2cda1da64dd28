import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../clock.ts';
import type { Knobs } from '../state/world.ts';
import { clientOf, openTestGitHub } from '../testing/open-test-github.ts';
import { ScriptedBackend, type Script } from '../testing/scripted-backend.ts';
import { openReceiver } from '../testing/webhook-receiver.ts';

const WORKFLOW = `name: mlpipelines
run-name: mlp \${{ inputs.key }} by \${{ github.actor }}
on:
  workflow_dispatch:
    inputs:
      key: { required: true, type: string }
      plan: { required: false, type: string, default: '[]' }
      dry: { type: boolean, default: false }
      size: { type: choice, options: [small, large], default: small }
jobs: {}
`;
const AT = { owner: 'acme', repo: 'model' };
const FILE = { ...AT, workflow_id: 'mlpipelines.yml' };
const TWO_JOBS: Script = () => [
  { name: 'prepare', labels: ['ubuntu-latest'], ms: 60_000, log: 'preparing\n' },
  { name: 'train', labels: ['ubuntu-latest'], ms: 600_000 },
];

async function scene(script: Script | null, knobs: Partial<Knobs> = {}) {
  const clock = new VirtualClock(Date.now());
  const backend = script === null ? undefined : new ScriptedBackend(clock, script);
  const github = await openTestGitHub({ clock, knobs, ...(backend && { backend }) });
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  const repo = github.repository('acme/model').secret('TOKEN', 's3cret');
  await repo.commit({ files: { '.github/workflows/mlpipelines.yml': WORKFLOW, 'a.txt': 'a\n' } });
  const app = github.app({
    permissions: { actions: 'write', checks: 'read' },
    events: ['workflow_run', 'workflow_job', 'check_run'],
    webhookUrl: receiver.url,
  });
  const kit = clientOf(github, app, app.install([repo]));
  await github.settled();
  const dispatch = async (inputs: Record<string, unknown>, more: object = {}) => {
    const asked = { ...FILE, ref: 'main', return_run_details: true, inputs, ...more };
    const { status, data } = await kit.rest.actions.createWorkflowDispatch(asked);
    return { status, ...(data as unknown as { workflow_run_id: number; html_url: string }) };
  };
  return { github, clock, backend, receiver, repo, kit, dispatch };
}

test('a dispatch answers its run, and the run tells of its life in order', async () => {
  const { github, clock, backend, receiver, repo, kit, dispatch } = await scene(TWO_JOBS);
  const { workflow_run_id: run_id } = await dispatch({ key: 'k1', dry: 'true' });
  expect(backend?.orders).toMatchObject([
    {
      runId: run_id,
      runName: 'mlp k1 by mlpipelines[bot]',
      ref: 'refs/heads/main',
      sha: await repo.sha(),
      inputs: { key: 'k1', plan: '[]', dry: true, size: 'small' },
      eventPayload: { inputs: { key: 'k1', dry: 'true' } },
      secrets: { TOKEN: 's3cret' },
      workflow: { path: '.github/workflows/mlpipelines.yml', text: WORKFLOW },
    },
  ]);
  await github.settled();
  clock.advance(60_000);
  await expect.poll(() => repo.jobs(run_id)[0]?.status).toBe('completed');
  clock.advance(540_000);
  await expect.poll(() => repo.runs()[0]?.conclusion).toBe('success');
  await github.settled();
  expect(receiver.names().slice(1)).toEqual([
    'workflow_run.requested',
    'check_run.created',
    'workflow_job.queued',
    'check_run.created',
    'workflow_job.queued',
    'workflow_run.in_progress',
    'workflow_job.in_progress',
    'workflow_job.in_progress',
    'workflow_job.completed',
    'check_run.completed',
    'workflow_job.completed',
    'check_run.completed',
    'workflow_run.completed',
  ]);
  const { data } = await kit.rest.actions.listJobsForWorkflowRun({ ...AT, run_id });
  expect(data.jobs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
    ['prepare', 'success'],
    ['train', 'success'],
  ]);
  const check = repo.checkRuns().find(({ name }) => name === 'prepare');
  expect(data.jobs[0]?.check_run_url).toMatch(new RegExp(`/check-runs/${check?.id}$`));
  const log = await kit.rest.actions.downloadJobLogsForWorkflowRun({
    ...AT,
    job_id: data.jobs[0]?.id ?? 0,
  });
  expect(log.data).toBe('preparing\n');
});

test('inputs are checked against the workflow', async () => {
  const { dispatch } = await scene(null);
  const refusal = (inputs: Record<string, unknown>, more: object = {}) =>
    dispatch(inputs, more).then(
      () => 'accepted',
      (error: Error) => error.message,
    );
  expect(await refusal({})).toContain("Required input 'key' not provided");
  expect(await refusal({ key: 'k', colour: 'red' })).toContain(
    'Unexpected inputs provided: ["colour"]',
  );
  expect(await refusal({ key: 'k', size: 'huge' })).toContain(
    "'huge' for input 'size' not in the list",
  );
  expect(await refusal({ key: 'k', dry: 'maybe' })).toContain(
    "'maybe' for input 'dry' not in the list",
  );
  expect(await refusal({ key: 'k', plan: 'x'.repeat(65_536) })).toContain('inputs are too large');
  expect(await refusal({ key: 'k' }, { ref: 'nowhere' })).toContain('No ref found for: nowhere');
  expect(await refusal({ key: 'k' }, { workflow_id: 'other.yml' })).toContain('Not Found');
  expect(await refusal({ key: 'k' })).toBe('accepted');
});

test('the file that runs is the one at the ref; to be known it must be on the default branch', async () => {
  const { backend, repo, kit, dispatch } = await scene(() => []);
  const changed = WORKFLOW.replace('name: mlpipelines', 'name: changed');
  await repo.commit({
    branch: 'topic',
    files: {
      '.github/workflows/mlpipelines.yml': changed,
      '.github/workflows/new.yml': 'on: workflow_dispatch\n',
    },
  });
  await dispatch({ key: 'k' }, { ref: 'topic' });
  expect(backend?.orders[0]).toMatchObject({
    ref: 'refs/heads/topic',
    workflow: { text: changed },
  });
  const { data } = await kit.rest.actions.listRepoWorkflows(AT);
  expect(data.workflows.map(({ path }) => path)).toEqual(['.github/workflows/mlpipelines.yml']);
  await repo.commit({
    branch: 'topic',
    files: { '.github/workflows/mlpipelines.yml': 'on: push\n' },
  });
  await expect(dispatch({ key: 'k' }, { ref: 'topic' })).rejects.toThrow(
    /'workflow_dispatch' trigger/,
  );
});

test('without a backend a run stays queued until it is cancelled', async () => {
  const { repo, kit, dispatch } = await scene(null);
  const { workflow_run_id: run_id } = await dispatch({ key: 'k' });
  expect(repo.runs()[0]?.status).toBe('queued');
  await kit.rest.actions.cancelWorkflowRun({ ...AT, run_id });
  expect(repo.runs()[0]).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  await expect(kit.rest.actions.cancelWorkflowRun({ ...AT, run_id })).rejects.toMatchObject({
    status: 409,
  });
});

test('cancelling goes through the backend, and a file that makes no jobs is a startup failure', async () => {
  const { github, repo, kit, dispatch, receiver } = await scene((order) =>
    order.inputs['key'] === 'broken' ? null : (TWO_JOBS(order) ?? []),
  );
  const { workflow_run_id: run_id } = await dispatch({ key: 'k' });
  await kit.rest.actions.forceCancelWorkflowRun({ ...AT, run_id });
  await expect.poll(() => repo.runs()[0]?.conclusion).toBe('cancelled');
  await dispatch({ key: 'broken' });
  await expect.poll(() => repo.runs()[1]?.conclusion).toBe('startup_failure');
  await github.settled();
  expect(receiver.names().slice(-2)).toEqual(['workflow_run.requested', 'workflow_run.completed']);
});

test('a listing may lag behind a dispatch, and an older server tells no run id', async () => {
  const { github, kit, dispatch } = await scene(() => [], { runsHiddenForListings: 2 });
  github.knobs.dispatchReturnsDetails = false;
  expect((await dispatch({ key: 'k9' })).status).toBe(204);
  const listed = async () => {
    const { data } = await kit.rest.actions.listWorkflowRuns({
      ...FILE,
      event: 'workflow_dispatch',
    });
    return data.workflow_runs.map(({ display_title: title }) => title);
  };
  expect(await listed()).toEqual([]);
  expect(await listed()).toEqual([]);
  expect(await listed()).toEqual(['mlp k9 by mlpipelines[bot]']);
});

test("a job's token reaches its repository with the job's permissions, until the job is over", async () => {
  const { github, clock, backend, repo, dispatch } = await scene(() => [
    { name: 'train', labels: ['ubuntu-latest'], ms: 1_000 },
  ]);
  const { workflow_run_id: run_id } = await dispatch({ key: 'k' });
  const token = backend?.orders[0]?.issueToken(repo.jobs(run_id)[0]?.id ?? 0, { contents: 'read' });
  const ask = (path: string) =>
    fetch(`${github.apiUrl}${path}`, { headers: { authorization: `token ${token}` } });
  expect((await ask('/repos/acme/model/contents/a.txt')).status).toBe(200);
  expect((await ask('/repos/acme/model/actions/runs')).status).toBe(403);
  clock.advance(1_000);
  await expect.poll(() => repo.runs()[0]?.status).toBe('completed');
  expect((await ask('/repos/acme/model/contents/a.txt')).status).toBe(401);
});
