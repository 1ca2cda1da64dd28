import { expect, test } from 'vitest';
import { APP_FOLDER } from '../demands/product.ts';
import { spoilProduct } from '../demands/spoil-product.ts';
import { APPROVAL_MUTANTS, type ApprovalMutant } from './approval-mutants.ts';
import { loadApprovals } from './approval-product.ts';
import { begun, type Trial } from './approval-trial.ts';
import { tryApprovals, tryTrial } from './try-approvals.ts';

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
    expect(await tryTrial(product, trialOf(mutant))).toMatch(/^Error: (deploy|an )/);
  } finally {
    await remove();
  }
});

test.each(APPROVAL_MUTANTS)('and the App itself keeps them where $breaks', async (mutant) => {
  expect(await tryTrial(loadApprovals(APP_FOLDER), trialOf(mutant))).toBeNull();
});

const USUAL: Omit<Trial, 'moves'> = {
  reviewers: 'anyone',
  count: 1,
  byBot: false,
  fourEyes: false,
  auc: 0.9,
  crowded: false,
};

function trialOf({ shows: { moves, ...facts } }: ApprovalMutant): Trial {
  return { ...USUAL, ...facts, moves: begun(moves) };
}
