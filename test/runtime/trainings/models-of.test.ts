import { expect, onTestFinished, test } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import { modelsOf } from '../../../app/runtime/trainings/models-of.ts';
import { openStore } from '../../../app/store/open-store.ts';
import { aPlan, aStep } from '../../support/build-plan.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { aHeader, aStep as aRow, creation } from '../../support/rows.ts';

const MATRIX = {
  cells: { type: 'static', cells: [{ seed: 1 }, { seed: 2 }] },
  maxParallel: null,
  failFast: true,
} as const;
const TRAIN = aStep('train', {
  matrix: MATRIX,
  outputs: { model: { type: 'model', path: 'm', optional: false } },
});
const SAME = { step: 'train', output: 'model', cells: 'same', path: null } as const;
const EVALUATE = aStep('evaluate', {
  needs: ['train'],
  matrix: MATRIX,
  inputs: { model: { ...SAME, writable: false, optional: false } },
});
const PLAN = aPlan([TRAIN, EVALUATE]);

/** The models of a run whose cells were given these; null: nobody knows of one. */
async function modelsGiven(...given: readonly (string | null)[]): Promise<string | null> {
  const store = await openStore({ sqliteFile: `${freshFolder()}/state.db` });
  onTestFinished(() => store.close());
  const over = { state: 'over', result: 'success' } as const;
  const rows = given.map((_, at) =>
    aRow(`evaluate[seed=${at + 1}]`, {
      ...over,
      role: 'cell',
      cell: { seed: at + 1 },
      order: at + 1,
    }),
  );
  const header = aHeader();
  const steps = [aRow('evaluate', { ...over, role: 'group' }), ...rows];
  await store.commit([creation(header, { steps })]);
  for (const [at, model] of given.entries()) {
    if (model === null) continue;
    const kept = { run: header.id, key: `evaluate[seed=${at + 1}]`, pipeline: 'churn', at: 0 };
    const parts = { ...kept, cacheKey: digestOf('k'), parts: { 'input.model': model } };
    await store.commit([{ type: 'cache.parts', parts }]);
  }
  return modelsOf({ store }, { run: header.id, plan: PLAN, step: EVALUATE });
}

test('the models of a step of seeds are those of all of its cells, in whatever order they are', async () => {
  const known = await modelsGiven('a at m', 'b at m');
  expect(known).not.toBeNull();
  expect(await modelsGiven('b at m', 'a at m')).toBe(known);
  expect(await modelsGiven('a at m', 'c at m')).not.toBe(known);
  expect(await modelsGiven('a at m')).not.toBe(known);
});

test('of one of which nobody knows the model, nobody knows them', async () => {
  expect(await modelsGiven('a at m', null)).toBeNull();
  expect(await modelsGiven()).toBeNull();
});
