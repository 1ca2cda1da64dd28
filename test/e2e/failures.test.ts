import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeProject, results, stepOf } from './project.ts';

const FLAKY = {
  '.mlpipelines/flaky.yml': `
name: flaky
on: { workflow_dispatch: {} }
steps:
  data:
    run: mkdir data && echo 1 > data/one
    outputs: { set: { type: dataset, path: data } }
  train:
    inputs: { set: data.set }
    run: |
      echo "on the way"
      test -e "$HOME/ready" || { echo "not ready" >&2; exit 3; }
    metrics: metrics.json
  report:
    needs: [train]
    if: failure()
    run: echo "train failed"
`,
};

test('a failure ends with exit code 1, its story and what to type next', async () => {
  const project = makeProject(FLAKY);
  const { code, stdout } = await project.cliAtHome('run', 'flaky');
  expect(code).toBe(1);
  expect(stdout).toContain('not ready');
  expect(stdout).toContain('mlpipelines rerun 1 --failed');
  const view = await project.run('show', '1');
  expect(view.status).toBe('failed');
  expect(results(view)).toEqual({ data: 'success', train: 'failure', report: 'success' });
  expect(stepOf(view, 'train').attempts).toMatchObject([{ class: 'exit-code', exitCode: 3 }]);
});

test('rerun --failed is a new run of the same number that takes over what succeeded', async () => {
  const project = makeProject(FLAKY);
  await project.cliAtHome('run', 'flaky');
  project.write({ ready: '' });
  const { code } = await project.cliAtHome('rerun', '1', '--failed');
  const view = await project.run('show', 'latest');
  expect(view).toMatchObject({ number: 1, attempt: 2 });
  const taken = { result: 'success', attempts: [], reason: 'taken over from an earlier run' };
  expect(stepOf(view, 'data')).toMatchObject(taken);
  // It writes no metrics, which is a failure of its own.
  expect(code).toBe(1);
  expect(stepOf(view, 'train').attempts[0]?.message).toMatch(/metrics\.json/);
});

const GATES = {
  '.mlpipelines/gates.yml': `
name: gates
on: { workflow_dispatch: {} }
params: { auc: { type: number, default: 0.9 } }
steps:
  evaluate:
    files: []
    run: echo '{"auc":\${{ params.auc }}}' > metrics.json
    metrics: metrics.json
    gates:
      good: { metric: auc, op: ">=", value: 0.8 }
`,
};

test('a gate that does not hold rejects the step and the run', async () => {
  const project = makeProject(GATES);
  const view = await project.run('run', 'gates', '--param', 'auc=0.5');
  expect(view.status).toBe('rejected');
  expect(stepOf(view, 'evaluate').gates).toMatchObject([
    { id: 'good', verdict: 'fail', value: 0.5 },
  ]);
});

test('a missing secret stops the step before it starts, and says where to put it', async () => {
  const project = makeProject({
    '.mlpipelines/secret.yml': `
name: secret
on: { workflow_dispatch: {} }
steps:
  push:
    env: { TOKEN: "\${{ secrets.SOME_TOKEN }}" }
    run: echo "token is $TOKEN"
`,
  });
  const view = await project.run('run', 'secret');
  expect(view.status).toBe('failed');
  expect(JSON.stringify(stepOf(view, 'push'))).toMatch(/SOME_TOKEN.*\.mlpipelines\/\.env/);
  project.write({ '.mlpipelines/.env': 'SOME_TOKEN=hush-hush\n' });
  const told = await project.cli('run', 'secret');
  expect(told.code).toBe(0);
  expect(told.stdout).not.toContain('hush-hush');
});

test('commands about runs that are not there say what there is', async () => {
  const project = makeProject(FLAKY);
  const none = await project.cli('show', 'latest');
  expect(none).toMatchObject({ code: 2, stdout: '' });
  expect(none.stderr).toContain('There is no run yet');
  await project.cliAtHome('run', 'flaky');
  expect((await project.cli('show', '7')).stderr).toContain('There is no run 7; the newest is 1');
  expect((await project.cli('logs', '1', 'trian')).stderr).toContain('Did you mean train?');
});

test('a pipeline that is not there is answered with those that are', async () => {
  const project = makeProject(FLAKY);
  const { code, stderr } = await project.cli('run', 'flakey');
  expect(code).toBe(2);
  expect(stderr).toContain('Did you mean flaky?');
});

test('work whose stored bytes are damaged is done again, and said so', async () => {
  const project = makeProject({
    'use.sh': 'wc -c < d.txt > u.txt',
    '.mlpipelines/p.yml': `
name: p
steps:
  data:
    files: [use.sh]
    run: echo some rows > d.txt
    outputs: { d: { type: file, path: d.txt } }
  use:
    inputs: { d: data.d }
    run: sh use.sh
    outputs: { u: { type: file, path: u.txt } }
`,
  });
  await project.run('run', 'p');
  const objects = join(project.root, '.mlpipelines/.state/objects/objects');
  for (const name of readdirSync(objects, { recursive: true, encoding: 'utf8' })) {
    const path = join(objects, name);
    if (!statSync(path).isFile()) continue;
    chmodSync(path, 0o644);
    writeFileSync(path, `X${readFileSync(path, 'utf8').slice(1)}`);
  }
  const planned = await project.run<{ steps: object[] }>('plan', 'p');
  const reason = 'bytes that it left in an earlier run are missing or damaged';
  expect(planned.steps).toMatchObject([
    { key: 'data', reason },
    { key: 'use', reason },
  ]);
  const { code, stdout, stderr } = await project.cli('run', 'p');
  expect([code, stdout + stderr]).toEqual([0, expect.stringContaining('data runs again')]);
  expect((await project.cli('why', 'latest', 'data')).stdout).toContain('missing or damaged');
});
