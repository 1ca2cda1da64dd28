import { expect, test } from 'vitest';
import { runUserData } from '../doubles/ec2/boot/run-user-data.ts';
import { waitUntil } from '../support/wait-until.ts';
import { openMachineWorld } from './open-machine-world.ts';

const pipeline = (more: string) => `name: churn
on: { pull_request: {}, push: { branches: [main] } }
steps:
  train:
    resources: { gpu: { type: [a10g], count: 1 } }
    run: 'true'
${more}`;

test('a step that EC2 has no room for ends with what was tried, as often as `retry` allows', async () => {
  const world = await openMachineWorld();
  world.region.capacity({}, 0);
  const { sha } = await world.propose(
    pipeline('    queue-timeout: 1m\n    retry: { capacity: 1 }\n'),
  );
  const run = await world.endOf(sha);
  expect(run.attempts.map(({ status, class: kind }) => `${status} ${kind}`)).toEqual([
    'interrupted capacity',
    'interrupted capacity',
  ]);
  expect(run.attempts[0]?.message).toMatch(
    /^EC2 had no machine for it within 1 min: g5\.xlarge on-demand in us-east-1a, us-east-1b: InsufficientInstanceCapacity; .*Allow more types/,
  );
  expect(run.attempts[1]?.message).toContain('refused minutes ago');
  expect(run.steps[0]).toMatchObject({ result: 'failure', spent: { capacity: 2 } });
  const check = await waitUntil(() =>
    world.repository.checkRuns(sha).find(({ conclusion }) => conclusion === 'failure'),
  );
  expect(`${check.title} ${check.summary} ${check.text}`).toContain(
    'EC2 had no machine for it within',
  );
  expect(world.region.instances()).toEqual([]);
});

const DYING = `#!/bin/bash
echo 'NVRM: GPU 0000:00:1e.0: GPU has fallen off the bus.'
shutdown -h now
`;

test('a machine that dies twice as it boots fails the attempt, whose log has what it printed last', async () => {
  const boot = runUserData();
  const world = await openMachineWorld({ boot: (order) => boot({ ...order, userData: DYING }) });
  const sha = await world.push(pipeline('    retry: { infra: 0 }\n'));
  const run = await world.endOf(sha);
  const [attempt, ...more] = run.attempts;
  expect(more).toEqual([]);
  expect(attempt).toMatchObject({ status: 'failed', class: 'infra' });
  expect(attempt?.message).toBe(
    'The machine ended before it was ready (Client.InstanceInitiatedShutdown)',
  );
  const of = { run: run.header.id, key: 'train', attempt: 1 };
  const lines = (await world.store.logTails.read(of, 0, 100)).map(({ text }) => text);
  expect(lines.filter((line) => line.includes('fallen off the bus'))).toHaveLength(2);
  expect(world.region.instances()).toHaveLength(2);
  await world.nothingLeft();
});

test('code of a stranger gets no machine, whoever lets it run', async () => {
  const world = await openMachineWorld();
  const { github } = world;
  await world.push(pipeline(''));
  await waitUntil(() => world.region.instances().length > 0);
  const fork = await world.repository.fork('eve');
  const sha = await fork.commit({ branch: 'topic', files: { 'data.csv': '1\n' }, by: 'eve' });
  const pull = await github.user('eve').openPull(world.repository, { head: 'topic', from: fork });
  github.user('ada').comment(world.repository, pull, `/mlp ok ${sha}`);
  const run = await world.endOf(sha);
  expect(run.steps[0]?.reason).toMatch(
    /^The commit is of someone without write access, and no machine is started for such code/,
  );
});

test('a person’s repository has runners of its own', async () => {
  const world = await openMachineWorld({ owner: 'person' });
  const run = await world.endOf(await world.push(pipeline('')));
  expect(run.steps.map(({ result }) => result)).toEqual(['success']);
});

test('where GitHub lets the app have no runner the step fails at once and says what to grant', async () => {
  const world = await openMachineWorld();
  for (const installation of world.github.world.installations.values()) {
    const { administration, organization_self_hosted_runners, ...permissions } =
      installation.permissions;
    expect([administration, organization_self_hosted_runners]).toEqual(['write', 'write']);
    Object.assign(installation, { permissions });
  }
  const run = await world.endOf(await world.push(pipeline('')));
  expect(run.attempts).toHaveLength(1);
  expect(run.steps[0]?.reason).toContain('Grant the app `organization_self_hosted_runners: write`');
  await world.nothingLeft();
});
