import { expect, test } from 'vitest';
import { boundUntrusted } from '../../../app/compile/grants/bound-untrusted.ts';
import { DEFAULT_QUOTAS } from '../../../app/domain/quotas.ts';
import type { MatrixSpec, PlanStep } from '../../../app/domain/plan.ts';
import { aPlan, aStep, NO_RETRY } from '../../support/build-plan.ts';
import { DrivenRun } from '../../support/drive-run.ts';

const BOUNDS = DEFAULT_QUOTAS.untrusted;
const HOUR = 3_600_000;

function cells(count: number): MatrixSpec {
  const list = Array.from({ length: count }, (_, seed) => ({ seed }));
  return { cells: { type: 'static', cells: list }, maxParallel: null, failFast: false };
}

test('code that is not trusted is let run 64 steps and cells, and not one more', () => {
  const fits = aPlan([aStep('a'), aStep('b', { matrix: cells(63) })]);
  expect(boundUntrusted(fits, BOUNDS).tooWide).toBeNull();
  const wide = aPlan([aStep('a'), aStep('b', { matrix: cells(64) })]);
  expect(boundUntrusted(wide, BOUNDS).tooWide).toMatch(/has 65 steps and cells, where 64 are let/);
  expect(boundUntrusted(fits, { ...BOUNDS, cells: 16 }).tooWide).toMatch(/where 16 are/);
});

test('each of its steps has two retries in all and six hours, and the run says what is lowered', () => {
  const { clocks } = aStep('a');
  const greedy = aStep('a', {
    retry: { ...NO_RETRY, limits: { ...NO_RETRY.limits, oom: 2, timeout: 1 } },
    clocks: { ...clocks, timeoutMs: 72 * HOUR, gracePeriodMs: 9 * HOUR },
  });
  const { plan, lowered } = boundUntrusted(aPlan([greedy]), BOUNDS);
  expect(plan.steps[0]).toMatchObject({
    retry: { most: 2 },
    clocks: { timeoutMs: 6 * HOUR, gracePeriodMs: 600_000 },
  });
  expect(lowered).toEqual([
    'each step has at most 2 retries in all',
    'each step may run for 6h at most',
  ]);
  expect(boundUntrusted(aPlan([aStep('a')]), BOUNDS).lowered).toEqual([]);
});

test('a run is told what is lowered where one of its steps wants more, by whatever it retries, and not before', () => {
  const { clocks } = aStep('a');
  const retry = { ...NO_RETRY, limits: { ...NO_RETRY.limits, oom: 1 } };
  const within = aStep('a', {
    retry: { ...retry, exitCodes: { 3: 1 } },
    clocks: { ...clocks, timeoutMs: 6 * HOUR },
  });
  const lowered = (other: PlanStep) => boundUntrusted(aPlan([within, other]), BOUNDS).lowered;
  expect(lowered(aStep('b'))).toEqual([]);
  const often = aStep('b', { retry: { ...retry, exitCodes: { 3: 2 } } });
  expect(lowered(often)).toEqual(['each step has at most 2 retries in all']);
  const long = aStep('b', { clocks: { ...clocks, timeoutMs: 6 * HOUR + 1 } });
  expect(lowered(long)).toEqual(['each step may run for 6h at most']);
});

test('nothing else of a run is changed', () => {
  const step = aStep('a', { retry: { ...NO_RETRY, exitCodes: { 3: 1 } }, env: { A: 'b' } });
  const plan = aPlan([step]);
  const { clocks, retry } = step;
  const bounded = { ...step, clocks, retry: { ...retry, most: BOUNDS.retries } };
  expect(boundUntrusted(plan, BOUNDS).plan).toEqual({
    ...plan,
    mostCells: BOUNDS.cells,
    steps: [bounded],
  });
});

test('a matrix that is made at run time is counted then, and not before', () => {
  const dynamic = { type: 'dynamic', matrix: { seed: '1' } } as const;
  const made = aStep('b', { matrix: { cells: dynamic, maxParallel: null, failFast: false } });
  const plan = aPlan([aStep('a', { matrix: cells(64) }), made]);
  expect(boundUntrusted(plan, BOUNDS).tooWide).toBeNull();
});

test('a matrix that is made at run time has what the rest of the run leaves of them', () => {
  const steps = (made: number) => {
    const list = JSON.stringify(Array.from({ length: made }, (_, at) => at));
    const matrix = { seed: `\${{ fromJSON('${list}') }}` };
    const dynamic = { type: 'dynamic', matrix } as const;
    return [
      aStep('a', { matrix: cells(3) }),
      aStep('b', { matrix: { cells: dynamic, maxParallel: null, failFast: false } }),
    ];
  };
  const run = DrivenRun.of(steps(5), { mostCells: 8 });
  expect(run.row('b').group?.total).toBe(5);
  const wide = DrivenRun.of(steps(6), { mostCells: 8 });
  expect(wide.row('b')).toMatchObject({
    result: 'failure',
    reason: expect.stringMatching(/6 cells, and the run 3 .* let run 8 in all/),
  });
});
