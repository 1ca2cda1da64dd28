import { NO_COST, unknownParts } from '../../app/costs/cost.ts';
import { settleCosts } from '../../app/runtime/costs/settle-costs.ts';
import { realClock } from '../support/real-clock.ts';
import { expect, test } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import type { Store } from '../../app/runtime/ports/store.ts';
import { openMachineWorld } from './open-machine-world.ts';

const ONE_GPU = `name: churn
on: { push: {} }
steps:
  train:
    resources: { gpu: { type: [a10g], count: 1 } }
    checkpoint: { path: ckpt/, save: on-signal }
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
  await expectCost(store, run.header.id);
  expect(region.instances().filter(({ state }) => state !== 'terminated')).toEqual([]);
  expect(github.problems()).toEqual([]);
  expect(cloud.ec2.problems()).toEqual([]);
});

/** Once the machine is gone its cost is written down: itself, its disk and its address by AWS's prices, and GitHub's runner. */
async function expectCost(store: Store, run: string): Promise<void> {
  await settleCosts({ store, clock: realClock });
  const kept = (await store.costs.of([run])).get(run);
  const [train, evaluate] = ['train', 'evaluate'].map(
    (name) => kept?.steps.find(({ step }) => step === name)?.cost ?? NO_COST,
  );
  const known = { usd: expect.closeTo(0.01, 1), unknown: 0 };
  expect(train?.parts).toMatchObject({ machine: known, disk: known, address: known });
  expect(unknownParts(train ?? NO_COST)).toEqual([]);
  expect(train?.usd).toBeGreaterThan(0);
  expect(train?.idleMs).toBeGreaterThan(0);
  expect(train?.idleMs).toBeLessThan(train?.paidMs ?? 0);
  expect(Object.keys(evaluate?.parts ?? {})).toEqual(['github-minutes']);
}
