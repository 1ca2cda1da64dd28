import { expect, test } from 'vitest';
import type { ArtifactRef } from '../../../app/domain/artifact.ts';
import type { PlanStep } from '../../../app/domain/plan.ts';
import { makeTicket } from '../../../app/engine/evaluate/make-ticket.ts';
import { resolveStep } from '../../../app/engine/evaluate/resolve-step.ts';
import { bySchema } from '../../support/by-schema.ts';
import { aPlan, aRequest, aStep } from '../../support/build-plan.ts';
import { DrivenRun } from '../../support/drive-run.ts';

const artifact = (mark: string, path: string): ArtifactRef => ({
  digest: `sha256:${mark.repeat(64)}`,
  type: 'dataset',
  path,
  size: 10,
  files: 2,
});
const input = (step: string, output: string, given: object = {}) => ({
  step,
  output,
  path: null,
  writable: false,
  optional: false,
  ...given,
});
const run = (text: string) =>
  ({ type: 'run', run: text, shell: 'bash', workingDirectory: 'src' }) as const;
const MATRIX = {
  cells: { type: 'static', cells: [{ seed: 1 }, { seed: 2 }, { seed: 3 }] },
  maxParallel: null,
  failFast: false,
} as const;
const OUT = { out: { type: 'dataset', path: 'data/out', optional: false } } as const;
const NO_EXTRAS = { secrets: {}, checkpoint: null };

/** A step `last` behind `data`, which made an artifact, a value and a metric. */
function last(given: Partial<PlanStep>, data: Partial<PlanStep> = {}): DrivenRun {
  const steps = [
    aStep('data', { outputs: { ...OUT, rows: { type: 'number', optional: false } }, ...data }),
    aStep('last', { needs: ['data'], ...given }),
  ];
  const driven = new DrivenRun(aPlan(steps, { paramValues: { epochs: 20, 'train.lr': 0.5 } }));
  driven.succeed('data', {
    artifacts: { out: artifact('a', 'data/out') },
    outputs: { rows: 7 },
    metrics: { 'auc.mean': 0.9 },
  });
  return driven;
}

function script(text: string, given: Partial<PlanStep> = {}): string | null {
  const driven = last({ action: run(text), ...given });
  const resolution = resolveStep(driven.run, 'last');
  return resolution.ok ? resolution.resolved.script : resolution.message;
}

test('a script sees params, inputs, outputs, metrics, the run and its own env', () => {
  expect(script('go --epochs ${{ params.epochs }}')).toBe('go --epochs 20');
  expect(script('go ${{ steps.data.outputs.rows }} ${{ steps.data.result }}')).toBe('go 7 success');
  expect(script('go ${{ steps.data.metrics.auc.mean }}')).toBe('go 0.9');
  expect(script('go ${{ run.number }}.${{ run.attempt }} ${{ run.date }}')).toBe(
    'go 1.1 1970-01-01',
  );
  expect(script('go ${{ github.ref_name }}')).toBe('go main');
  expect(script('go ${{ env.NAME }}', { env: { NAME: 'n${{ params.epochs }}' } })).toBe('go n20');
  const inputs = { raw: input('data', 'out') };
  expect(script('go ${{ inputs.raw.path }} ${{ inputs.raw.size }}', { inputs })).toBe(
    'go data/out 10',
  );
  const moved = { raw: input('data', 'out', { path: 'in' }) };
  expect(script('go ${{ inputs.raw.path }}', { inputs: moved })).toBe('go in');
});

test('a value that is no safe word fails the step and points at env', () => {
  const driven = new DrivenRun(
    aPlan([aStep('last', { action: run('go ${{ github.ref }}') })]),
    aRequest({ ref: 'refs/heads/$(rm -rf)' }),
  );
  expect(driven.row('last')).toMatchObject({ result: 'failure', attempt: 0 });
  expect(driven.row('last').reason).toContain('put it in `env`');
});

test('what is missing at run time fails the step with a message that names it', () => {
  const driven = last({ action: run('go ${{ steps.data.outputs.nothing }}') });
  expect(driven.stateOf('last')).toBe('failure');
  expect(driven.row('last').reason).toContain('nothing');
});

test('a required input that was not made skips the step; an optional one is empty', () => {
  const missing = last({ inputs: { raw: input('data', 'other') } });
  expect(missing.row('last')).toMatchObject({
    result: 'skipped',
    reason: 'its input `raw` was not made: data succeeded without `other`',
  });
  const inputs = { raw: input('data', 'other', { optional: true }) };
  expect(script('go [${{ inputs.raw.path }}]', { inputs })).toBe('go []');
});

test('declared outputs of a skipped step are empty', () => {
  const options = { ...aRequest().options, exclude: { data: 'left out' } };
  const text = "go ${{ steps.data.outputs.rows || 'none' }} [${{ steps.data.outputs.out.path }}]";
  const steps = [
    aStep('data', { outputs: { ...OUT, rows: { type: 'number', optional: false } } }),
    aStep('last', { needs: ['data'], when: 'all-done', action: run(text) }),
  ];
  const driven = new DrivenRun(aPlan(steps), aRequest({ options }));
  const resolution = resolveStep(driven.run, 'last');
  expect(resolution).toMatchObject({ ok: true, resolved: { script: 'go none []' } });
});

/** A sweep of three cells; the third fails. */
function sweep(given: Partial<PlanStep>): DrivenRun {
  const metrics = { path: 'm.json', live: null, primary: 'loss', maximize: [], minimize: ['loss'] };
  const train = { matrix: MATRIX, outputs: OUT, metrics, continueOnError: true };
  const steps = [
    aStep('train', train),
    aStep('last', { needs: ['train'], when: 'all-done', ...given }),
  ];
  const driven = new DrivenRun(aPlan(steps));
  driven.succeed('train[seed=1]', {
    artifacts: { out: artifact('1', 'data/out') },
    metrics: { loss: 3 },
  });
  driven.succeed('train[seed=2]', {
    artifacts: { out: artifact('2', 'data/out') },
    metrics: { loss: 2 },
  });
  driven.fail('train[seed=3]');
  return driven;
}

test('an input from a matrix step is a folder for each cell that succeeded, and an index of all', () => {
  const driven = sweep({ inputs: { all: input('train', 'out', { path: 'cells' }) } });
  const answer = makeTicket(driven.run, 'last', 1, NO_EXTRAS);
  const given = answer.ok ? answer.ticket.inputs[0] : null;
  expect(given?.parts.map(({ path }) => path)).toEqual(['cells/1', 'cells/2']);
  expect(given?.index?.path).toBe('cells/cells.json');
  expect(JSON.parse(given?.index?.text ?? '')).toEqual([
    { values: { seed: 1 }, result: 'success', metrics: { loss: 3 }, folder: '1' },
    { values: { seed: 2 }, result: 'success', metrics: { loss: 2 }, folder: '2' },
    { values: { seed: 3 }, result: 'failure', metrics: {}, folder: '3' },
  ]);
});

test('the best cell of a matrix step is an input as what a step without one makes', () => {
  const best = sweep({ inputs: { model: input('train', 'out', { cells: 'best' }) } });
  const answer = makeTicket(best.run, 'last', 1, NO_EXTRAS);
  expect(answer.ok ? answer.ticket.inputs : null).toMatchObject([
    {
      name: 'model',
      parts: [{ digest: artifact('2', '').digest, path: 'data/out' }],
      index: null,
      path: 'data/out',
    },
  ]);
});

test('an optional input that is not there is named, for who looks for it in vain', () => {
  const raw = {
    uri: '../raw',
    source: 'raw',
    mode: 'reference',
    pinned: null,
    path: 'raw',
  } as const;
  const step = { inputs: { raw: { ...raw, writable: false, optional: true } } };
  const answer = makeTicket(sweep(step).run, 'last', 1, NO_EXTRAS);
  expect(answer).toMatchObject({
    ok: true,
    ticket: { absent: [{ name: 'raw', path: 'raw', reason: 'nothing lies at ../raw' }] },
  });
});

test('expressions see the cells of a matrix step, and the best of them', () => {
  const text = 'go ${{ steps.train.best.matrix.seed }} ${{ join(steps.train.cells.*.result) }}';
  const resolution = resolveStep(sweep({ action: run(text) }).run, 'last');
  expect(resolution).toMatchObject({
    ok: true,
    resolved: { script: 'go 2 success,success,failure' },
  });
});

test('a matrix may come from what a step before it found out', () => {
  const cells = {
    type: 'dynamic',
    matrix: { shard: '${{ fromJSON(steps.data.outputs.list) }}' },
  } as const;
  const matrix = { cells, maxParallel: null, failFast: true };
  const action = run('go ${{ matrix.shard }}');
  const driven = DrivenRun.of([aStep('data'), aStep('each', { needs: ['data'], matrix, action })]);
  driven.succeed('data', { outputs: { list: '["a","b"]' } });
  const keys = driven.run.rows().steps.map(({ key }) => key);
  expect(keys).toEqual(['data', 'each', 'each[shard=a]', 'each[shard=b]']);
  expect(resolveStep(driven.run, 'each[shard=b]')).toMatchObject({ resolved: { script: 'go b' } });
});

test('a matrix without cells is skipped, one that cannot be evaluated fails', () => {
  const matrix = (expression: string) =>
    ({
      cells: { type: 'dynamic', matrix: expression },
      maxParallel: null,
      failFast: true,
    }) as const;
  const driven = DrivenRun.of([
    aStep('none', { matrix: matrix("${{ fromJSON('[]') }}") }),
    aStep('broken', { matrix: matrix("${{ fromJSON('{') }}") }),
  ]);
  expect(driven.stateOf('none')).toBe('skipped');
  expect(driven.stateOf('broken')).toBe('failure');
});

test('a register step is given what it registers, from an output or from another step’s input', () => {
  const model = artifact('b', 'model');
  const register = (from: { type: 'output' | 'input'; step: string; name: string }) =>
    ({ type: 'register', register: { model: 'churn', from, metrics: null, alias: null } }) as const;
  const driven = DrivenRun.of([
    aStep('train', { outputs: { model: { type: 'model', path: 'model', optional: false } } }),
    aStep('evaluate', { needs: ['train'], inputs: { model: input('train', 'model') } }),
    aStep('direct', {
      needs: ['train'],
      action: register({ type: 'output', step: 'train', name: 'model' }),
    }),
    aStep('given', {
      needs: ['evaluate'],
      action: register({ type: 'input', step: 'evaluate', name: 'model' }),
    }),
  ]);
  driven.succeed('train', { artifacts: { model } });
  driven.succeed('evaluate');
  for (const key of ['direct', 'given']) {
    expect(resolveStep(driven.run, key)).toMatchObject({
      ok: true,
      resolved: { script: null, inputs: { model: { content: { artifact: model } } } },
    });
  }
});

test('a ticket says all that an executor needs, as its schema wants it', () => {
  const driven = last({
    action: run('python train.py'),
    inputs: { raw: input('data', 'out', { writable: true }) },
    outputs: {
      model: { type: 'model', path: 'model', optional: true },
      n: { type: 'number', optional: false },
    },
    files: ['src/*.py'],
    params: ['epochs', 'train.lr'],
    env: { SIZE: '${{ inputs.raw.size }}' },
    secrets: { KEY: 'WANDB' },
    python: { version: '3.12', requirements: ['requirements.txt'] },
    container: { image: 'acme/train:1', options: null },
    checkpoint: { path: 'ckpt', save: 'on-quiet', everyMs: 600_000, keep: 3, resume: 'require' },
    metrics: { path: 'm.json', live: null, primary: null, maximize: [], minimize: [] },
    plots: [
      { type: 'files', glob: 'plots/*.svg' },
      { type: 'curve', path: 'h.csv', x: 'e', y: ['l'] },
    ],
  });
  // A store knows more of a checkpoint than a ticket says.
  const checkpoint = { digest: artifact('c', '').digest, savedAt: 5, size: 9, files: 1 };
  const answer = makeTicket(driven.run, 'last', 1, { secrets: { WANDB: 's3cret' }, checkpoint });
  if (!answer.ok) throw new Error(answer.message);
  expect(bySchema('ticket', answer.ticket)).toMatchObject({ valid: true });
  expect(answer.ticket).toMatchObject({
    run: { id: 'r1', number: 1 },
    command: { script: 'python train.py', shell: 'bash', workingDirectory: 'src' },
    env: { SIZE: '10', MLPIPELINES_PARAM_EPOCHS: '20', MLPIPELINES_PARAM_TRAIN_LR: '0.5' },
    secrets: { KEY: 's3cret' },
    workspace: {
      mode: 'copy',
      files: ['src/*.py', '!./model', '!./m.json', '!./plots/*.svg', '!./h.csv', '!./data/out'],
    },
    inputs: [{ name: 'raw', path: 'data/out', writable: true, index: null }],
    checkpoint: { restore: { savedAt: 5 }, required: false },
    plots: ['plots/*.svg', 'h.csv'],
  });
});

test('a ticket without a secret that has a value says which one and where to put it', () => {
  const driven = last({ secrets: { KEY: 'WANDB' } });
  const extras = { ...NO_EXTRAS, whereToPut: 'put it in .mlpipelines/.env' };
  expect(makeTicket(driven.run, 'last', 1, extras)).toEqual({
    ok: false,
    message: 'secret WANDB has no value: put it in .mlpipelines/.env',
  });
});
