import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { workflowFile, WORKFLOW_PATH } from '../../app/github/workflow/workflow-file.ts';
import type { RunRows } from '../../app/runtime/ports/runs.ts';
import { openStore } from '../../app/store/open-store.ts';
import { endOfRun } from '../support/end-of-run.ts';
import { openLoopback } from './open-loopback.ts';
import { ACTION } from './published-action.ts';

const PIPELINE = '.mlpipelines/churn.yml';
const pipeline = (env: string) => `name: churn
on: { push: {}, pull_request: {} }
steps:
  train:
    files: [src/**]
    run: 'test ! -e README.md && cat src/data.txt > model.txt'
    outputs: { model: { type: file, path: model.txt } }
  evaluate:
    needs: [train]
    run: 'test -e README.md && test ! -e .git'
${env}`;

test('steps on GitHub see the files of their commit, are taken over while those are the same, and never start without a secret', async () => {
  const world = await openWorld();
  const first = await world.push({ 'src/data.txt': 'one', 'README.md': 'a' });
  expect(ends(first)).toEqual(['train success', 'evaluate success']);
  expect(first.header.startedAt).toBeGreaterThan(first.header.createdAt);

  const second = await world.push({ 'README.md': 'b' });
  expect(ends(second)).toEqual(['train success cached', 'evaluate success']);

  const secret = "    env: { TOKEN: '${{ secrets.HF_TOKEN }}' }\n";
  const proposed = await world.propose({ [PIPELINE]: pipeline(secret) });
  expect(ends(proposed)).toEqual(['train success cached', 'evaluate failure']);
  expect(proposed.steps[1]?.reason).toMatch(
    /wants the secret HF_TOKEN, .* Merge that change first/,
  );
  expect(proposed.attempts).toEqual([]);
});

const MEASURING = `name: churn
on: { push: {} }
steps:
  evaluate:
    files: [src/**]
    run: 'cat src/predictions.txt > predictions.csv; echo "{}" > metrics.json'
    metrics: metrics.json
    report: { examples: { path: predictions.csv, id: id, metrics: { acc: { mean: correct } } } }
`;

test('what a step on GitHub measures example by example is stored, also where it is taken over', async () => {
  const world = await openWorld();
  const push = (table: string, readme: string) =>
    world.push({
      [PIPELINE]: MEASURING,
      'src/predictions.txt': table,
      'README.md': readme,
    });
  const table = 'id,correct\na,true\nb,false\n';
  const first = await push(table, 'a');
  expect(ends(first)).toEqual(['evaluate success']);
  const { examples } = first.steps[0] ?? {};
  expect(examples).toMatchObject({ size: table.length, rows: 2, format: 'csv' });
  const second = await push(table, 'b');
  expect(ends(second)).toEqual(['evaluate success cached']);
  expect(second.steps[0]?.examples).toEqual(examples);
  const bad = await push('id,correct\na,yes\n', 'b');
  expect(ends(bad)).toEqual(['evaluate success']);
  expect(bad.steps[0]?.examples).toEqual({
    notCompared: 'predictions.csv: row 1: column correct is "yes", which is not a number',
  });
});

const JUDGING = `name: churn
on: { push: {} }
steps:
  evaluate:
    files: [src/**]
    run: 'test "$MLPIPELINES_JUDGE_MODEL" = judge-1 && cat "$MLPIPELINES_JUDGE_PROMPT" && cat src/verdicts.txt > verdicts.csv'
    report:
      judge: { metric: good, path: verdicts.csv, id: id, model: judge-1, prompt: judge.md }
    gates: { good: { metric: good, op: ">=", value: 0.5 } }
`;

test('what a judge says on GitHub gives the metric that a gate judges, and another prompt judges again', async () => {
  const world = await openWorld();
  const push = (prompt: string, readme: string) =>
    world.push({
      [PIPELINE]: JUDGING,
      'src/verdicts.txt': 'id,verdict\na,pass\nb,fail\nc,pass\nd,?\n',
      'judge.md': prompt,
      'README.md': readme,
    });
  const first = await push('Is it good?', 'a');
  expect(ends(first)).toEqual(['evaluate success']);
  const [row] = first.steps;
  expect(row?.metrics).toMatchObject({ good: 2 / 3, 'good.low': expect.any(Number) });
  expect(row?.gates).toMatchObject([{ id: 'good', verdict: 'pass' }]);
  const counts = { items: 3, unjudged: 1, verdicts: 4, unparsed: 1 };
  expect(row?.examples).toMatchObject({ rows: 4, judge: { counts, calibration: null } });
  const second = await push('Is it good?', 'b');
  expect(ends(second)).toEqual(['evaluate success cached']);
  expect(second.steps[0]).toMatchObject({ metrics: row?.metrics, examples: row?.examples });
  const third = await push('Is it really good?', 'b');
  expect(ends(third)).toEqual(['evaluate success']);
  expect(third.steps[0]?.examples).not.toEqual(row?.examples);
});

function ends({ steps }: RunRows): readonly string[] {
  return steps.map(({ key, result, cached }) => `${key} ${result}${cached ? ' cached' : ''}`);
}

async function openWorld() {
  const world = await openLoopback();
  const store = await openStore({ sqliteFile: join(world.config.state, 'store.sqlite') });
  onTestFinished(async () => {
    await store.close();
    await world.close();
  });
  const repository = world.github.repository('acme/churn', { collaborators: { ada: 'write' } });
  const secrets = ['HF_TOKEN'];
  const workflow = workflowFile({ secrets, actionRef: ACTION, app: world.config.url });
  await repository.commit({ files: { [WORKFLOW_PATH]: workflow, 'README.md': '' } });
  repository.protect('main');
  world.app.install([repository]);
  const endOf = (sha: string) => endOfRun(store, sha);
  return {
    push: async (files: Readonly<Record<string, string>>) =>
      endOf(await repository.commit({ files: { [PIPELINE]: pipeline(''), ...files }, by: 'ada' })),
    propose: async (files: Readonly<Record<string, string>>) => {
      const sha = await repository.commit({ branch: 'topic', files, by: 'ada' });
      await world.github.user('ada').openPull(repository, { head: 'topic' });
      return endOf(sha);
    },
  };
}
