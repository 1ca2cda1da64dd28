import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bySchema } from '../support/by-schema.ts';
import { makeProject, results, stepOf } from './project.ts';

const CHAIN = {
  '.mlpipelines/chain.yml': `
name: chain
on: { workflow_dispatch: {} }
params: { text: { type: string, default: hello }, times: { type: number, default: 1, minimum: 1 } }
steps:
  data:
    run: mkdir set && echo "\${{ params.text }}" > set/text
    outputs: { set: { type: dataset, path: set } }
  train:
    inputs: { set: data.set }
    strategy: { matrix: { seed: [1, 2] } }
    run: cp set/text model && echo \${{ matrix.seed }} >> model
    outputs: { model: { type: file, path: model } }
  report:
    inputs: { models: { from: train.model, path: models } }
    run: cat models/1 models/2 && echo "run \${{ run.number }}"
  aside: { run: echo aside }
`,
};

test('--from runs a step and those below it on what earlier runs made, and leaves the rest out', async () => {
  const project = makeProject(CHAIN);
  const refused = await project.cli('run', 'chain', '--from', 'report');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/data is above report and has not succeeded/);
  await project.run('run', 'chain', '--param', 'text=first');
  const view = await project.run('run', 'chain', '--from', 'report');
  expect(view.status).toBe('succeeded');
  expect(results(view)).toMatchObject({ report: 'success', aside: 'skipped' });
  expect(stepOf(view, 'data').attempts).toEqual([]);
  expect((await project.cli('logs', 'latest', 'report')).stdout).toContain('first\n1\nfirst\n2\n');
  expect((await project.cli('logs', 'latest', 'train[seed=2]')).code).toBe(0);
});

test('--only runs one step alone', async () => {
  const project = makeProject(CHAIN);
  await project.run('run', 'chain');
  const view = await project.run('run', 'chain', '--only', 'train', '--no-cache');
  expect(results(view)).toMatchObject({
    'train[seed=1]': 'success',
    report: 'skipped',
    aside: 'skipped',
  });
  expect(stepOf(view, 'train[seed=1]').attempts).toHaveLength(1);
});

test('a part that begins with a deploy step is refused without --deploy: nothing would run', async () => {
  const project = makeProject({
    '.mlpipelines/live.yml': `
name: live
on: { workflow_dispatch: {} }
steps:
  train: { run: echo trained }
  deploy: { needs: [train], approval: { environment: production }, run: echo deployed }
`,
  });
  await project.run('run', 'live');
  for (const flag of ['--from', '--only']) {
    const refused = await project.cli('run', 'live', flag, 'deploy');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toBe(
      `error: deploy deploys, and deploy steps only run with --deploy: nothing would run.\n  Add --deploy: mlpipelines run live ${flag} deploy --deploy\n`,
    );
  }
});

test('--no-cache of a step that there is none of is refused', async () => {
  const project = makeProject(CHAIN);
  const { code, stderr } = await project.cli('run', 'chain', '--no-cache', 'trian');
  expect(code).toBe(2);
  expect(stderr).toBe('error: chain has no step trian.\n  Did you mean train?\n');
});

test('a reader that goes away ends a command that only tells, and not a run', async () => {
  const project = makeProject(CHAIN);
  const running = project.start(['run', 'chain']);
  running.process.stdout?.destroy();
  expect(await running.over).toMatchObject({ code: 0, stderr: '' });
  expect(await project.run('show', 'latest')).toMatchObject({ status: 'succeeded' });
  const telling = project.start(['show', 'latest']);
  telling.process.stdout?.destroy();
  expect(await telling.over).toMatchObject({ code: 0, stderr: '' });
});

test('--no-container runs a step that has one on this machine itself', async () => {
  const project = makeProject({
    '.mlpipelines/boxed.yml': `
name: boxed
steps:
  train: { container: image.invalid/none:1, run: echo outside }
`,
  });
  expect((await project.run('run', 'boxed', '--no-container')).status).toBe('succeeded');
  expect((await project.cli('logs', 'latest', 'train')).stdout).toBe('outside\n');
});

test('a param that is not as declared is refused before anything starts', async () => {
  const project = makeProject(CHAIN);
  const wrong = await project.cli('run', 'chain', '--param', 'times=0');
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('times');
  const unknown = await project.cli('run', 'chain', '--param', 'tetx=a');
  expect(unknown.stderr).toContain('text');
  expect((await project.cli('runs', '--json')).stdout).toContain('"runs": []');
});

test('--json writes one document to stdout that matches the schema of a run view', async () => {
  const project = makeProject(CHAIN);
  const { stdout, stderr } = await project.cli('run', 'chain', '--json');
  const checked = bySchema('run-view', JSON.parse(stdout));
  expect(checked.valid ? [] : checked.errors).toEqual([]);
  expect(stderr).toContain('report');
});

test('steps see the tree as it was when the run began, and --in-place the one that is there', async () => {
  const project = makeProject({
    '.mlpipelines/tree.yml': `
name: tree
on: { workflow_dispatch: {} }
steps:
  first: { run: 'echo changed > "$HOME/text" && cat text' }
  second: { needs: [first], run: cat text }
`,
    text: 'as it was\n',
  });
  await project.cliAtHome('run', 'tree');
  expect((await project.cli('logs', 'latest', 'second')).stdout).toBe('as it was\n');
  writeFileSync(join(project.root, 'text'), 'as it was\n');
  await project.cliAtHome('run', 'tree', '--in-place');
  expect((await project.cli('logs', 'latest', 'second')).stdout).toBe('changed\n');
});

test('what is committed where a step is to write is no output of the step, and in place the run is refused', async () => {
  const { cli } = makeProject({
    '.mlpipelines/old.yml': `
name: old
steps:
  train:
    run: echo training
    metrics: metrics.json
    gates: { good: { metric: acc, op: ">=", value: 0.9 } }
`,
    'metrics.json': '{"acc": 0.99}',
  });
  const { code, stderr, stdout } = await cli('run', 'old');
  expect(code).toBe(1);
  expect(stdout + stderr).toContain('did not write its metrics');
  expect(stdout + stderr).toContain('the repository has metrics.json already');
  const inPlace = await cli('run', 'old', '--in-place');
  expect(inPlace.code).toBe(2);
  expect(inPlace.stderr).toContain('git rm --cached metrics.json');
});

test('an artifact of a cell is fetched by the name of the cell, and never over what is there', async () => {
  const project = makeProject(CHAIN);
  await project.run('run', 'chain');
  await project.cli('get', 'latest', 'train[seed=2].model', 'second');
  expect(readFileSync(join(project.root, 'second'), 'utf8')).toBe('hello\n2\n');
  const again = await project.cli('get', 'latest', 'train[seed=2].model', 'second');
  expect(again).toMatchObject({ code: 2 });
  expect(again.stderr).toContain('second is there already');
});

test('gc asks before it deletes runs, and keeps what the newest one wants', async () => {
  const project = makeProject(CHAIN);
  await project.run('run', 'chain');
  await project.run('run', 'chain');
  const refused = await project.cli('gc', '--keep', '0');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect(refused.stderr).toContain('chain #1');
  const dry = await project.cli('gc', '--keep', '0d', '--dry-run', '--json');
  const would = JSON.parse(dry.stdout);
  expect(would).toMatchObject({ format: 1, dryRun: true, runs: 1, names: ['chain #1'] });
  expect(would.leftovers).toContainEqual(expect.objectContaining({ kind: 'log' }));
  expect((await project.cli('show', '1')).code).toBe(0);
  const { code, stdout } = await project.cli('gc', '--keep', '0', '--yes', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ format: 1, dryRun: false, runs: 1 });
  expect((await project.cli('show', '1')).code).toBe(2);
  expect((await project.cli('get', 'latest', 'train[seed=1].model')).code).toBe(0);
});

const KEPT = {
  '.mlpipelines/kept.yml': `
name: kept
steps:
  a: { files: [a.sh], run: sh a.sh, outputs: { a: { type: file, path: a.txt } } }
  b: { inputs: { a: a.a }, files: [b.sh], run: sh b.sh, outputs: { b: { type: file, path: b.txt } } }
`,
  'a.sh': 'echo a > a.txt\n',
  'b.sh': 'exit 3\n',
};

test('run --failed runs what failed with the files of today, rerun --failed with those of then, and says so', async () => {
  const project = makeProject(KEPT);
  await project.cli('run', 'kept');
  project.write({ 'b.sh': 'echo b > b.txt\n' });
  const again = await project.cli('rerun', '1', '--failed');
  expect(again.code).toBe(1);
  expect(again.stderr).toBe(
    "warning: #1 runs again with the files it had. Changed since: b.sh. With today's files: mlpipelines run kept --failed 1\n",
  );
  const planned = await project.run<{ steps: object[] }>('plan', 'kept', '--failed', '1');
  expect(planned.steps).toMatchObject([
    { key: 'a', outcome: 'cached', reason: 'taken over from #1.2 (--failed)' },
    { key: 'b', outcome: 'runs', reason: 'b.sh changed since #1.2' },
  ]);
  expect(await project.run('plan', '--failed', 'kept')).toEqual(planned);
  const view = await project.run('run', 'kept', '--failed', '1');
  expect(view).toMatchObject({ number: 2, status: 'succeeded' });
  expect(stepOf(view, 'a').attempts).toEqual([]);
  expect(stepOf(view, 'b').attempts).toHaveLength(1);
});

test('a pipeline that stands behind a flag which may have a value is still the pipeline', async () => {
  const project = makeProject(KEPT);
  const planned = await project.run<{ pipeline: string }>(
    'plan',
    '--no-cache',
    'a',
    '--no-cache',
    'kept',
  );
  expect(planned).toEqual(await project.run('plan', 'kept', '--no-cache', 'a'));
  expect(await project.run('plan', '--no-cache', 'kept')).toMatchObject({ pipeline: 'kept' });
  const none = await project.cli('plan', '--no-cache');
  expect([none.code, none.stderr]).toEqual([
    2,
    expect.stringMatching(/No pipeline is named\.\n +Pipelines here: kept\./),
  ]);
});

test('--from runs its step although the cache would answer it, and why knows that', async () => {
  const project = makeProject({ ...KEPT, 'b.sh': 'echo b > b.txt\n' });
  await project.run('run', 'kept');
  const view = await project.run('run', 'kept', '--from', 'b');
  expect(stepOf(view, 'b')).toMatchObject({ cached: false, attempts: [{ status: 'succeeded' }] });
  const { stdout } = await project.cli('why', 'latest', 'b');
  expect(stdout).toContain('ran, because it was asked to run, whatever the cache holds');
});

test('two files whose names differ in case alone are refused with both names', async () => {
  const project = makeProject({ ...CHAIN, A: '1', a: '2' });
  const told = await project.cli('run', 'chain');
  expect([told.code, told.stderr]).toEqual([
    2,
    'error: a and A are one file where upper and lower case do not count (macOS, Windows). Rename one.\n',
  ]);
});
