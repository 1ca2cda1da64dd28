import { expect, test } from 'vitest';
import { DEMAND_MUTANTS } from './demand-mutants.ts';
import { APP_FOLDER, loadProduct } from './product.ts';
import { spoilProduct } from './spoil-product.ts';
import { tryDemands } from './try-demands.ts';

test.each([7, Date.now() % 0x7fffffff])(
  '150 random changes of the seed %i count as good only once all that is demanded was judged',
  async (seed) => {
    const failure = await tryDemands(loadProduct(APP_FOLDER), { runs: 150, seed });
    expect(failure).toBeNull();
  },
);

test.each(DEMAND_MUTANTS)('the laws catch an App in which $breaks', async (mutant) => {
  const { product, remove } = await spoilProduct(mutant, loadProduct);
  try {
    const { seed = 7, trial: path } = mutant;
    expect(await tryDemands(product, { runs: 1, seed, path }, false)).not.toBeNull();
  } finally {
    await remove();
  }
});
