import { expect, test } from 'vitest';
import type { MatrixSpec, PlanStep } from '../../../app/domain/plan.ts';
import { aPlan, aRequest, aStep } from '../../support/build-plan.ts';
import { DrivenRun } from '../../support/drive-run.ts';

const CELLS = [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }];

function sweep(matrix: Partial<MatrixSpec>, given: Partial<PlanStep> = {}): DrivenRun {
  const cells = { type: 'static', cells: CELLS } as const;
  const spec = { cells, maxParallel: null, failFast: true, ...matrix };
  return DrivenRun.of([
    aStep('sweep', { matrix: spec, ...given }),
    aStep('after', { needs: ['sweep'] }),
  ]);
}
const states = (run: DrivenRun): string[] => CELLS.map(({ n }) => run.stateOf(`sweep[n=${n}]`));

test('`max-parallel` holds cells back and lets them go in order', () => {
  const run = sweep({ maxParallel: 2 });
  expect(states(run)).toEqual(['starting', 'starting', 'held', 'held']);
  run.succeed('sweep[n=2]');
  expect(states(run)).toEqual(['starting', 'success', 'starting', 'held']);
});

test('a cell that retries keeps its place', () => {
  const retry = { ...aStep('x').retry, limits: { ...aStep('x').retry.limits, infra: 1 } };
  const run = sweep({ maxParallel: 1 }, { retry });
  run.end('sweep[n=1]', { status: 'interrupted', class: 'infra' });
  expect(states(run)).toEqual(['starting', 'held', 'held', 'held']);
});

test('with fail-fast one failure stops what runs and cancels what waits', () => {
  const run = sweep({ maxParallel: 2 });
  run.start('sweep[n=2]');
  run.fail('sweep[n=1]');
  expect(states(run)).toEqual(['failure', 'stopping', 'cancelled', 'cancelled']);
  run.end('sweep[n=2]', { status: 'cancelled' });
  expect(run.row('sweep')).toMatchObject({
    result: 'failure',
    reason: '1 of 4 cells failed',
    group: { total: 4, open: 0, live: 0 },
  });
  expect(run.stateOf('after')).toBe('skipped');
});

test('without fail-fast, or where the step may fail, the others go on', () => {
  for (const run of [sweep({ failFast: false }), sweep({}, { continueOnError: true })]) {
    run.fail('sweep[n=1]');
    expect(states(run)).toEqual(['failure', 'starting', 'starting', 'starting']);
  }
});

test('a cell that ends well although it was told to stop counts as a success', () => {
  const run = sweep({});
  run.start('sweep[n=2]');
  run.fail('sweep[n=1]');
  run.succeed('sweep[n=2]');
  expect(run.stateOf('sweep[n=2]')).toBe('success');
});

test("the run's own max-parallel takes rows in plan order", () => {
  const steps = [
    aStep('first'),
    aStep('second', { needs: ['first'] }),
    aStep('third'),
    aStep('fourth'),
  ];
  const options = { ...aRequest().options, maxParallel: 1 };
  const run = new DrivenRun(aPlan(steps, { maxParallel: 3 }), aRequest({ options }));
  run.succeed('first');
  expect(['second', 'third', 'fourth'].map((key) => run.stateOf(key))).toEqual([
    'starting',
    'ready',
    'ready',
  ]);
});
