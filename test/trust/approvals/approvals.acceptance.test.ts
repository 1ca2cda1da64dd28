import { expect, test } from 'vitest';
import { APP_FOLDER } from '../demands/product.ts';
import { spoilProduct } from '../demands/spoil-product.ts';
import { APPROVAL_MUTANTS } from './approval-mutants.ts';
import { loadApprovals } from './approval-product.ts';
import { tryApprovals } from './try-approvals.ts';

test.each([7, Date.now() % 0x7fffffff])(
  'in 250 random histories of the seed %i a step starts only as its approvals let it',
  async (seed) => {
    const failure = await tryApprovals(loadApprovals(APP_FOLDER), { runs: 250, seed });
    expect(failure).toBeNull();
  },
  600_000,
);

test.each(APPROVAL_MUTANTS)('the rules catch an App in which $breaks', async (mutant) => {
  const { product, remove } = await spoilProduct(mutant, loadApprovals);
  try {
    const { trial: path } = mutant;
    expect(await tryApprovals(product, { runs: 1, seed: 7, path }, false)).not.toBeNull();
  } finally {
    await remove();
  }
});
