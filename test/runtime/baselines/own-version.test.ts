import { expect, test } from 'vitest';
import type { PlanStep } from '../../../app/domain/plan.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import { loadSides } from '../../../app/runtime/baselines/load-sides.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { openRuntime, type TestRuntime } from '../../support/open-runtime.ts';
import { aModelVersion } from '../../support/rows.ts';

const STEP: PlanStep = {
  ...aStep('train'),
  report: { compare: [{ type: 'alias', model: 'churn', alias: 'production' }] },
};

/** What a run's step is held against that is compared with `churn@production`: the version, and what it measured. */
async function held({ store, clock }: TestRuntime, header: RunHeader) {
  const asked = { commitsBefore: async () => [], changedFiles: { between: async () => null } };
  const deps = { store, clock, ...asked, pageOf: () => null, warn: () => {} };
  const [side] = await loadSides(deps, header, STEP);
  const auc = side?.found.type === 'measured' ? side.found.metrics['auc'] : null;
  return [side?.version, auc];
}

/** A run that makes a version of its own. */
async function makes(test: TestRuntime, version: number): Promise<RunHeader> {
  const run = await test.start(aPlan([aStep('first')]));
  await test.until(run.id);
  const metrics = { auc: version / 10 };
  const made = {
    ...aModelVersion({ version, run: run.id }),
    metrics,
    metricsStep: 'train',
  };
  await test.store.commit([{ type: 'model.register', version: made }]);
  return run;
}

async function moves(
  { store, clock }: TestRuntime,
  { id: run }: RunHeader,
  { from, to }: { readonly from: number | null; readonly to: number },
) {
  const moved = { model: 'churn', alias: 'production', version: to, movedAt: clock.now() };
  await store.commit([{ type: 'alias.move', from, alias: { ...moved, movedBy: 'ada', run } }]);
}

test('a run whose own version stands behind an alias is held against the one before, whoever promoted it', async () => {
  const test = await openRuntime();
  const first = await makes(test, 1);
  await moves(test, first, { from: null, to: 1 });
  const second = await makes(test, 2);
  const third = await makes(test, 3);
  expect(await held(test, second)).toEqual([1, 0.1]);
  // By a later run, as after a merge.
  await moves(test, third, { from: 1, to: 2 });
  expect(await held(test, second)).toEqual([1, 0.1]);
  expect(await held(test, third)).toEqual([1, 0.1]);
  expect(await held(test, first)).toEqual([2, 0.2]);
  // Moved on since, the alias is what another run made.
  await moves(test, third, { from: 2, to: 3 });
  expect(await held(test, second)).toEqual([3, 0.3]);
  expect(await held(test, third)).toEqual([1, 0.1]);
  // Back to its own.
  await moves(test, first, { from: 3, to: 2 });
  expect(await held(test, second)).toEqual([3, 0.3]);
});

test('where nothing stood before, it is held against nothing', async () => {
  const test = await openRuntime();
  const first = await makes(test, 1);
  const second = await makes(test, 2);
  await moves(test, second, { from: null, to: 1 });
  expect(await held(test, first)).toEqual([null, null]);
});
