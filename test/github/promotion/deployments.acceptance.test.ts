import { expect, test } from 'vitest';
import type { Deployment } from '../../doubles/github/state/deployments.ts';
import { fastClock } from '../../chaos/fast-clock.ts';
import { openPromotion, PIPELINE, type Promotion } from './open-promotion.ts';
import { say } from './say.ts';

const ENVIRONMENT = 'churn@production';

function said({ repo }: Pick<Promotion, 'repo'>): readonly (readonly string[])[] {
  return repo.deployments(ENVIRONMENT).map(({ statuses }) => statuses.map(({ state }) => state));
}

function mlpOf({ payload }: Deployment): unknown {
  return typeof payload === 'string' ? null : payload['mlp'];
}

/** Twenty seconds pass in one: news wait ten. */
const fast = () => fastClock(20, Date.now());

async function merged(world: Promotion, text: string) {
  const { github, repo, tested, newest } = world;
  const { pull } = await tested({ 'src/train.py': text });
  await github.user('ada').merge(repo, pull);
  return newest();
}

test('what is promoted is a deployment, the one before it is inactive, and a rollback is a deployment again', async () => {
  const world = await openPromotion(PIPELINE, {}, { clock: fast() });
  const { repo, newest, production, titleOf, summaryOf } = world;
  const first = await merged(world, 'print(2)\n');
  await expect
    .poll(async () => (await world.publish(), said(world)), { timeout: 30_000 })
    .toEqual([['success']]);
  const [deployment] = repo.deployments();
  expect(deployment).toMatchObject({ sha: first.sha, environment: ENVIRONMENT, production: true });
  const version = await production();
  expect(deployment === undefined ? null : mlpOf(deployment)).toMatchObject({
    run: first.id,
    key: 'deploy',
    model: 'churn',
    alias: 'production',
    version,
    digest: expect.stringMatching(/^[a-z0-9]+:[0-9a-f]{64}$/),
  });
  expect(titleOf(first.sha)).toContain('promoted');
  await expect
    .poll(async () => (await world.publish(), summaryOf(first.sha)), { timeout: 20_000 })
    .toContain('(https://github.example/acme/churn/deployments/churn@production)');
  await merged(world, 'print(3)\n');
  await expect
    .poll(async () => (await world.publish(), said(world)), { timeout: 30_000 })
    .toEqual([['success', 'inactive'], ['success']]);
  await say(world, 'ada', '/mlp rollback churn@production');
  const rollback = await newest();
  await say(world, 'dan', `/mlp approve #${rollback.number}`);
  await newest();
  expect(await production()).toBe(version);
  await expect
    .poll(async () => (await world.publish(), said(world)), { timeout: 30_000 })
    .toEqual([['success', 'inactive'], ['success', 'inactive'], ['success']]);
  const back = repo.deployments().at(-1);
  expect(back === undefined ? null : mlpOf(back)).toMatchObject({ run: rollback.id, version });
  expect(back?.statuses.at(-1)?.description).toBe(`churn v${version} is production`);
}, 120_000);

test('without the permission everything is promoted all the same, and the check says what to grant', async () => {
  const world = await openPromotion(PIPELINE, {}, { denied: ['deployments'], clock: fast() });
  const run = await merged(world, 'print(2)\n');
  expect(run.status).toBe('succeeded');
  expect(await world.production()).toBe(await world.versionOf(run.id));
  await expect
    .poll(async () => (await world.publish(), world.summaryOf(run.sha)), { timeout: 30_000 })
    .toContain('GitHub shows no deployment of churn v');
  expect(world.summaryOf(run.sha)).toContain('permission to write deployments');
  expect(world.repo.deployments()).toEqual([]);
}, 60_000);
