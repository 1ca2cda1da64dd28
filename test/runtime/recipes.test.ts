import { expect, test } from 'vitest';
import type { JsonMap } from '../../app/domain/json.ts';
import type { PlanStep } from '../../app/domain/plan.ts';
import { aPlan, aStep } from '../support/build-plan.ts';
import { openRuntime } from '../support/open-runtime.ts';

const run = (text: string): Pick<PlanStep, 'action'> => ({
  action: { type: 'run', run: text, shell: 'bash', workingDirectory: '.' },
});
const READS = run('train --seed ${{ params.seed }} --lr ${{ params.lr }}');

/** The recipe of a row of a run with these params; undefined: it reads no seed. */
async function recipeOf(
  step: Partial<PlanStep>,
  params: JsonMap,
  key = 'train',
): Promise<string | undefined> {
  const repository = { baseCommits: async () => [], files: async () => new Map() };
  const { store, start, until } = await openRuntime({ repository });
  const plan = aPlan([aStep('train', { cache: { maxAgeMs: null }, ...step })], {
    paramValues: params,
  });
  const { id } = await start(plan);
  await until(id);
  return (await store.cache.partsOf(id, key))?.recipe;
}

const [one, two] = [
  { seed: 1, lr: 0.1 },
  { seed: 2, lr: 0.1 },
];

test.each<[string, Partial<PlanStep>]>([
  ['its command', READS],
  ['its environment', { ...run('train'), env: { SEED: '${{ params.seed }}' } }],
  ['its params', { ...run('train'), params: ['seed', 'lr'] }],
])('is the same whatever the seed in %s is', async (_, step) => {
  const recipe = await recipeOf(step, one);
  expect(recipe).toMatch(/^sha256:/);
  expect(await recipeOf(step, two)).toBe(recipe);
});

test('is another of other params, of another command and for another machine', async () => {
  const recipes = [
    await recipeOf(READS, one),
    await recipeOf(READS, { ...one, lr: 0.2 }),
    await recipeOf(run('retrain --seed ${{ params.seed }}'), one),
    await recipeOf({ ...READS, runsOn: 'big' }, one),
  ];
  expect(new Set(recipes).size).toBe(4);
});

test('is of cells that differ in their seed alone, and none where no seed is read', async () => {
  const cells = [
    { seed: 1, lr: 1 },
    { seed: 2, lr: 1 },
    { seed: 1, lr: 2 },
  ];
  const matrix = { cells: { type: 'static', cells }, maxParallel: null, failFast: true } as const;
  const step = { ...run('train ${{ matrix.seed }} ${{ matrix.lr }}'), matrix };
  const of = (key: string) => recipeOf(step, {}, key);
  const first = await of('train[seed=1,lr=1]');
  expect(first).toMatch(/^sha256:/);
  expect(await of('train[seed=2,lr=1]')).toBe(first);
  expect(await of('train[seed=1,lr=2]')).not.toBe(first);
  expect(await recipeOf(run('train --lr ${{ params.lr }}'), one)).toBeUndefined();
  expect(await recipeOf(run('train'), {})).toBeUndefined();
});
