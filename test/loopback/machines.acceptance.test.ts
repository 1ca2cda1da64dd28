import { expect, test } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { openMachineWorld } from './open-machine-world.ts';

const ONE_GPU = `name: churn
on: { push: {} }
steps:
  train:
    resources: { gpu: { type: [a10g], count: 1 } }
    run: 'echo "on $RUNNER_NAME" && echo weights > model.txt'
    outputs: { model: { type: file, path: model.txt } }
  evaluate:
    inputs: { model: { from: train.model, path: model.txt } }
    run: 'test "$(cat model.txt)" = weights'
`;

test('a step gets a machine of its own for as long as it needs it, and the next step its outputs', async () => {
  const { cloud, store, push, endOf, region, github } = await openMachineWorld();
  const sha = await push(ONE_GPU);
  const run = await endOf(sha);
  expect(run.steps.map(({ key, result }) => `${key} ${result}`)).toEqual([
    'train success',
    'evaluate success',
  ]);
  const attempt = run.attempts.find(({ key }) => key === 'train');
  expect(attempt?.machine).toMatchObject({
    type: 'g5.xlarge',
    region: 'us-east-1',
    market: 'spot',
  });
  await waitUntil(async () => {
    const machines = await store.machines.ofRun(run.header.id);
    return machines.length === 1 && machines.every(({ machine }) => machine.state.type === 'gone');
  });
  expect(region.instances().filter(({ state }) => state !== 'terminated')).toEqual([]);
  expect(github.problems()).toEqual([]);
  expect(cloud.ec2.problems()).toEqual([]);
});
