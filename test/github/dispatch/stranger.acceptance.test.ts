import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  UNTRUSTED_WORKFLOW_PATH,
  untrustedWorkflowFile,
  WORKFLOW_PATH,
  workflowFile,
} from '../../../app/github/workflow/workflow-file.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { openLoopback } from '../../loopback/open-loopback.ts';
import { ACTION } from '../../loopback/published-action.ts';
import { waitUntil } from '../../support/wait-until.ts';

const PIPELINE = '.mlpipelines/churn.yml';
const pipeline = (run: string, more: string) => `name: churn
on: { pull_request: {} }
steps:
  train:
    run: '${run}'
    outputs: { model: { type: file, path: model.txt } }
${more}`;
const SECRET = "    env: { HF_TOKEN: '${{ secrets.HF_TOKEN }}' }\n";
const NOSY =
  'env > model.txt && cat src/data.txt && test -z "$HF_TOKEN" && ! grep -E "ID_TOKEN|ACTIONS_" model.txt';

/** The App in service on a GitHub whose jobs are real processes, and a stranger's pull request from a fork. */
async function open() {
  const { github, actions, app, config, close } = await openLoopback();
  const store = await openStore({ sqliteFile: join(config.state, 'store.sqlite') });
  onTestFinished(async () => {
    await store.close();
    await close();
  });
  const repository = github.repository('acme/churn', { collaborators: { ada: 'write' } });
  repository.secret('HF_TOKEN', 'hugging-secret').protect('main');
  const written = { actionRef: ACTION, app: config.url };
  const files = {
    [WORKFLOW_PATH]: workflowFile({ secrets: ['HF_TOKEN'], ...written }),
    [UNTRUSTED_WORKFLOW_PATH]: untrustedWorkflowFile(written),
    [PIPELINE]: pipeline('true', SECRET),
  };
  await repository.commit({ files });
  app.install([repository]);
  const fork = await repository.fork('eve');
  const evil = { [WORKFLOW_PATH]: 'on: push\n', [UNTRUSTED_WORKFLOW_PATH]: 'on: push\n' };
  const first = { ...evil, [PIPELINE]: pipeline(NOSY, ''), 'src/data.txt': 'of the stranger' };
  const sha = await fork.commit({ branch: 'topic', files: first, by: 'eve' });
  const pull = await github.user('eve').openPull(repository, { head: 'topic', from: fork });
  const runOf = async (commit: string) =>
    (await store.runs.list({ pipeline: null, open: false, limit: 1, sha: commit }))[0] ?? null;
  const verdict = (commit: string) =>
    waitUntil(async () => {
      await github.settled();
      return repository.checkRuns(commit).find(({ status }) => status === 'completed') ?? null;
    });
  return { github, actions, repository, fork, store, sha, pull, runOf, verdict };
}

test('a stranger’s pull request runs once someone has read that commit: without secrets, without identity, and no later commit with it', async () => {
  const { github, actions, repository, fork, store, sha, pull, runOf, verdict } = await open();
  await verdict(sha);
  expect(await runOf(sha)).toBeNull();
  expect(repository.runs()).toEqual([]);

  github.user('ada').comment(repository, pull, `/mlp ok ${sha}`);
  const ended = await waitUntil(async () => {
    const run = await runOf(sha);
    return run?.endedAt == null ? null : store.runs.load(run.id);
  });
  expect(ended.attempts[0]?.message ?? null).toBeNull();
  expect(ended.header).toMatchObject({ status: 'succeeded', hosted: { trust: 'untrusted', pull } });
  await actions.whenIdle();
  const [run, ...more] = repository.runs();
  expect(more).toEqual([]);
  expect(run).toMatchObject({
    workflow: { path: UNTRUSTED_WORKFLOW_PATH },
    headSha: await repository.sha(),
    headBranch: expect.stringMatching(/^mlpipelines\/ok\//),
  });
  const log = repository
    .jobs()
    .map(({ log }) => log)
    .join('\n');
  expect(log).toContain('of the stranger');
  expect(log).not.toContain('hugging-secret');
  // Neither the secret of the dispatch: nothing of its form.
  expect(log).not.toMatch(/(?<![\w-])[\w-]{43}(?![\w-])/);

  const next = await fork.commit({
    branch: 'topic',
    files: { 'src/data.txt': 'worse' },
    by: 'eve',
  });
  await verdict(next);
  expect(await runOf(next)).toBeNull();
  expect(repository.runs()).toHaveLength(1);
});
