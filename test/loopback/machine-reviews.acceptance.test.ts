import { expect, test } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { openMachineWorld } from './open-machine-world.ts';

const DEPLOY = `name: churn
on: { push: { branches: [main] } }
steps:
  deploy:
    approval: { environment: production }
    resources: { gpu: { type: [a10g], count: 1 } }
    run: 'true'
`;

/** A step on a machine of its own that dan has approved, and whose job waits for bob. */
async function openDeploy() {
  const world = await openMachineWorld();
  const { github, repository } = world;
  for (const login of ['bob', 'dan']) repository.collaborator(login, 'write');
  repository.environment('production', { reviewers: ['bob'] });
  const sha = await world.push(DEPLOY);
  const rowOf = async () => (await world.runOf(sha))?.steps[0];
  await waitUntil(async () => (await rowOf())?.state === 'approval');
  await repository.commit({ branch: 'topic', files: { 'README.md': '' }, by: 'ada' });
  const pull = await github.user('ada').openPull(repository, { head: 'topic' });
  github.user('dan').comment(repository, pull, '/mlp approve #1');
  const job = await waitUntil(() =>
    repository.jobs().find(({ name, status }) => /deploy/.test(name) && status === 'waiting'),
  );
  await waitUntil(async () => (await rowOf())?.reason?.includes('environment production') === true);
  const review = (state: 'approved' | 'rejected') =>
    github
      .user('bob')
      .reviewDeployment(repository, job.run.id, { environment: 'production', state });
  return { world, sha, review };
}

test('no machine is started before the reviewers of its environment let the job pass', async () => {
  const { world, sha, review } = await openDeploy();
  expect(world.region.instances()).toEqual([]);
  review('approved');
  const run = await world.endOf(sha);
  expect(run.attempts).toMatchObject([{ status: 'succeeded', machine: { type: 'g5.xlarge' } }]);
  expect(world.region.instances()).toHaveLength(1);
  await world.nothingLeft();
});

test('for a job that a reviewer rejects none is ever started', async () => {
  const { world, sha, review } = await openDeploy();
  review('rejected');
  const run = await world.endOf(sha);
  expect(run.steps).toMatchObject([{ result: 'rejected' }]);
  expect(world.region.instances()).toEqual([]);
});
