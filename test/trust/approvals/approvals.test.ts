import { expect, test } from 'vitest';
import { APP_FOLDER } from '../demands/product.ts';
import { loadApprovals } from './approval-product.ts';
import { tryApprovals } from './try-approvals.ts';

test('a step starts only as its approvals let it, whatever becomes of them', async () => {
  const failure = await tryApprovals(loadApprovals(APP_FOLDER), { runs: 25, seed: 7 });
  expect(failure).toBeNull();
}, 120_000);
