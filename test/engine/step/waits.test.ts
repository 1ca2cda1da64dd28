import { expect, test } from 'vitest';
import type { PlanStep } from '../../../app/domain/plan.ts';
import type { AttemptWait } from '../../../app/domain/run/attempt-wait.ts';
import { aPlan, aRequest, aStep, NO_RETRY } from '../../support/build-plan.ts';
import { DrivenRun } from '../../support/drive-run.ts';
import { aPlace } from '../../support/hosted.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const url = 'https://github.com/acme/churn/actions/runs/7/job/8';
const QUEUE: AttemptWait = { for: 'queue', url };
const REVIEWERS: AttemptWait = { for: 'environment', environment: 'production', url };
const ONE_MORE = { ...NO_RETRY, limits: { ...NO_RETRY.limits, capacity: 1 } };
const approval = {
  environment: 'production',
  reviewers: ['ada'],
  count: 1,
  expiresMs: 3 * DAY,
};

const train = (given: Partial<PlanStep> = {}): DrivenRun => {
  const clocks = { ...aStep('x').clocks, queueTimeoutMs: HOUR };
  const plan = aPlan([aStep('train', { clocks, ...given })]);
  return new DrivenRun(plan, aRequest({ hosted: aPlace() }));
};
const waits = (run: DrivenRun, on: AttemptWait | null, attempt = 1, seenAt = run.at) =>
  run.send({ type: 'attempt.waits', at: run.at, key: 'train', attempt, on, seenAt, chance: 0.5 });
const due = (run: DrivenRun): number =>
  (run.run.rows().timers.find(({ purpose }) => purpose === 'queue-timeout')?.dueAt ?? 0) - run.at;

test("the queue-timeout stands still while a job is in GitHub's queue, and goes on after it", () => {
  const run = train();
  run.tick(10 * MINUTE);
  waits(run, QUEUE);
  expect(due(run)).toBe(DAY + 50 * MINUTE);
  expect(run.row('train')).toMatchObject({
    state: 'starting',
    reason: "waits in GitHub's queue for a runner",
  });
  run.tick(5 * HOUR);
  waits(run, null);
  expect(due(run)).toBe(50 * MINUTE);
  expect(run.row('train').reason).toBeNull();
});

test('an attempt that begins says no more what it waited for', () => {
  const run = train();
  waits(run, QUEUE);
  run.start('train');
  expect(run.row('train')).toMatchObject({ state: 'running', reason: null });
});

test('all waits in the queue together stop the clock for no more than a day', () => {
  const run = train();
  waits(run, QUEUE);
  run.tick(20 * HOUR);
  waits(run, null);
  waits(run, QUEUE);
  expect(due(run)).toBe(4 * HOUR + HOUR);
  run.tick(4 * HOUR + 20 * MINUTE);
  waits(run, null);
  expect(due(run)).toBe(40 * MINUTE);
  waits(run, QUEUE);
  expect(due(run)).toBe(40 * MINUTE);
});

test('a job that is in the queue for longer ends as capacity, and the next attempt waits anew', () => {
  const run = train({ retry: ONE_MORE });
  waits(run, QUEUE);
  run.fire('queue-timeout', 'train');
  waits(run, QUEUE);
  expect(run.run.attempt('train', 1)).toMatchObject({
    class: 'capacity',
    message: "its job was in GitHub's queue for over 24h and no runner took it",
  });
  expect(run.row('train')).toMatchObject({ state: 'starting', attempt: 2, reason: null });
  expect(due(run)).toBe(HOUR);
});

test('reviewers of an environment have as long as an approval, and are not asked again', () => {
  const run = train({ approval, retry: ONE_MORE });
  run.decideApproval('train', 'approved');
  waits(run, REVIEWERS);
  expect(due(run)).toBe(3 * DAY + HOUR);
  expect(run.row('train').reason).toBe(
    'waiting for review, or for the wait timer, of environment production on GitHub',
  );
  run.fire('queue-timeout', 'train');
  waits(run, REVIEWERS);
  expect(run.row('train')).toMatchObject({
    result: 'rejected',
    attempt: 1,
    reason: 'nobody approved the deployment to production in time',
  });
  expect(run.effects.map(({ id }) => id)).toContain('r1/train/1/step.cancel');
});

test('what reviewers reject on GitHub is rejected here, whatever may be tried again', () => {
  const run = train({ approval, retry: ONE_MORE });
  run.decideApproval('train', 'approved');
  waits(run, REVIEWERS);
  const reason = 'bob rejected its deployment to production on GitHub';
  run.send({ type: 'attempt.rejected', at: run.at, key: 'train', attempt: 1, reason });
  expect(run.row('train')).toMatchObject({ result: 'rejected', attempt: 1, reason });
});

test('the same word twice, and one about another attempt, change nothing', () => {
  const run = train();
  expect(waits(run, null)).toBeNull();
  waits(run, QUEUE);
  run.tick(HOUR);
  expect(waits(run, QUEUE)).toBeNull();
  expect(waits(run, REVIEWERS, 2)).toBeNull();
  run.start('train');
  expect(waits(run, null)).toBeNull();
});

const looks = (run: DrivenRun): number =>
  run.effects.filter(({ kind }) => kind === 'step.look').length;

test('no attempt is late before GitHub was looked at after its queue-timeout', () => {
  const run = train({ retry: ONE_MORE });
  run.fire('queue-timeout', 'train');
  expect(run.row('train')).toMatchObject({ state: 'starting', attempt: 1 });
  expect(looks(run)).toBe(1);
  expect(due(run)).toBe(15 * MINUTE);
  expect(waits(run, null, 1, run.at - 1)).toBeNull();
  run.tick();
  waits(run, null);
  expect(run.run.attempt('train', 1)).toMatchObject({
    class: 'capacity',
    message: 'no machine started it within its queue-timeout',
  });
  expect(run.row('train')).toMatchObject({ state: 'starting', attempt: 2 });
});

test('an attempt whose job such a look finds in the queue waits there as ever', () => {
  const run = train({ retry: ONE_MORE });
  run.fire('queue-timeout', 'train');
  run.tick(MINUTE);
  waits(run, QUEUE);
  expect(due(run)).toBe(DAY + 14 * MINUTE);
  run.fire('queue-timeout', 'train');
  expect(looks(run)).toBe(2);
  run.tick(MINUTE);
  waits(run, null);
  expect(run.row('train')).toMatchObject({ state: 'starting', attempt: 1, reason: null });
  run.fire('queue-timeout', 'train');
  waits(run, null);
  expect(run.row('train').attempt).toBe(2);
});

test('a GitHub that never answers keeps an attempt for a day, and the time that the App is away does not count', () => {
  const run = train({ retry: ONE_MORE });
  run.fire('queue-timeout', 'train');
  run.tick(3 * DAY);
  const late = run.at;
  run.fire('queue-timeout', 'train');
  for (let index = 2; index < 96; index += 1) run.fire('queue-timeout', 'train');
  expect(run.row('train').attempt).toBe(1);
  expect(run.at - late).toBeGreaterThan(23 * HOUR);
  run.fire('queue-timeout', 'train');
  expect(run.row('train').attempt).toBe(2);
});

test('where no job on GitHub carries a step out, its queue-timeout needs no look', () => {
  const laptop = DrivenRun.of([aStep('train')]);
  laptop.fire('queue-timeout', 'train');
  expect(looks(laptop)).toBe(0);
  expect(laptop.stateOf('train')).toBe('failure');
});
