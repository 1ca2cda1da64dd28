import { expect, test } from 'vitest';
import type { PlanStep, RetrySpec } from '../../../app/domain/plan.ts';
import { FAILURE_CLASSES } from '../../../app/domain/statuses.ts';
import { aPlan, aRequest, aStep, NO_RETRY } from '../../support/build-plan.ts';
import { DrivenRun } from '../../support/drive-run.ts';

const train = (retry: Partial<RetrySpec>, given: Partial<PlanStep> = {}): DrivenRun =>
  DrivenRun.of([aStep('train', { retry: { ...NO_RETRY, ...retry }, ...given })]);
const limits = (given: Partial<RetrySpec['limits']>): RetrySpec['limits'] => ({
  ...NO_RETRY.limits,
  ...given,
});
const BACKOFF = { initialMs: 10_000, factor: 3, maxMs: 60_000, jitter: 'none' } as const;

const RETRIED = FAILURE_CLASSES.filter((kind) => kind !== 'lost-input');

test.each(RETRIED)('class %s has a budget of its own', (kind) => {
  const own = kind === 'exit-code' ? 'failure' : kind;
  const run = train({ limits: limits({ [own]: 1 }) });
  run.fail('train', kind);
  expect(run.stateOf('train')).toBe('starting');
  const other = kind === 'oom' ? 'stall' : 'oom';
  run.fail('train', other);
  expect(run.stateOf('train')).toBe('failure');
  const again = train({ limits: limits({ [own]: 1 }) });
  again.fail('train', kind);
  again.fail('train', kind);
  expect(again.row('train')).toMatchObject({ result: 'failure', attempt: 2 });
});

test('lost input is never tried again, and says what to do', () => {
  const run = train({ limits: limits({ failure: 5, infra: 5 }) });
  const message = 'input d is lost. Make it again: mlpipelines rerun 2 --from data';
  run.end('train', { status: 'failed', class: 'lost-input', message });
  expect(run.row('train')).toMatchObject({ result: 'failure', attempt: 1, reason: message });
});

test('a listed exit code is counted for itself, any other as a failure', () => {
  const run = train({ limits: limits({ failure: 1 }), exitCodes: { 75: 2, 2: 0 } });
  run.fail('train', 'exit-code', 75);
  run.fail('train', 'exit-code', 1);
  run.fail('train', 'exit-code', 75);
  expect(run.row('train')).toMatchObject({ state: 'starting', attempt: 4 });
  expect(run.row('train').spent).toEqual({ 'exit-code:75': 2, failure: 1 });
  run.fail('train', 'exit-code', 2);
  expect(run.stateOf('train')).toBe('failure');
});

test('a failure waits for its backoff, which grows up to its maximum', () => {
  const run = train({ limits: limits({ failure: 4 }), backoff: BACKOFF });
  const waits = [1, 2, 3].map(() => {
    run.fail('train');
    const wait = (run.row('train').readyAt ?? 0) - run.at;
    expect(run.stateOf('train')).toBe('backoff');
    run.fire('backoff', 'train');
    return wait;
  });
  expect(waits).toEqual([10_000, 30_000, 60_000]);
});

test('full jitter takes a part of the backoff that chance decides', () => {
  const run = train({ limits: limits({ failure: 1 }), backoff: { ...BACKOFF, jitter: 'full' } });
  run.end('train', { status: 'failed', class: 'failure', exitCode: 1 }, { chance: 0.25 });
  expect((run.row('train').readyAt ?? 0) - run.at).toBe(2_500);
});

test('an interruption goes on at once', () => {
  const run = train({ limits: limits({ 'spot-interruption': 20 }), backoff: BACKOFF });
  run.end('train', { status: 'interrupted', class: 'spot-interruption' });
  expect(run.row('train')).toMatchObject({ state: 'starting', attempt: 2 });
});

test('an attempt that is not charged costs no budget', () => {
  const run = train({});
  run.end('train', { status: 'interrupted', class: 'infra', charged: false });
  expect(run.row('train')).toMatchObject({ state: 'starting', attempt: 2, spent: {} });
});

test('the eleventh attempt in a row that asks to cost nothing is charged, and says so', () => {
  const run = train({ limits: limits({ infra: 1 }) });
  const excuse = { status: 'interrupted', class: 'infra', charged: false } as const;
  for (let count = 0; count < 10; count += 1) run.end('train', excuse);
  expect(run.row('train')).toMatchObject({ state: 'starting', attempt: 11, spent: {} });
  run.end('train', excuse);
  expect(run.row('train')).toMatchObject({ state: 'starting', spent: { infra: 1 } });
  run.end('train', { ...excuse, message: 'its runner is lost' });
  expect(run.row('train')).toMatchObject({
    result: 'failure',
    reason:
      'its runner is lost (12 times in a row; from the 11th on `retry` is asked, and it allows no more)',
  });
});

test('an attempt that is charged begins the count of those that are not anew', () => {
  const run = train({ limits: limits({ failure: 1 }) });
  const excuse = { status: 'interrupted', class: 'infra', charged: false } as const;
  for (let count = 0; count < 10; count += 1) run.end('train', excuse);
  run.fail('train');
  for (let count = 0; count < 10; count += 1) run.end('train', excuse);
  expect(run.row('train')).toMatchObject({ state: 'starting', spent: { failure: 1 } });
});

test('attempts of all classes together are bounded where the plan says how many', () => {
  const run = train({ limits: limits({ oom: 9, timeout: 9, failure: 9 }), most: 2 });
  run.fail('train', 'oom');
  run.fail('train', 'timeout');
  run.end('train', { status: 'failed', class: 'failure', message: 'exit code 1' });
  expect(run.row('train')).toMatchObject({
    result: 'failure',
    attempt: 3,
    reason: 'exit code 1 (3 attempts; no more are made for code that is not trusted)',
  });
});

test('an attempt whose process died is looked up again before it is made again', () => {
  const run = train({}, { cache: { maxAgeMs: null } });
  run.answerCache('train', null);
  run.end('train', { status: 'interrupted', class: 'infra', charged: false });
  expect(run.row('train')).toMatchObject({ state: 'looking-up', attempt: 1, spent: {} });
  expect(run.effects.map(({ id }) => id)).toContain('r1/train/1/cache.look-up');
  run.answerCache('train', null);
  expect(run.row('train')).toMatchObject({ state: 'starting', attempt: 2 });
});

test('each oom multiplies the memory limit', () => {
  const resources = {
    gpu: null,
    cpu: null,
    memoryBytes: 1_000,
    diskBytes: null,
    arch: null,
    spot: null,
    maxPrice: null,
  };
  const escalate = { oomMemoryFactor: 2, spotInterruptions: 2 };
  const run = train({ limits: limits({ oom: 2 }), escalate }, { resources });
  run.fail('train', 'oom', null);
  run.fail('train', 'oom', null);
  const memory = [1, 2, 3].map((number) => run.run.attempt('train', number)?.memoryBytes);
  expect(memory).toEqual([1_000, 2_000, 4_000]);
});

test('a dispatched attempt that never begins ends as capacity and is told to end', () => {
  const run = train({ limits: limits({ capacity: 1 }) });
  run.fire('queue-timeout', 'train');
  expect(run.run.attempt('train', 1)).toMatchObject({ status: 'interrupted', class: 'capacity' });
  expect(run.effects.map(({ id }) => id)).toContain('r1/train/1/step.cancel');
  expect(run.row('train')).toMatchObject({ state: 'starting', attempt: 2 });
  run.fire('queue-timeout', 'train');
  expect(run.row('train').reason).toContain('queue-timeout');
});

test('in place an attempt waits for its turn as long as the run may last', () => {
  const plan = aPlan([aStep('train', {})]);
  const request = aRequest();
  const options = { ...request.options, inPlace: true };
  const { first } = new DrivenRun(plan, { ...request, options });
  const clock = first.timers.set.find(({ purpose }) => purpose === 'queue-timeout');
  expect(clock?.dueAt).toBe(1_000_000 + plan.expiresMs);
});

test('a running attempt whose executor falls silent ends as timeout, some time after its own clock', () => {
  const run = train({});
  run.start('train');
  const begun = run.at;
  run.fire('timeout', 'train');
  expect(run.at - begun).toBeGreaterThan(3_600_000 + 30_000);
  expect(run.run.attempt('train', 1)).toMatchObject({ status: 'failed', class: 'timeout' });
  expect(run.stateOf('train')).toBe('failure');
});

test('a deadline counts all attempts and waits, stops what is alive and is never retried', () => {
  const clocks = { ...aStep('x').clocks, deadlineMs: 1_000_000 };
  const run = train({ limits: limits({ failure: 9 }) }, { clocks });
  run.start('train');
  run.fail('train');
  run.start('train');
  run.fire('deadline', 'train');
  expect(run.row('train')).toMatchObject({ state: 'stopping', ending: 'failure' });
  run.end('train', { status: 'cancelled' });
  expect(run.row('train')).toMatchObject({ result: 'failure', reason: 'its deadline passed' });
});

test('a cancel that is never answered ends by the stop clock', () => {
  const run = train({});
  run.start('train');
  run.cancel();
  run.fire('stop', 'train');
  expect(run.run.attempt('train', 1)?.status).toBe('cancelled');
  expect(run.run.header.status).toBe('cancelled');
});

test('a late end of an attempt that was given up changes nothing', () => {
  const run = train({ limits: limits({ capacity: 1 }) });
  run.fire('queue-timeout', 'train');
  expect(run.end('train', { status: 'succeeded' }, { attempt: 1 })).toBeNull();
});
