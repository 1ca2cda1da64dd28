import { expect, test } from 'vitest';
import { aPlan } from '../../support/build-plan.ts';
import { makes, openLaptop } from '../../cli/play-runs.ts';

const DATA = makes('data', ['data.sh']);
const MORE = {
  ...DATA,
  outputs: { ...DATA.outputs, e: { type: 'file', path: 'e', optional: true } },
} as const;
const TRAIN = makes('train', ['train.sh']);
const PLAN = aPlan([DATA, TRAIN]);
const FILES = { 'data.sh': '1', 'train.sh': '1' };

/** Runs that differ in `train.sh`; the cache answers `data`. */
async function openUsed(first = PLAN) {
  const laptop = await openLaptop();
  await laptop.run(first, FILES);
  await laptop.run(PLAN, { ...FILES, 'train.sh': '2' });
  const forget = () => laptop.store.garbage.forgetRuns(Date.now() + 1e12);
  const outcomes = async (plan = PLAN) =>
    Object.values(await laptop.foresee(plan, FILES)).map((told) => told.replace(/:.*/, ''));
  return { ...laptop, forget, outcomes };
}

test('work that a kept run took from the cache answers after the run that did it is forgotten', async () => {
  const { forget, outcomes, run } = await openUsed();
  expect(await outcomes()).toEqual(['cached', 'cached']);
  expect(await forget()).toHaveLength(1);
  expect(await outcomes()).toEqual(['cached', 'runs']);
  await run(PLAN, { ...FILES, 'train.sh': '3' });
  expect(await forget()).toHaveLength(1);
  expect(await outcomes()).toEqual(['cached', 'runs']);
});

test('it no longer answers than the kept run asked for', async () => {
  const more = aPlan([MORE, TRAIN]);
  const { forget, outcomes } = await openUsed(more);
  expect(await outcomes(more)).toEqual(['cached', 'cached']);
  await forget();
  expect([await outcomes(more), await outcomes()]).toEqual([
    ['runs', 'runs'],
    ['cached', 'runs'],
  ]);
});
