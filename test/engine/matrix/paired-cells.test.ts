import { expect, test } from 'vitest';
import type { PlanStep } from '../../../app/domain/plan.ts';
import { resolveStep } from '../../../app/engine/evaluate/resolve-step.ts';
import { aStep } from '../../support/build-plan.ts';
import { DrivenRun } from '../../support/drive-run.ts';

const CELLS = [{ seed: 1 }, { seed: 2 }];
const MATRIX = {
  cells: { type: 'static', cells: CELLS },
  maxParallel: null,
  failFast: false,
} as const;
const SAME = {
  step: 'train',
  output: 'model',
  cells: 'same',
  path: null,
  writable: false,
  optional: false,
} as const;

function paired(given: Partial<PlanStep> = {}): DrivenRun {
  return DrivenRun.of([
    aStep('train', { matrix: MATRIX }),
    aStep('judge', {
      needs: ['train'],
      cellNeeds: ['train'],
      matrix: MATRIX,
      inputs: { model: SAME },
      ...given,
    }),
    aStep('after', { needs: ['judge'] }),
  ]);
}
const model = (letter: string) => ({
  artifacts: {
    model: {
      digest: `sha256:${letter.repeat(64)}` as const,
      type: 'model' as const,
      path: 'model',
      size: 1,
      files: 1,
    },
  },
});

test('a cell goes on when its equal cell is over, while the others are still at work', () => {
  const run = paired();
  expect(run.stateOf('judge[seed=2]')).toBe('waiting');
  run.succeed('train[seed=2]', model('b'));
  expect(run.stateOf('judge[seed=2]')).toBe('starting');
  expect(run.stateOf('judge[seed=1]')).toBe('waiting');
  expect(run.stateOf('train[seed=1]')).toBe('starting');
});

test('each cell is given what its equal cell made', () => {
  const run = paired();
  run.succeed('train[seed=1]', model('a'));
  run.succeed('train[seed=2]', model('b'));
  const given = (key: string): unknown => {
    const resolution = resolveStep(run.run, key);
    return resolution.ok ? resolution.resolved.inputs['model']?.content : resolution.message;
  };
  expect(given('judge[seed=1]')).toMatchObject({ artifact: model('a').artifacts.model });
  expect(given('judge[seed=2]')).toMatchObject({ artifact: model('b').artifacts.model });
});

test('a cell whose equal cell failed is skipped and says so; the step ends when all above it is over', () => {
  const run = paired();
  run.fail('train[seed=2]');
  expect(run.row('judge[seed=2]')).toMatchObject({
    result: 'skipped',
    reason: 'train[seed=2] failed',
  });
  run.succeed('train[seed=1]', model('a'));
  run.succeed('judge[seed=1]');
  expect(run.stateOf('judge')).toBe('skipped');
  expect(run.row('judge').above.failed).toBe(true);
  expect(run.stateOf('after')).toBe('skipped');
});

test('with `when: all-done` an optional input may be missing', () => {
  const run = paired({ when: 'all-done', inputs: { model: { ...SAME, optional: true } } });
  run.fail('train[seed=2]');
  expect(run.stateOf('judge[seed=2]')).toBe('starting');
});

test('cells that wait take no place of `max-parallel`, and go in the order in which they may', () => {
  const run = paired({ matrix: { ...MATRIX, maxParallel: 1 } });
  run.succeed('train[seed=2]', model('b'));
  expect(run.stateOf('judge[seed=2]')).toBe('starting');
  run.succeed('train[seed=1]', model('a'));
  expect(run.stateOf('judge[seed=1]')).toBe('held');
  run.succeed('judge[seed=2]');
  expect(run.stateOf('judge[seed=1]')).toBe('starting');
});

test('a cancelled run leaves no cell waiting', () => {
  const run = paired();
  run.cancel(true);
  for (const key of ['train[seed=1]', 'train[seed=2]']) run.end(key, { status: 'cancelled' });
  expect(run.stateOf('judge[seed=1]')).toBe('cancelled');
  expect(run.run.header.status).toBe('cancelled');
});
