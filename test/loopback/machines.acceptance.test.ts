import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { workflowFile, WORKFLOW_PATH } from '../../app/github/workflow/workflow-file.ts';
import { openStore } from '../../app/store/open-store.ts';
import { endOfRun } from '../support/end-of-run.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openCloud } from './open-cloud.ts';
import { openLoopback } from './open-loopback.ts';
import { ACTION } from './published-action.ts';

const PIPELINE = '.mlpipelines/churn.yml';
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

async function openWorld() {
  const cloud = await openCloud();
  onTestFinished(() => cloud.close());
  for (const [name, value] of Object.entries(cloud.environment)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const log: string[] = [];
  const world = await openLoopback({ cloud, log: (line) => void log.push(line) });
  const store = await openStore({ sqliteFile: join(world.config.state, 'store.sqlite') });
  onTestFinished(async ({ task }) => {
    await store.close();
    await world.close();
    if (task.result?.state === 'fail') console.error(log.join(''));
  });
  const repository = world.github.repository('acme/churn', { collaborators: { ada: 'write' } });
  const workflow = workflowFile({ secrets: [], actionRef: ACTION, app: world.config.url });
  await repository.commit({ files: { [WORKFLOW_PATH]: workflow } });
  repository.protect('main');
  world.app.install([repository]);
  return {
    cloud,
    world,
    store,
    push: (text: string) => repository.commit({ files: { [PIPELINE]: text }, by: 'ada' }),
  };
}

test('a step gets a machine of its own for as long as it needs it, and the next step its outputs', async () => {
  const { cloud, store, push, world } = await openWorld();
  const sha = await push(ONE_GPU);
  const run = await endOfRun(store, sha);
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
  const left = cloud.ec2.region('us-east-1').instances();
  expect(left.filter(({ state }) => state !== 'terminated')).toEqual([]);
  expect(world.github.problems()).toEqual([]);
  expect(cloud.ec2.problems()).toEqual([]);
});
