import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { workflowFile } from '../../../../app/github/workflow/workflow-file.ts';
import { clientOf, openTestGitHub } from '../../github/testing/open-test-github.ts';
import { openActions } from '../open-actions.ts';
import { bundleAction } from '../testing/bundle-action.ts';

const ACTION = 'mlpipelines/mlpipelines/action@v1';
const MANIFEST = `
name: Step
inputs: { app: {}, attempt: {}, secrets: {} }
runs: { using: node24, main: main.mjs }
`;
const MAIN = `
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
const secrets = JSON.parse(core.getInput('secrets'));
console.log('attempt', core.getInput('attempt'), 'has', JSON.stringify(Object.entries(secrets).map(([name, value]) => [name, value.length])));
console.log('token', secrets.HF_TOKEN);
console.log('file', readFileSync('data.txt', 'utf8').trim(), 'at', execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim());
console.log('config', readFileSync('.git/config', 'utf8').includes('extraheader'));
console.log('jwt', Buffer.from(await core.getIDToken(core.getInput('app'))).toString('hex'));
core.error('look here', { file: 'data.txt', startLine: 1 });
await core.summary.addRaw('# Done').write();
`;

const APP = 'https://app.example';
const INPUTS = { title: 'churn #1: train', run_key: 'k-1', secrets: '["HF_TOKEN"]' };

async function scene() {
  const folder = mkdtempSync(join(tmpdir(), 'mlp-action-'));
  await bundleAction(join(folder, 'action'), MANIFEST, { main: MAIN });
  const actions = await openActions({ actions: { 'mlpipelines/mlpipelines@v1': folder } });
  const github = await openTestGitHub({ backend: actions.backend });
  onTestFinished(async () => {
    await actions.close();
    rmSync(folder, { recursive: true });
  });
  const repo = github.repository('acme/models', { private: true });
  repo.secret('HF_TOKEN', 'hugging-secret').secret('OTHER', 'other-secret');
  const secrets = ['HF_TOKEN', 'OTHER', 'MISSING'];
  const text = workflowFile({ secrets, actionRef: ACTION, app: APP });
  await repo.commit({ files: { '.github/workflows/mlpipelines.yml': text, 'data.txt': 'old' } });
  const app = github.app({ permissions: { actions: 'write', checks: 'read', contents: 'read' } });
  const kit = clientOf(github, app, app.install([repo]));
  return { actions, github, repo, kit, at: { owner: 'acme', repo: 'models' } };
}

async function finishedJob({ actions, kit, at }: Awaited<ReturnType<typeof scene>>, sha: string) {
  const step = { name: 'train', attempt: 'r1/train/1', runs_on: 'ubuntu-latest', timeout: 5 };
  await kit.rest.actions.createWorkflowDispatch({
    ...at,
    workflow_id: 'mlpipelines.yml',
    ref: 'main',
    inputs: { ...INPUTS, sha, plan: JSON.stringify([step]) },
  });
  await actions.whenIdle();
  const { data: runs } = await kit.rest.actions.listWorkflowRunsForRepo(at);
  const run = only(runs.workflow_runs);
  const { data: jobs } = await kit.rest.actions.listJobsForWorkflowRun({ ...at, run_id: run.id });
  const job = only(jobs.jobs);
  const answer = await kit.rest.actions.downloadJobLogsForWorkflowRun({ ...at, job_id: job.id });
  const checkRunId = Number(job.check_run_url.split('/').at(-1));
  return { run, job, log: String(answer.data), checkRunId };
}

function only<Item>(items: readonly Item[]): Item {
  const [item, ...more] = items;
  if (item === undefined || more.length > 0) throw new Error(`one expected, got ${items.length}`);
  return item;
}

test('our workflow file, dispatched by a real client, checks out the commit that was asked for and proves who it is', async () => {
  const all = await scene();
  const { actions, repo, kit, at } = all;
  const sha = await repo.sha();
  await repo.commit({ files: { 'data.txt': 'new' } });
  const { run, job, log, checkRunId } = await finishedJob(all, sha);
  expect(run).toMatchObject({
    display_title: 'churn #1: train (mlp k-1)',
    status: 'completed',
    conclusion: 'success',
  });
  expect(job).toMatchObject({
    name: 'train',
    conclusion: 'success',
    runner_name: 'GitHub Actions 1',
  });
  expect(job.steps?.map(({ name, conclusion }) => `${name}: ${conclusion}`)).toEqual([
    'Set up job: success',
    'Run actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8: success',
    'Run the step: success',
    'Post Run actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8: success',
    'Complete job: success',
  ]);

  expect(log).toContain('attempt r1/train/1 has [["HF_TOKEN",14],["MISSING",0],["OTHER",0]]');
  expect(log).toContain('token ***\n');
  expect(log).toContain(`file old at ${sha}`);
  expect(log).toContain('config false');
  expect(log).not.toMatch(/hugging-secret|other-secret|ghs_/);

  const { data: notes } = await kit.rest.checks.listAnnotations({
    ...at,
    check_run_id: checkRunId,
  });
  expect(notes).toMatchObject([{ path: 'data.txt', start_line: 1, message: 'look here' }]);
  expect(repo.jobs().map(({ summary }) => summary)).toEqual(['# Done']);

  const jwt = Buffer.from(/jwt ([0-9a-f]+)/.exec(log)?.[1] ?? '', 'hex').toString();
  const keys = createRemoteJWKSet(new URL(`${actions.issuer}/.well-known/jwks`));
  const { payload } = await jwtVerify(jwt, keys, { issuer: actions.issuer, audience: APP });
  expect(payload).toMatchObject({
    check_run_id: String(checkRunId),
    run_id: String(run.id),
    repository_id: String(repo.record.id),
    workflow_ref: 'acme/models/.github/workflows/mlpipelines.yml@refs/heads/main',
    workflow_sha: await repo.sha(),
    event_name: 'workflow_dispatch',
    sub: `repo:acme@${repo.record.owner.id}/models@${repo.record.id}:ref:refs/heads/main`,
  });
});

test('a run is cancelled through the API while its job waits for a machine', async () => {
  const { actions, github, repo, kit, at } = await scene();
  const plan = [{ name: 'gpu', attempt: 'a', runs_on: ['mlp-a'], timeout: 5 }];
  await kit.rest.actions.createWorkflowDispatch({
    ...at,
    workflow_id: 'mlpipelines.yml',
    ref: 'main',
    inputs: { ...INPUTS, sha: await repo.sha(), plan: JSON.stringify(plan) },
  });
  while (repo.jobs().length === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(repo.jobs()[0]).toMatchObject({ name: 'gpu', labels: ['mlp-a'], status: 'queued' });
  await kit.rest.actions.cancelWorkflowRun({ ...at, run_id: repo.runs()[0]?.id ?? 0 });
  await actions.whenIdle();
  await github.settled();
  expect(repo.jobs()[0]).toMatchObject({ conclusion: 'cancelled' });
  expect(repo.runs()[0]).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
});
