import { expect, test } from 'vitest';
import { APP_FOLDER, loadProduct } from './product.ts';
import { tryDemands } from './try-demands.ts';

test('random changes of a default branch count as good only once all that it demands was judged', async () => {
  const failure = await tryDemands(loadProduct(APP_FOLDER), { runs: 6, seed: 7 });
  expect(failure).toBeNull();
}, 240_000);
