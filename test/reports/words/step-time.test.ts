import { describe, expect, test } from 'vitest';
import { makeRunView } from '../../../app/reports/view/run-view.ts';
import { beforeWords, ownTime, timesBefore } from '../../../app/reports/words/step-time.ts';
import { instantOf } from '../../../app/domain/run/instant-text.ts';
import type { AttemptRow } from '../../../app/domain/run/run.ts';
import { DrivenRun } from '../../support/drive-run.ts';
import { aStep as aPlanned, NO_RETRY } from '../../support/build-plan.ts';
import { aHeader, aPlan, aPlanStep, anAttempt, aStep, T0 } from '../build-run.ts';

function stepOf(attempts: readonly AttemptRow[], change: Parameters<typeof aStep>[1] = {}) {
  const plan = aPlan([aPlanStep('train')]);
  const steps = [aStep('train', { state: 'over', result: 'success', startedAt: T0, ...change })];
  const record = { plan, header: aHeader(), steps, attempts, models: [], aliases: [] };
  return makeRunView(record).steps[0]!;
}

const SECOND = 1000;
const tries = [
  anAttempt('train', {
    status: 'failed',
    readyAt: T0,
    environmentMs: 40 * SECOND,
    startedAt: T0 + 52 * SECOND,
    endedAt: T0 + 60 * SECOND,
  }),
  anAttempt('train', {
    number: 2,
    readyAt: T0 + 90 * SECOND,
    environmentMs: 0,
    startedAt: T0 + 93 * SECOND,
    endedAt: T0 + 100 * SECOND,
  }),
];

describe('the times of a step', () => {
  test('keep apart what its commands ran, what it waited, and what its environment took', () => {
    const step = stepOf(tries);
    expect(ownTime(step)).toBe(15 * SECOND);
    expect(timesBefore(step.attempts)).toEqual({
      waitedMs: 15 * SECOND,
      environmentMs: 40 * SECOND,
    });
    expect(beforeWords(step.attempts)).toBe('waited 15s, environment 40s');
  });

  test('go on while it runs', () => {
    const running = tries.map((each) => (each.number === 2 ? { ...each, endedAt: null } : each));
    const step = stepOf(running, { state: 'running', result: null });
    expect(ownTime(step, T0 + 95 * SECOND)).toBe(10 * SECOND);
  });

  test('are not told where they are short, unknown, or of another run', () => {
    expect(beforeWords([anAttempt('train'), tries[1]!].map(viewed))).toBe('waited 3s');
    expect(beforeWords(stepOf([anAttempt('train')]).attempts)).toBe('');
    expect(ownTime(stepOf([], { cached: true }))).toBeNull();
  });
});

function viewed(attempt: AttemptRow) {
  return stepOf([attempt]).attempts[0]!;
}

test('an attempt knows since when it could have run, also after a retry, and what its environment took', () => {
  const run = DrivenRun.of([
    aPlanned('train', { retry: { ...NO_RETRY, limits: { ...NO_RETRY.limits, failure: 1 } } }),
  ]);
  const { readyAt } = run.row('train');
  run.send({
    type: 'attempt.started',
    at: run.at + 5,
    key: 'train',
    attempt: 1,
    resumedFrom: null,
    environmentMs: 3,
  });
  expect(run.run.attempt('train', 1)).toMatchObject({ readyAt, environmentMs: 3 });
  run.fail('train');
  const again = run.run.attempt('train', 2)!;
  expect(again.readyAt).toBe(run.row('train').readyAt);
  expect(again).not.toHaveProperty('environmentMs');
  expect(instantOf(stepOf([again]).attempts[0]!.readyAt!)).toBe(again.readyAt);
});
