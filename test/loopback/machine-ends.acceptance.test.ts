import { expect, test } from 'vitest';
import type { AttemptRow } from '../../app/domain/run/run.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openMachineWorld } from './open-machine-world.ts';

const pipeline = (command: string) => `name: churn
on: { pull_request: {}, push: { branches: [main] } }
concurrency: { group: '\${{ github.ref }}', cancel-in-progress: true }
steps:
  train:
    resources: { gpu: { type: [a10g], count: 1 } }
    run: ${command}
`;
const ENDLESS = pipeline('sleep 1000');

const waitsFor =
  (text: string) =>
  ({ waits }: AttemptRow) =>
    JSON.stringify(waits ?? {}).includes(text);

test('what is cancelled leaves no machine: while it boots, while it runs, while it is hunted', async () => {
  const world = await openMachineWorld();
  const { github, region, repository } = world;
  const cancel = (pull: number) => github.user('ada').comment(repository, pull, '/mlp cancel');
  const push = (text: string) =>
    repository.commit({ branch: 'topic', by: 'ada', files: { 'a.py': text } });
  region.next({ bootMs: 120_000 });
  const { sha: first, pull } = await world.propose(ENDLESS);
  await world.attemptOf(first, 1, waitsFor('starting'));
  const second = await push('2');
  expect((await world.endOf(first)).header.status).toBe('cancelled');
  await world.attemptOf(second, 1, ({ status }) => status === 'running');
  cancel(pull);
  expect((await world.endOf(second)).header.status).toBe('cancelled');
  await world.nothingLeft();
  const launched = region.instances().length;
  region.capacity({}, 0);
  const third = await push('3');
  await world.attemptOf(third, 1, waitsFor('no room'));
  cancel(pull);
  expect((await world.endOf(third)).header.status).toBe('cancelled');
  expect(region.instances()).toHaveLength(launched);
  expect(world.red()).toEqual([]);
});

test('the app may be restarted while a machine boots, and while a step runs on it', async () => {
  const world = await openMachineWorld();
  const sha = await world.push(pipeline('sleep 12'));
  await world.attemptOf(sha, 1, waitsFor('starting'));
  await restart(world.loopback);
  await world.attemptOf(sha, 1, ({ status }) => status === 'running');
  await restart(world.loopback);
  const run = await world.endOf(sha);
  expect(run.attempts.map(({ status }) => status)).toEqual(['succeeded']);
  expect(world.region.instances()).toHaveLength(1);
  await world.nothingLeft();
});

test('a machine that is held stays after its attempt, and goes when the time is over', async () => {
  const world = await openMachineWorld();
  const { sha, pull } = await world.propose(pipeline('sleep 4'));
  const attempt = await world.attemptOf(sha, 1, ({ status }) => status === 'running');
  const ada = world.github.user('ada');
  ada.comment(world.repository, pull, '/mlp hold 2m');
  const held = await waitUntil(async () => {
    const run = await world.runOf(sha);
    const [known] = run === null ? [] : await world.store.machines.ofRun(run.header.id);
    return known?.machine.heldUntil;
  });
  await world.endOf(sha);
  await waitUntil(() => world.clock.now() > held - 20_000, 100);
  expect(world.instanceOf(attempt).state).toBe('running');
  await world.nothingLeft();
  expect(world.clock.now()).toBeGreaterThan(held);
});

async function restart({
  stop,
  start,
}: {
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
}) {
  await stop();
  await start();
}
