import { expect, test } from 'vitest';
import { reuse, type ReuseChoice } from '../../app/engine/reuse.ts';
import type { PlanStep } from '../../app/domain/plan.ts';
import { aPlan, aRequest, aStep } from '../support/build-plan.ts';
import { DrivenRun } from '../support/drive-run.ts';

const matrix = {
  cells: { type: 'static', cells: [{ seed: 1 }, { seed: 2 }] },
  maxParallel: null,
  failFast: false,
} as const;
const promote = [{ from: 'register', alias: 'production' }];

const STEPS: readonly PlanStep[] = [
  aStep('data'),
  aStep('train', { needs: ['data'], matrix }),
  aStep('evaluate', { needs: ['train'] }),
  aStep('notify', { needs: ['evaluate'], when: 'all-done' }),
  aStep('lint'),
  aStep('off', { if: 'params.off' }),
  aStep('deploy', { needs: ['lint', 'off'], when: 'none-failed', promote }),
];
const PLAN = aPlan(STEPS, { paramValues: { off: false } });

/** A first run in which one cell of train failed. */
function firstRun(): DrivenRun {
  const run = new DrivenRun(PLAN);
  run.succeed('data', { outputs: { rows: 7 } });
  run.succeed('train[seed=1]');
  run.fail('train[seed=2]');
  run.succeed('notify');
  run.succeed('lint');
  run.succeed('deploy');
  run.send({ type: 'model.promoted', at: run.at, key: 'deploy', attempt: 1, refused: null });
  return run;
}

function rerun(choice: ReuseChoice): DrivenRun {
  const { plan } = firstRun().run;
  const taken = reuse(
    plan,
    { run: 'r1', steps: firstRun().run.rows().steps, lost: new Set() },
    choice,
  );
  return new DrivenRun(PLAN, aRequest({ id: 'r2', attempt: 2, rerunOf: 'r1' }), taken);
}

const states = (run: DrivenRun): Record<string, string> =>
  Object.fromEntries(run.run.rows().steps.map(({ key }) => [key, run.stateOf(key)]));

test('`failed` reuses what succeeded, cells too, and runs the rest', () => {
  const run = rerun({ type: 'failed' });
  expect(states(run)).toEqual({
    data: 'success',
    train: 'open',
    'train[seed=1]': 'success',
    'train[seed=2]': 'starting',
    evaluate: 'waiting',
    notify: 'waiting',
    lint: 'success',
    off: 'skipped',
    deploy: 'success',
  });
  expect(run.row('data')).toMatchObject({
    outputs: { rows: 7 },
    takenFrom: { run: 'r1', key: 'data' },
    attempt: 0,
  });
  expect(run.effects.map(({ id }) => id)).toEqual(['r2/train[seed=2]/1/step.start']);
});

test('what stands below a step that runs again runs again, though it had succeeded', () => {
  const run = rerun({ type: 'failed' });
  run.succeed('train[seed=2]');
  run.succeed('evaluate');
  expect(run.stateOf('notify')).toBe('starting');
});

test('`from` runs that step and what is below it, a promotion too', () => {
  const run = rerun({ type: 'from', step: 'lint' });
  expect(run.stateOf('lint')).toBe('starting');
  expect(run.stateOf('deploy')).toBe('waiting');
  expect(run.stateOf('data')).toBe('success');
});

test('`from` a matrix step runs all its cells again', () => {
  const run = rerun({ type: 'from', step: 'train' });
  expect(run.stateOf('train[seed=1]')).toBe('starting');
});

test('`all` reuses nothing', () => {
  expect(rerun({ type: 'all' }).stateOf('data')).toBe('starting');
});

test('a result that was reused once still names the run that made it', () => {
  const second = rerun({ type: 'failed' });
  const rows = second.run.rows().steps;
  const taken = reuse(
    second.run.plan,
    { run: 'r2', steps: rows, lost: new Set() },
    { type: 'failed' },
  );
  const third = new DrivenRun(PLAN, aRequest({ id: 'r3', attempt: 3 }), taken);
  expect(third.row('data').takenFrom).toEqual({ run: 'r1', key: 'data' });
});

test('a run of which everything is reused is over at once, and keeps no clock', () => {
  const done = new DrivenRun(aPlan([aStep('data')]));
  done.succeed('data');
  const steps = done.run.rows().steps;
  const earlier = { run: 'r1', steps, lost: new Set<string>() };
  const taken = reuse(done.run.plan, earlier, { type: 'failed' });
  const run = new DrivenRun(aPlan([aStep('data')]), aRequest({ id: 'r2' }), taken);
  expect(run.run.header).toMatchObject({ status: 'succeeded', endedAt: 1_000_000 });
  expect(run.first.timers.set).toEqual([]);
});
