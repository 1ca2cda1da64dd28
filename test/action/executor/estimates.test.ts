import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMachine, plant } from './begin-attempt.ts';

async function measured(metrics: object) {
  const machine = await openMachine();
  plant(join(machine.folder, 'repository'), { source: JSON.stringify(metrics) });
  const script = `cat ${machine.folder}/repository/source > m.json`;
  return await machine.begin({ script, metrics: { path: 'm.json', live: null } }).outcome;
}

test('metrics may say how sure they are: the map is one metric with its bounds, where it holds nothing else', async () => {
  const sure = { auc: { value: 0.91, low: 0.9, high: 0.92 }, mse: { value: 4, stderr: 0.1 } };
  const plain = {
    f1: { value: 0.5 },
    recall: { value: 0.5, low: 0.4 },
    n: { value: 1, stderr: 1, of: 2 },
  };
  const { products } = await measured({ ...sure, ...plain });
  expect(products.metrics).toEqual({
    auc: 0.91,
    'auc.low': 0.9,
    'auc.high': 0.92,
    mse: 4,
    'mse.low': expect.closeTo(3.804, 4),
    'mse.high': expect.closeTo(4.196, 4),
    'f1.value': 0.5,
    'recall.value': 0.5,
    'recall.low': 0.4,
    'n.value': 1,
    'n.stderr': 1,
    'n.of': 2,
  });
});

test.each([
  [{ value: 1, low: 2, high: 3 }],
  [{ value: 1, low: 0, high: 0.5 }],
  [{ value: 1, stderr: -1 }],
])('%j fails the step: the bounds do not hold the number', async (auc) => {
  expect(await measured({ auc })).toMatchObject({
    status: 'failed',
    message: expect.stringMatching(
      /^m\.json: auc lies outside of the bounds that are written with it: write low <= value <= high\.$/,
    ),
  });
});
