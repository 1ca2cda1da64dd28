import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { workflowFile, WORKFLOW_PATH } from '../../app/github/workflow/workflow-file.ts';
import { openStore } from '../../app/store/open-store.ts';
import { endOfRun } from '../support/end-of-run.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openLoopback } from './open-loopback.ts';
import { ACTION } from './published-action.ts';

const FILE = '.mlpipelines/churn.yml';
const PIPELINE = `name: churn
on: { push: { branches: [main] }, pull_request: {}, command: [retrain] }
params:
  auc: { type: number, default: 0.9 }

steps:
  train:
    files: [src/]
    params: [auc]
    run: python3 src/train.py
    metrics: { path: out.json, primary: auc, maximize: [auc] }
`;
const TRAIN = `import json, os

def train(auc):
    json.dump({"auc": {"value": auc, "low": auc - 0.005, "high": auc + 0.005}}, open("out.json", "w"))

train(float(os.environ["MLPIPELINES_PARAM_AUC"]))
`;
const BROKEN = TRAIN.replace(
  '    json.dump',
  '    raise ValueError("no `rows` left")\n    json.dump',
);

test('the answer to /retrain becomes the result, held against main', async () => {
  const world = await openWorld();
  const { pull } = await world.propose({ 'README.md': 'x\n' });
  const comment = world.github.user('ada').comment(world.repository, pull, '/retrain auc=0.92');
  const answer = () =>
    world.repository
      .comments(pull)
      .map(({ body }) => body)
      .find((body) => body.startsWith(`<!-- mlpipelines:reply-${comment} -->`));
  expect(await waitUntil(answer)).toMatch(/\n- \[churn #3\]\(http[^)]*\) started$/);
  const result = await waitUntil(() => (answer()?.includes('better') ? answer() : undefined));
  expect(result).toMatch(
    /\n✅ \*\*\[churn #3\]\(http[^)]*\)\*\* · better than <code>main<\/code>: \*\*auc 0\.92\*\* \(\+0\.02, 95 % [^)]+\) in [\d.]+s$/,
  );
});

test('a failure is marked at its step and at the line that made it fail', async () => {
  const world = await openWorld();
  const { check } = await world.propose({ 'src/train.py': BROKEN });
  expect(check.title).toMatch(/^failed: train \(exit code 1\) · /);
  expect(
    check.annotations.map(({ path, start_line: line, title, message }) => [
      `${path}:${line}`,
      title,
      message.split('\n', 1)[0],
    ]),
  ).toEqual([
    [
      `${FILE}:7`,
      'train failed',
      'The command ended with exit code 1. Last line: ValueError: no `rows` left',
    ],
    ['src/train.py:4', 'train failed', 'ValueError: no `rows` left'],
  ]);
});

test.each([
  ['that is measured', TRAIN, 'success'],
  ['that fails', BROKEN, 'failure'],
])('the report of a run %s costs at most six requests', async (_, train, conclusion) => {
  const { github, repository, push, over } = await openWorld();
  github.requests().clear();
  // Long enough that its beginning is shown, and its end is news.
  const { sha, pull } = await push({ 'src/train.py': `import time\ntime.sleep(8)\n${train}` });
  await waitUntil(() => repository.comments(pull)[0]);
  const { header } = await over(sha);
  const end = header.endedAt ?? 0;
  const checks = () => repository.checkRuns(sha).filter(({ name }) => name.startsWith('mlp'));
  await waitUntil(() => checks().every((check) => check.conclusion === conclusion) || undefined);
  await waitUntil(() =>
    repository.comments(pull).find(({ body }) => body.includes('<b>Steps</b>: 1/1')),
  );
  const asked = github
    .requests()
    .list()
    .map(({ operationId, at }) => ({ what: operationId ?? '', at }));
  const shown = asked.filter(({ what }) => /^(?:checks|issues)\//.test(what));
  const atItsEnd = shown.filter(({ at }) => at >= end);
  // Where the commit grew from is asked once, by whatever needs it first.
  const compared = asked.filter(({ what }) => /^repos\/(?:compare|list-commits)/.test(what));
  const report = [...atItsEnd, ...compared].map(({ what }) => what);
  expect(report.length, report.join('\n')).toBeLessThanOrEqual(6);
});

async function openWorld() {
  const world = await openLoopback();
  const store = await openStore({ sqliteFile: join(world.config.state, 'store.sqlite') });
  onTestFinished(async () => {
    await store.close();
    await world.close();
  });
  const repository = world.github.repository('acme/churn', { collaborators: { ada: 'write' } });
  const workflow = workflowFile({ secrets: [], actionRef: ACTION, app: world.config.url });
  await repository.commit({ files: { [WORKFLOW_PATH]: workflow } });
  repository.protect('main');
  world.app.install([repository]);
  const files = { [FILE]: PIPELINE, 'src/train.py': TRAIN };
  const main = await repository.commit({ files, by: 'ada' });
  await endOfRun(store, main);
  const shown = () => repository.checkRuns(main).filter(({ name }) => name.startsWith('mlp'));
  await waitUntil(() => shown().every(({ conclusion }) => conclusion === 'success') || undefined);
  type Files = Readonly<Record<string, string>>;
  const push = async (change: Files) => {
    const sha = await repository.commit({ branch: 'topic', files: change, by: 'ada' });
    const pull = await world.github.user('ada').openPull(repository, { head: 'topic' });
    return { sha, pull };
  };
  return {
    github: world.github,
    repository,
    push,
    over: (sha: string) => endOfRun(store, sha),
    /** A pull request that changes these files, once its run is over and shown. */
    propose: async (change: Files) => {
      const { sha, pull } = await push(change);
      await endOfRun(store, sha);
      const check = await waitUntil(() =>
        repository
          .checkRuns(sha)
          .find(({ name, conclusion }) => name === 'mlpipelines: churn' && conclusion !== null),
      );
      await waitUntil(() => repository.comments(pull).find(({ body }) => !/ running\./.test(body)));
      return { pull, check };
    },
  };
}
