import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  UNTRUSTED_WORKFLOW_PATH,
  untrustedWorkflowFile,
  WORKFLOW_PATH,
  workflowFile,
} from '../../app/github/workflow/workflow-file.ts';
import type { DispatchedJob } from '../../app/runtime/ports/hosted/dispatches.ts';
import { openApp, type TestApp } from '../api/open-app.ts';
import { buildAct } from '../support/brought-tools.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { freshFolder } from '../support/fresh-folder.ts';

import { ACTION, ACTION_REPOSITORY, publishAction } from './published-action.ts';

const CHECKOUT = fileURLToPath(new URL('../doubles/actions/checkout', import.meta.url));
const ADDRESS = 'https://github.com/acme/churn.git';
/** Of act: a minute and a half of processor time, once for a checkout. */
const BUILD_MS = 600_000;
const SECRET = 'the-value-of-the-token';

let act = '';
let app: TestApp;
let published = '';
beforeAll(async () => {
  [act, app, published] = await Promise.all([buildAct(), openApp(), publishAction(freshFolder())]);
}, BUILD_MS);

// https://github.com/nektos/act reads workflow files by code of its own, and runs jobs on this machine.
describe('act', () => {
  test('runs the workflow as written: the job proves who it is, claims, and runs its step on the commit', async () => {
    const { run, job, sha } = await dispatched({ TOKEN: 'TOKEN' });
    const done = await runWorkflow(WORKFLOW_PATH, {
      inputs: { title: 'churn #1', run_key: 'key', sha, secrets: '["TOKEN"]', plan: planOf(job) },
      env: app.issuer.environment(job),
    });
    expect(done.code, done.output).toBe(0);
    expect(done.output).toContain('of the commit, and a token of 22');
    expect(done.output).not.toContain(SECRET);
    expect((await app.now().store.runs.header(run.id))?.status).toBe('succeeded');
  });

  test('hands over no secret that the dispatch does not name', async () => {
    const { run, job, sha } = await dispatched({ TOKEN: 'TOKEN' });
    const done = await runWorkflow(WORKFLOW_PATH, {
      inputs: { title: 'churn #1', run_key: 'key', sha, secrets: '[]', plan: planOf(job) },
      env: app.issuer.environment(job),
    });
    expect(done.output).toContain('No value for the secret TOKEN');
    expect((await app.now().store.runs.header(run.id))?.status).toBe('failed');
  });

  test('runs the workflow for code that nobody answers for on GitHub’s runners, by the secret of its dispatch', async () => {
    const { run, job, sha } = await dispatched({});
    const plan = planOf(job, 'a-machine-of-ours');
    const inputs = { title: 'churn #1', run_key: 'key', sha, plan, bootstrap: 'let me in' };
    const place = (RUNNER_ENVIRONMENT: string) => ({
      inputs,
      env: { RUNNER_ENVIRONMENT, GITHUB_REPOSITORY_ID: '900' },
    });
    const refused = await runWorkflow(UNTRUSTED_WORKFLOW_PATH, place('self-hosted'));
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('this one is self-hosted');
    expect(refused.output).not.toContain('of the commit');
    const done = await runWorkflow(UNTRUSTED_WORKFLOW_PATH, place('github-hosted'));
    expect(done.code, done.output).toBe(0);
    expect(done.output).toContain('of the commit, and a token of 0');
    expect((await app.now().store.runs.header(run.id))?.status).toBe('succeeded');
  });
});

type Dispatched = {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
};

let repository = '';

/** A run of one step, whose attempt waits for its job, of a commit that has both workflow files. */
async function dispatched(secrets: Readonly<Record<string, string>>) {
  repository = freshFolder();
  const options = { actionRef: ACTION, app: app.url };
  write(WORKFLOW_PATH, workflowFile({ secrets: ['TOKEN'], ...options }));
  write(UNTRUSTED_WORKFLOW_PATH, untrustedWorkflowFile(options));
  write('data.txt', 'of the commit');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository }).toString();
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', ADDRESS);
  git('add', '--all');
  git('-c', 'user.name=ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '-m', 'All');
  const sha = git('rev-parse', 'HEAD').trim();
  const script = 'echo "$(cat data.txt), and a token of ${#TOKEN}"';
  const action = { type: 'run', run: script, shell: 'bash', workingDirectory: '.' } as const;
  const run = await app.start(aPlan([aStep('train', { action, secrets })]), { sha });
  return { run, sha, job: await app.job(run, 'train') };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), text);
}

/** The input `plan` as the App dispatches it. */
function planOf({ hint: attempt }: DispatchedJob, runs_on = 'ubuntu-latest'): string {
  const job = { name: 'churn: train', attempt, runs_on, timeout: 10, environment: '' };
  return JSON.stringify([job]);
}

/** Nothing is fetched: both actions and the repository are folders here. Jobs run on this machine, without containers. */
async function runWorkflow(path: string, { inputs, env }: Dispatched) {
  const folder = freshFolder();
  const event = join(folder, 'event.json');
  writeFileSync(event, JSON.stringify({ inputs }));
  const [checkout] = parse(workflowFile({ secrets: [], actionRef: ACTION, app: app.url })).jobs.step
    .steps;
  const variables = {
    ...env,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: `url.file://${repository}/.git.insteadOf`,
    GIT_CONFIG_VALUE_0: ADDRESS,
  };
  const options = [
    `--workflows=${path}`,
    `--eventpath=${event}`,
    '--env-file=',
    '--no-cache-server',
    '--platform=ubuntu-latest=-self-hosted',
    `--action-cache-path=${join(folder, 'cache')}`,
    '--secret=GITHUB_TOKEN=the-token-of-the-job',
    `--secret=TOKEN=${SECRET}`,
    `--local-repository=${checkout.uses}=${CHECKOUT}`,
    `--local-repository=${ACTION_REPOSITORY}=${published}`,
    ...Object.entries(variables).map(([name, value]) => `--env=${name}=${value}`),
  ];
  // This Node, whatever the machine has besides.
  const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  const how = { cwd: repository, env: { PATH, HOME: folder }, timeout: 60_000 };
  return new Promise<{ readonly code: number; readonly output: string }>((resolve) => {
    const child = execFile(act, ['workflow_dispatch', ...options], how, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}
