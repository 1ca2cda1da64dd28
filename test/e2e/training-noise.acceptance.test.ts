import { expect, test } from 'vitest';
import type { ReportFile } from '../../schemas/report.generated.ts';
import { bySchema } from '../support/by-schema.ts';
import { makeProject, type Project } from './project.ts';

/** What a training of a seed comes to: `base`, and a little that the seed decides. */
const TRAIN = `
base=$1; seed=$2
awk -v base="$base" -v seed="$seed" 'BEGIN {
  split("0 3 -2 1 -4 2 5", luck, " ")
  auc = base + luck[seed % 7 + 1] / 1000
  print auc " " seed > "model.txt"
  print "{\\"auc\\": " auc "}" > "metrics.json"
}'
`;
const EVALUATE = `
awk '{ print "{\\"auc\\": " $1 - 0.01 "}" }' model.txt > metrics.json
`;
const METRICS = '{ path: metrics.json, primary: auc, maximize: [auc] }';

const SEEDS = `
name: churn
on: { workflow_dispatch: {} }
params: { base: { type: number, default: 0.9 } }
steps:
  train:
    strategy: { matrix: { seed: [1, 2, 3, 4, 5] } }
    files: [train.sh]
    run: sh train.sh $\{{ params.base }} $\{{ matrix.seed }}
    metrics: ${METRICS}
`;

test('a step that is trained once for each seed is reported by the mean, held against that of others by Welch', async () => {
  const project = projectOf(SEEDS);
  await quiet(project, 'run', 'churn');
  await quiet(project, 'run', 'churn', '--param', 'base=0.91');
  const shown = await quiet(project, 'report');
  // scipy.stats.ttest_ind(…, equal_var=False): 0.01 ± 0.00425 of 0.9 + (3, −2, 1, −4, 2) / 1000 on either side.
  expect(shown).toMatch(
    /^ {2}better than #1, the run before: auc 0\.91 \(\+0\.01, 95 % \+0\.0057 … \+0\.0143; training noise only: other test data may move auc by more\)$/m,
  );
  expect(shown).toContain('training noise by 5 seeds of train, and 5 seeds of train of #1');
  const { metrics } = await reportOf(project);
  expect(metrics[0]).toMatchObject({
    value: expect.closeTo(0.91, 9) as number,
    noise: { test: null, training: { n: 5, from: 'seeds', step: 'train', meanOf: 5 } },
    against: { '#1': { interval: { method: 'trainings', noise: 'training' } } },
  });
});

const BEST = `
name: churn
on: { workflow_dispatch: {} }
params: { base: { type: number, default: 0.9 } }
steps:
  train:
    strategy: { matrix: { seed: [1, 2, 3, 4, 5] } }
    files: [train.sh]
    run: sh train.sh $\{{ params.base }} $\{{ matrix.seed }}
    metrics: ${METRICS}
    outputs: { model: { type: model, path: model.txt } }
  evaluate:
    inputs: { model: { from: train.model, cells: best } }
    files: [evaluate.sh]
    run: sh evaluate.sh
    metrics: ${METRICS}
`;
const EACH = `
  each:
    strategy: { matrix-of: train }
    inputs: { model: { from: train.model, cells: same } }
    files: [evaluate.sh]
    run: sh evaluate.sh
    metrics: ${METRICS}
`;
const ONE = BEST.replace(/^ {4}strategy.*\n/m, '')
  .replace('matrix.seed', 'params.seed')
  .replace('{ from: train.model, cells: best }', 'train.model')
  .replace('params: {', 'params: { seed: { type: number, default: 3 },');

test('the best of five seeds beside one training: so much of its lead is luck, and no more is claimed', async () => {
  const project = projectOf(ONE);
  await quiet(project, 'run', 'churn');
  project.write({ '.mlpipelines/churn.yml': BEST });
  await quiet(project, 'run', 'churn', '--param', 'base=0.902');
  const shown = await quiet(project, 'report');
  expect(shown).toMatch(/^ {2}no detectable change from main \(#1\): auc 0\.895 /m);
  expect(shown).toContain(
    'what is judged is the best of 5 cells of train: part of its lead is luck, of equals +1.2 σ of training noise (auc by about 0.0034)',
  );
  expect(shown).toContain('training noise by 5 seeds of train; main is taken to vary as much');
});

test('evaluations of each seed say how much training moves what the judge of the best measures', async () => {
  const each = BEST
    // Training measures another thing.
    .replace(METRICS, METRICS.replaceAll('auc', 'val_auc'))
    .replace('  evaluate:', `${EACH}  evaluate:\n    needs: [each]`);
  const train = TRAIN.replaceAll('\\"auc\\"', '\\"val_auc\\"');
  const project = projectOf(each);
  project.write({ 'train.sh': train });
  await quiet(project, 'run', 'churn');
  await quiet(project, 'run', 'churn', '--param', 'base=0.95');
  expect(await quiet(project, 'report')).toContain(
    'training noise by 5 seeds of train, each evaluated by each, and 5 seeds of train, each evaluated by each of #1',
  );
  const { metrics } = await reportOf(project);
  expect(metrics[0]).toMatchObject({
    name: 'auc',
    noise: { training: { n: 5, from: 'seeds', step: 'train', meanOf: 1 } },
    against: { '#1': { claim: 'better', interval: { noise: 'training' } } },
  });
});

test('runs that differ in their seed alone say how much training moves a metric', async () => {
  const project = projectOf(ONE);
  for (const seed of [1, 2, 4]) await quiet(project, 'run', 'churn', '--param', `seed=${seed}`);
  // Work taken from the cache is no other training, and other code is no repeat.
  await quiet(project, 'run', 'churn', '--param', 'seed=4');
  await quiet(project, 'run', 'churn', '--param', 'seed=5', '--param', 'base=0.95');
  const { metrics } = await reportOf(project);
  expect(metrics[0]).toMatchObject({
    noise: { training: null },
    against: { '#4': { claim: 'better', interval: { noise: 'training' } } },
  });
  expect(await quiet(project, 'report')).toContain(
    'training noise by 3 runs that differ in the seed of train alone of #4; this run is taken to vary as much',
  );
});

test('of fewer than three seeds nobody can say how much training moves it', async () => {
  const project = projectOf(SEEDS.replace(', 3, 4, 5', ''));
  await quiet(project, 'run', 'churn');
  await quiet(project, 'run', 'churn', '--param', 'base=0.99');
  expect(await quiet(project, 'report')).toContain('cannot tell against #1, the run before');
});

const SURE = `
name: churn
on: { workflow_dispatch: {} }
params: { base: { type: number, default: 0.9 } }
steps:
  split:
    files: []
    run: echo rows > test.csv
    outputs: { test: { type: dataset, path: test.csv } }
  train:
    files: [train.sh]
    run: sh train.sh $\{{ params.base }} 3
    metrics: ${METRICS}
    outputs: { model: { type: model, path: model.txt } }
  evaluate:
    inputs: { model: train.model, test: split.test }
    files: [evaluate.sh]
    run: 'awk ''{ printf "{\\"auc\\": {\\"value\\": %f, \\"stderr\\": 0.001}}", $1 }'' model.txt > metrics.json'
    metrics: ${METRICS}
`;

test('where nothing was trained between two runs nothing is said of training; who takes work from the cache looks at nothing', async () => {
  const project = projectOf(SURE);
  await quiet(project, 'run', 'churn');
  await quiet(project, 'run', 'churn', '--no-cache');
  const { metrics, looks, warnings } = await reportOf(project);
  expect(metrics[0]?.against['#1']).toMatchObject({
    claim: 'no-detectable-change',
    interval: { noise: 'same-model' },
  });
  expect(warnings.join(' ')).not.toContain('training');
  expect(looks).toEqual({ pull: null, ever: 2 });
  await quiet(project, 'run', 'churn');
  expect((await reportOf(project)).looks).toEqual({ pull: null, ever: 2 });
  await quiet(project, 'run', 'churn', '--param', 'base=0.91');
  const last = await reportOf(project);
  expect(last.looks).toEqual({ pull: null, ever: 3 });
  expect(last.metrics[0]?.against['#3']).toMatchObject({ interval: { noise: 'test' } });
});

function projectOf(pipeline: string): Project {
  return makeProject({
    '.mlpipelines/churn.yml': pipeline,
    'train.sh': TRAIN,
    'evaluate.sh': EVALUATE,
  });
}

async function quiet(project: Project, ...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await project.cli(...args);
  expect(code, stderr + stdout).toBe(0);
  return stdout;
}

async function reportOf(project: Project): Promise<ReportFile> {
  const checked = bySchema('report', JSON.parse(await quiet(project, 'report', '--json')));
  if (!checked.valid) throw new Error(JSON.stringify(checked.errors));
  return checked.value;
}
