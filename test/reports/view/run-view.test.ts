import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeRunView, runViewer, type RunRecord } from '../../../app/reports/view/run-view.ts';
import { aHeader, aPlan, aPlanStep, aStep, anAttempt, T0 } from '../build-run.ts';

import { interruptedView } from '../../../app/reports/view/interrupted-view.ts';
import { standingOf } from '../../../app/reports/words/run-words.ts';
import { stepWords } from '../../../app/reports/words/step-words.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/run-view.schema.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const isRunView = ajv.compile(schema);

const digest = `sha256:${'d'.repeat(64)}` as const;
const artifact = { digest, type: 'model', path: 'model', size: 10, files: 1 } as const;
const version = {
  model: 'churn',
  version: 3,
  artifact,
  run: aHeader().id,
  key: 'register',
  metrics: {},
  metricsStep: null,
  createdAt: T0,
};
const moved = { model: 'churn', version: 3, movedAt: T0, movedBy: 'ada', run: aHeader().id };

function aRecord(change: Partial<RunRecord> = {}): RunRecord {
  return {
    plan: aPlan([aPlanStep('train', { kind: 'train', needs: ['data'] })]),
    header: aHeader({ endedAt: T0 + 5000 }),
    steps: [aStep('train')],
    attempts: [],
    models: [],
    aliases: [],
    ...change,
  };
}

test('a run with all that a run can have matches the published schema', () => {
  const gate = {
    id: 'quality',
    metric: 'auc',
    op: '>=',
    value: null,
    threshold: 0.8,
    verdict: 'fail',
    message: 'auc is missing',
  } as const;
  const train = aStep('train', {
    state: 'over',
    result: 'rejected',
    outputs: { rows: [1, { a: null }] },
    artifacts: { model: artifact },
    metrics: { auc: 0.9 },
    gates: [gate],
    startedAt: T0,
    endedAt: T0 + 1,
  });
  const machine = {
    instance: 'i-0123456789abcdef0',
    type: 'g5.xlarge',
    region: 'us-east-1',
    zone: 'us-east-1a',
    market: 'spot',
    usdHour: null,
  } as const;
  const attempts = [
    anAttempt('train', { workLostMs: 12.6, resumedFrom: digest, class: 'oom', signal: 'SIGKILL' }),
    anAttempt('train', { number: 2, machine }),
  ];
  const view = makeRunView(
    aRecord({ steps: [train], attempts, models: [version], aliases: [{ ...moved, alias: 'x' }] }),
  );
  expect(isRunView(view), JSON.stringify(isRunView.errors)).toBe(true);
});

test('cells follow their matrix step, in the order of the plan', () => {
  const cell = (seed: number, order: number) =>
    aStep(`train[seed=${seed}]`, { role: 'cell', cell: { seed }, order });
  const steps = [cell(2, 2), aStep('last', { order: 9 }), cell(1, 1), aStep('train', { order: 1 })];
  expect(makeRunView(aRecord({ steps })).steps.map((step) => step.key)).toEqual([
    'train',
    'train[seed=1]',
    'train[seed=2]',
    'last',
  ]);
});

test('times are ISO texts, and null before they are', () => {
  const view = makeRunView(aRecord({ header: aHeader({ startedAt: null }) }));
  expect([view.createdAt, view.startedAt]).toEqual(['2026-03-01T09:30:00.000Z', null]);
});

test('attempts come in order, whatever order they were read in', () => {
  const attempts = [anAttempt('train', { number: 2 }), anAttempt('train', { number: 1 })];
  const [train] = makeRunView(aRecord({ attempts })).steps;
  expect(train?.attempts.map(({ number }) => number)).toEqual([1, 2]);
});

test('a version that got two aliases has a row for each; one without has one', () => {
  const aliases = [
    { ...moved, alias: 'candidate' },
    { ...moved, alias: 'production' },
    { ...moved, alias: 'old', version: 2 },
  ];
  const { models } = makeRunView(
    aRecord({ models: [version, { ...version, version: 4 }], aliases }),
  );
  expect(models.map(({ version, alias }) => [version, alias])).toEqual([
    [3, 'candidate'],
    [3, 'production'],
    [4, null],
  ]);
});

describe('of the views of one run, one after the other', () => {
  const record = aRecord({
    steps: [aStep('data', { order: 0 }), aStep('train', { order: 1 })],
    attempts: [anAttempt('data'), anAttempt('train')],
  });
  const [data, train] = record.steps;

  test('a step that did not change is the same object, whatever lists it comes in', () => {
    const viewOf = runViewer();
    const first = viewOf(record);
    const second = viewOf({ ...record, attempts: [...record.attempts].reverse() });
    expect(second).toEqual(first);
    expect(second.steps[0]).toBe(first.steps[0]);
  });

  test('one whose row or attempts changed is told anew', () => {
    const viewOf = runViewer();
    const first = viewOf(record);
    const steps = [{ ...data!, state: 'over' as const, result: 'success' as const }, train!];
    const ended = viewOf({ ...record, steps });
    expect(ended).toEqual(makeRunView({ ...record, steps }));
    expect(ended.steps[1]).toBe(first.steps[1]);
    const attempts = [record.attempts[0]!, { ...record.attempts[1]!, environmentMs: 5 }];
    const built = viewOf({ ...record, steps, attempts });
    expect(built.steps[1]?.attempts[0]?.environmentMs).toBe(5);
    const retried = [...attempts, anAttempt('train', { number: 2 })];
    expect(viewOf({ ...record, steps, attempts: retried }).steps[1]?.attempts).toHaveLength(2);
  });
});

test('of a run whose process is gone, what was at work is interrupted, with the reason', () => {
  const view = makeRunView(
    aRecord({
      header: aHeader({ status: 'running' }),
      steps: [aStep('train', { state: 'running' }), aStep('data', { state: 'waiting' })],
      attempts: [anAttempt('train', { status: 'running', endedAt: null })],
    }),
  );
  const told = interruptedView(view, false);
  expect(isRunView(told), JSON.stringify(isRunView.errors)).toBe(true);
  expect(standingOf(told).word).toBe('interrupted');
  expect(told.steps.map((step) => stepWords(step).word)).toEqual(['interrupted', 'waiting']);
  expect(told.steps[0]).toMatchObject({
    reason: 'the process that ran it is gone',
    attempts: [{ status: 'interrupted' }],
  });
  expect(interruptedView(view, true).steps).toEqual(view.steps);
});
