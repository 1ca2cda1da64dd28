import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withUvDouble } from '../properties/cached/uv-double.ts';
import { runCli } from '../support/run-cli.ts';
import { makeProject, results, stepOf } from './project.ts';

const THREE_STEPS = {
  '.mlpipelines/three.yml': `
name: three
on: { workflow_dispatch: {} }
steps:
  data:
    run: mkdir -p data && python3 src/data.py > data/rows.txt && echo "rows=3" >> "$MLPIPELINES_OUTPUT"
    outputs: { rows: { type: number }, set: { type: dataset, path: data } }
  train:
    inputs: { set: data.set }
    files: [src/train.py]
    run: python3 src/train.py
    metrics: metrics.json
    outputs: { model: { type: model, path: model } }
  evaluate:
    inputs: { model: train.model }
    files: [src/evaluate.py]
    run: python3 src/evaluate.py
    metrics: metrics.json
    gates:
      good: { metric: auc, op: ">=", value: 0.8 }
`,
  'src/data.py': 'print("1\\n2\\n3")\n',
  'src/train.py': `
import json, os
os.makedirs("model")
rows = open("data/rows.txt").read().split()
open("model/weights.txt", "w").write(str(sum(map(int, rows))))
json.dump({"loss": 0.25}, open("metrics.json", "w"))
print("trained on", len(rows), "rows")
`,
  'src/evaluate.py': `
import json
json.dump({"auc": 0.9 if open("model/weights.txt").read() == "6" else 0.1}, open("metrics.json", "w"))
`,
  'notes.md': 'No step sees this.\n',
};

test('a pipeline runs, hands its artifacts on and can be looked at', async () => {
  const project = makeProject(THREE_STEPS);
  const told = await project.cli('run', 'three');
  expect(told).toMatchObject({ code: 0, stderr: '' });
  expect(told.stdout).toContain('trained on 3 rows');
  const view = await project.run('show', 'latest');
  expect(view.status).toBe('succeeded');
  expect(results(view)).toEqual({ data: 'success', train: 'success', evaluate: 'success' });
  expect(stepOf(view, 'data').outputs).toEqual({ rows: 3 });
  expect(stepOf(view, 'train').metrics).toEqual({ loss: 0.25 });
  expect(stepOf(view, 'evaluate').gates).toMatchObject([{ id: 'good', verdict: 'pass' }]);
  expect((await project.cli('logs', '1', 'train')).stdout).toBe('trained on 3 rows\n');
  expect((await project.cli('get', 'latest', 'data.rows')).stdout).toBe('3\n');
  expect((await project.cli('get', 'latest', 'train.model', 'fetched')).code).toBe(0);
  expect(readFileSync(join(project.root, 'fetched/weights.txt'), 'utf8')).toBe('6');
});

test('a second run starts no process but for sources, and writes nothing of its own into the tree', async () => {
  const project = makeProject(THREE_STEPS);
  await project.run('run', 'three');
  const again = await project.run('run', 'three');
  expect(results(again)).toEqual({ data: 'success', train: 'cached', evaluate: 'cached' });
  expect(stepOf(again, 'train').attempts).toEqual([]);
  expect(existsSync(join(project.root, 'model'))).toBe(false);
});

test('touching the code of one step runs it and what depends on it, as the plan announces', async () => {
  const project = makeProject(THREE_STEPS);
  await project.run('run', 'three');
  project.write({ 'src/evaluate.py': `${THREE_STEPS['src/evaluate.py']}print("again")\n` });
  const plan = await project.run<Plan>('plan', 'three');
  expect(announced(plan)).toEqual({
    data: 'runs: it declares neither inputs nor files, so what it reads is not known',
    train:
      'runs: it waits for data; may still come from the cache, if that makes the same as in #1',
    evaluate: 'runs: src/evaluate.py changed since #1',
  });
  const again = await project.run('run', 'three');
  expect(results(again)).toEqual({ data: 'success', train: 'cached', evaluate: 'success' });
  const why = await project.cli('why', 'latest', 'evaluate');
  expect(why.stdout).toContain('ran, because src/evaluate.py changed since #1');
});

test('the plan tells what is cached and what changed, file by file, and starts nothing', async () => {
  const project = makeProject({
    ...THREE_STEPS,
    '.mlpipelines/three.yml': THREE_STEPS['.mlpipelines/three.yml'].replace(
      '  data:\n',
      '  data:\n    files: [src/data.py]\n',
    ),
  });
  await project.run('run', 'three');
  const before = await project.run<Plan>('plan', 'three');
  expect(announced(before)).toEqual({
    data: 'cached: nothing that it reads has changed since #1',
    train: 'cached: nothing that it reads has changed since #1',
    evaluate: 'cached: nothing that it reads has changed since #1',
  });
  project.write({ 'src/train.py': `${THREE_STEPS['src/train.py']}print("again")\n` });
  const after = await project.run<Plan>('plan', 'three');
  expect(announced(after)).toMatchObject({
    data: 'cached: nothing that it reads has changed since #1',
    train: 'runs: src/train.py changed since #1',
    evaluate:
      'runs: it waits for train; may still come from the cache, if that makes the same as in #1',
  });
  expect(after.steps[1]?.copies).toEqual({ files: 1, bytes: expect.any(Number) });
  const run = await project.run('run', 'three');
  expect(results(run)).toEqual({ data: 'cached', train: 'success', evaluate: 'cached' });
});

type Plan = { steps: { key: string; outcome: string; reason: string; copies: unknown }[] };

function announced(plan: Plan): Record<string, string> {
  return Object.fromEntries(
    plan.steps.map((step) => [step.key, `${step.outcome}: ${step.reason}`]),
  );
}

test('an edit to a file that no step sees runs nothing again', async () => {
  const project = makeProject(THREE_STEPS);
  await project.run('run', 'three');
  project.write({ 'notes.md': 'Something else.\n' });
  const again = await project.run('run', 'three');
  expect(results(again)).toMatchObject({ train: 'cached', evaluate: 'cached' });
});

test('a word in the pipeline file that means nothing for a step does not run it again', async () => {
  const project = makeProject({
    '.mlpipelines/all.yml': `
name: all
on: { workflow_dispatch: {} }
steps:
  data: { run: echo 1 > rows, outputs: { rows: { type: file, path: rows } } }
  train: { inputs: { rows: data.rows }, run: cat rows > model, outputs: { model: { type: file, path: model } } }
`,
  });
  const first = await project.run('run', 'all');
  expect(results(first)).toEqual({ data: 'success', train: 'success' });
  appendFileSync(join(project.root, '.mlpipelines/all.yml'), '# A word.\n');
  expect(results(await project.run('run', 'all'))).toEqual({ data: 'success', train: 'cached' });
  project.write({ 'other.py': '' });
  expect(results(await project.run('run', 'all'))).toEqual({ data: 'success', train: 'success' });
  expect((await project.cli('why', 'latest', 'train')).stdout).toContain(
    'it sees every file, and other.py is new since',
  );
});

test('a step that is asked for more runs, whatever the cache has, and the plan says what is new', async () => {
  const pipeline = (more: string) => ({
    '.mlpipelines/e.yml': `
name: e
steps:
  ev:
    files: [e.sh]
    run: sh e.sh
    ${more}
`,
  });
  const gates = "gates: { q: { metric: auc, op: '>=', value: 0.9 } }";
  const project = makeProject({
    ...pipeline(`metrics: train.json\n    ${gates}`),
    'e.sh': 'echo \'{"auc": 0.99}\' > train.json; echo \'{"auc": 0.55}\' > test.json; echo 1 > m\n',
  });
  expect(results(await project.run('run', 'e'))).toEqual({ ev: 'success' });
  project.write(pipeline(`metrics: test.json\n    ${gates}\n    plots: [p.svg]`));
  const announcedNow = announced(await project.run<Plan>('plan', 'e'));
  expect(announcedNow['ev']).toBe(
    'runs: metrics test.json is newly asked for since #1; plots p.svg is newly asked for since #1',
  );
  const judged = await project.run('run', 'e');
  expect(stepOf(judged, 'ev')).toMatchObject({ result: 'rejected', metrics: { auc: 0.55 } });
  project.write(pipeline('metrics: train.json\n    outputs: { m: { type: model, path: m } }'));
  expect(results(await project.run('run', 'e'))).toEqual({ ev: 'success' });
  project.write(pipeline('outputs: { m: { type: model, path: m } }'));
  const less = await project.run('run', 'e');
  expect(stepOf(less, 'ev')).toMatchObject({ cached: true, metrics: {} });
});

test('requirement files count with all that they include, and with where packages come from', async () => {
  const project = makeProject({
    '.mlpipelines/py.yml': `
name: py
python: { requirements: [req/a.txt] }
steps:
  train: { files: [src.txt], run: echo 1 > m, outputs: { m: { type: file, path: m } } }
`,
    'src.txt': '',
    'req/a.txt': '-r b.txt\n',
    'req/b.txt': '# one\n',
  });
  const env = withUvDouble();
  const plan = async (more = {}) =>
    (await runCli({ cwd: project.root, env: { ...env, ...more } }, 'plan', 'py')).stdout;
  await runCli({ cwd: project.root, env }, 'run', 'py');
  expect(await plan()).toContain('nothing that it reads has changed since #1');
  expect(await plan({ UV_DEFAULT_INDEX: 'https://other.example' })).toContain(
    'UV_DEFAULT_INDEX is new',
  );
  const pinned = { UV_CONSTRAINT: join(project.root, 'pins.txt') };
  project.write({ 'pins.txt': 'numpy==1\n' });
  await runCli({ cwd: project.root, env: { ...env, ...pinned } }, 'run', 'py');
  project.write({ 'pins.txt': 'numpy==2\n' });
  expect(await plan(pinned)).toContain('UV_CONSTRAINT changed since #2');
  project.write({ 'req/b.txt': '# two\n' });
  expect(await plan()).toContain('req/b.txt changed since #2');
  expect(existsSync(join(env['XDG_CACHE_HOME'] ?? '', 'mlpipelines', 'environments'))).toBe(true);
});

test('a pipeline with a problem is not run: exit code 2, and the place', async () => {
  const project = makeProject({ '.mlpipelines/bad.yml': 'name: bad\nstepz: {}\n' });
  const { code, stdout, stderr } = await project.cli('run', 'bad');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('.mlpipelines/bad.yml:2:1');
});
