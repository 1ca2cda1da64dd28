import { expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import type { StepRow } from '../../../app/domain/run/run.ts';
import { HotRun } from '../../../app/engine/state/hot-run.ts';
import { indexPlan } from '../../../app/engine/state/plan-index.ts';
import { isSameModel } from '../../../app/runtime/baselines/is-same-model.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aHeader, aStep as aRow, creation } from '../../support/rows.ts';

const CELLS = [{ seed: 1 }, { seed: 2 }];
const TRAIN = aStep('train', {
  matrix: { cells: { type: 'static', cells: CELLS }, maxParallel: null, failFast: true },
  outputs: { model: { type: 'model', path: 'm', optional: false } },
});
const BEST = { step: 'train', output: 'model', cells: 'best', path: null } as const;
const JUDGE = aStep('judge', {
  needs: ['train'],
  inputs: { model: { ...BEST, writable: false, optional: false } },
});
const PLAN = aPlan([TRAIN, JUDGE]);

/** Whether the best of these cells is the model that another run judged, the best of those cells. */
async function isSame(
  now: { readonly keys: readonly string[]; readonly given: string },
  was: { readonly keys: readonly string[]; readonly given: string },
): Promise<boolean> {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const plan = digestOf('plan');
  const [mine, theirs] = [aHeader({ id: 'now' }), aHeader({ id: 'was', number: 2, plan })];
  await store.commit([
    { type: 'plan.save', digest: plan, plan: PLAN },
    creation(theirs, { steps: rowsOf(was.keys) }),
  ]);
  for (const [run, { given }] of Object.entries({ now, was })) {
    const parts = { run, key: 'judge', pipeline: 'churn', at: 0, cacheKey: digestOf(run) };
    const made = { ...parts, parts: { 'input.model': given } };
    await store.commit([{ type: 'cache.parts', parts: made }]);
  }
  const rows = { header: mine, steps: rowsOf(now.keys), attempts: [], timers: [] };
  const row = { key: 'judge', takenFrom: null };
  const judged = { header: mine, plan: PLAN, step: JUDGE, row };
  return isSameModel({ store }, HotRun.load(indexPlan(PLAN), rows), judged, 'was');
}

function rowsOf(keys: readonly string[]): readonly StepRow[] {
  const over = { state: 'over', result: 'success' } as const;
  const cells = keys.map((key, at) => {
    const cell = CELLS[at] ?? {};
    const of = { stepId: 'train', role: 'cell', cell, cacheKey: digestOf(key) } as const;
    return aRow(`train[seed=${at + 1}]`, { ...over, ...of, order: at + 1 });
  });
  return [aRow('train', { ...over, role: 'group' }), ...cells, aRow('judge', over)];
}

const A = { keys: ['a', 'b'], given: 'sha256:aa at m' };

test('the best of cells that were all made alike is the same model', async () => {
  expect(await isSame(A, A)).toBe(true);
});

test('another one of them that was chosen is another model', async () => {
  expect(await isSame(A, { ...A, given: 'sha256:bb at m' })).toBe(false);
});

test('it is not the same where a cell was made in another way, or there are more of them', async () => {
  expect(await isSame(A, { ...A, keys: ['a', 'c'] })).toBe(false);
  expect(await isSame(A, { ...A, keys: ['a'] })).toBe(false);
});
