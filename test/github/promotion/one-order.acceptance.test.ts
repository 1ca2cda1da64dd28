import { expect, test } from 'vitest';
import { begun, succeeded } from '../../support/script-host.ts';
import { PIPELINE, openPromotion, type Promotion } from './open-promotion.ts';

/** Anybody who may push to main deploys from there, at once. */
const FREE = PIPELINE.replace('    approval: { environment: production }\n', '');

const pushed = async ({ repo, settle, runs }: Promotion, text: string) => {
  const sha = await repo.commit({ files: { 'src/train.py': text }, by: 'ada' });
  await settle();
  const run = (await runs()).find((each) => each.sha === sha);
  return run?.id ?? '';
};

test('two runs that promote one alias do it one after the other, each until it is over', async () => {
  const world = await openPromotion(FREE, { restricted: true });
  const { host, until, production, versionOf, row, runs } = world;
  host.acts.set('deploy', () => [begun()]);
  const first = await pushed(world, 'print(2)\n');
  const isDeploying = async (run: string) =>
    host.started.some(({ run: of, key }) => of === run && key === 'deploy');
  const stateOf = async (run: string) => (await row(run, 'deploy'))?.state;
  await until(first, async () => (await stateOf(first)) === 'running');
  const second = await pushed(world, 'print(3)\n');
  await until(second, async () => (await stateOf(second)) === 'starting');
  const waits = async () => (await row(second, 'deploy'))?.reason ?? '';
  const { number } = (await runs()).find(({ id }) => id === first) ?? {};
  await until(second, async () => (await waits()).startsWith(`waits for run #${number}, which`));
  expect(await waits()).toBe(`waits for run #${number}, which promotes churn@production`);
  expect(await isDeploying(second)).toBe(false);
  expect(await production()).toBe(null);
  const of = { run: first, key: 'deploy', attempt: 1 };
  host.acts.delete('deploy');
  await host.report(of, succeeded());
  await until(first);
  expect(await production()).toBe(await versionOf(first));
  await until(second);
  expect(await production()).toBe(await versionOf(second));
});

test('a run of a commit that is older than the one behind the alias deploys nothing', async () => {
  const world = await openPromotion(FREE, { restricted: true });
  const { github, repo, settle, until, production, versionOf, runs, row } = world;
  const older = await pushed(world, 'print(2)\n');
  await until(older);
  const newer = await pushed(world, 'print(3)\n');
  await until(newer);
  const pull = github.user('ada').openIssue(repo, 'x');
  const number = (await runs()).find(({ id }) => id === older)?.number;
  github.user('ada').comment(repo, pull, `/mlp rerun all #${number}`);
  await settle();
  const again = (await runs()).find(({ rerunOf }) => rerunOf === older)?.id ?? '';
  await until(again);
  expect(await row(again, 'deploy')).toMatchObject({ result: 'failure' });
  expect((await row(again, 'deploy'))?.reason).toContain('is at v3 of the newer commit');
  expect(await production()).toBe(await versionOf(newer));
});
