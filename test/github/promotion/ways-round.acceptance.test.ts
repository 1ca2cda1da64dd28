import { expect, test } from 'vitest';
import { begun, succeeded } from '../../support/script-host.ts';
import { PIPELINE, openPromotion, type Promotion } from './open-promotion.ts';
import { say } from './say.ts';

// Ways to have something deployed that nobody approved who may; each was one once.

const FREE = PIPELINE.replace('    approval: { environment: production }\n', '');
const GATED = PIPELINE.replace(
  '  deploy:\n    needs: [register]',
  `  evaluate:
    files: ["src/**"]
    inputs: { model: train.model }
    run: python src/eval.py
    metrics: { path: eval.json, primary: auc, maximize: [auc] }
    gates: { quality: { metric: auc, op: ">=", value: 0.95 } }
  deploy:
    needs: [register, evaluate]`,
);
const OPEN = { approvals: 0, restricted: true };

const pushed = async ({ repo, newest }: Promotion, files: Readonly<Record<string, string>>) => {
  await repo.commit({ files, by: 'ada' });
  return newest();
};
const promotionOf = async ({ runs, until }: Promotion) => {
  const run = (await runs()).find(({ trigger }) => trigger === 'promotion');
  if (run === undefined) throw new Error('nothing promotes');
  return until(run.id, ({ status, endedAt }) => endedAt !== null || status === 'waiting');
};

test('whoever made a version does not approve that it is promoted, whatever was merged since', async () => {
  const world = await openPromotion(PIPELINE, OPEN);
  const { repo, newest, versionOf, production } = world;
  const made = await pushed(world, { 'src/train.py': 'print(2)\n' });
  expect(await say(world, 'ada', `/mlp approve #${made.number}`)).toContain('had a hand in');
  await say(world, 'cat', `/mlp reject #${made.number}`);
  const version = await versionOf(made.id);
  await repo.commit({ files: { 'notes.md': 'x' }, by: 'dan' });
  await newest();
  const before = await production();
  await say(world, 'ada', `/mlp promote churn@${version} to=production`);
  const { number } = await promotionOf(world);
  expect(await say(world, 'ada', `/mlp approve #${number}`)).toContain('had a hand in');
  expect(await production()).toBe(before);
});

test('by the policy for four eyes whoever asks for a promotion does not approve it', async () => {
  const world = await openPromotion(PIPELINE, OPEN);
  const { versionOf, production } = world;
  const policy = { '.github/mlpipelines.yml': 'approvals: { four-eyes: true }\n' };
  const made = await pushed(world, policy);
  const before = await production();
  await say(world, 'dan', `/mlp promote churn@${await versionOf(made.id)} to=production`);
  const { number, actorId } = await promotionOf(world);
  expect(actorId).toBeGreaterThan(0);
  expect(await say(world, 'dan', `/mlp approve #${number}`)).toContain('asked for this run');
  expect(await production()).toBe(before);
});

test('an approval of a pull request is none of what another one made of the deploy step', async () => {
  const world = await openPromotion();
  const { github, repo, settle, newest, tested, row } = world;
  const { pull } = await tested({ 'src/train.py': 'print(2)\n' });
  await repo.commit({ branch: 'other', files: { 'deploy.sh': 'another\n' }, by: 'dan' });
  const other = await github.user('dan').openPull(repo, { head: 'other' });
  await newest();
  github.user('cat').review(repo, other, { state: 'APPROVED' });
  await settle();
  await github.user('dan').merge(repo, other);
  await newest();
  await github.user('ada').merge(repo, pull);
  const merged = await newest();
  expect(merged).toMatchObject({ status: 'waiting', bridge: { type: 'tested', pull } });
  expect(await row(merged.id, 'deploy')).toMatchObject({ state: 'approval', approvals: [] });
});

test('a version whose gates did not pass is not promoted by hand', async () => {
  const world = await openPromotion(GATED, OPEN);
  const { host, versionOf, runs } = world;
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.5 } })]);
  const made = await pushed(world, { 'src/train.py': 'print(9)\n' });
  expect(made.status).toBe('rejected');
  const asked = `/mlp promote churn@${await versionOf(made.id)} to=production`;
  expect(await say(world, 'cat', asked)).toContain('The gates of `evaluate` did not pass');
  expect((await runs()).some(({ trigger }) => trigger === 'promotion')).toBe(false);
});

test('what administrators alone may promote nobody repeats by a rerun', async () => {
  const world = await openPromotion(FREE, { restricted: true });
  const { repo, newest, production, versionOf } = world;
  repo.collaborator('root', 'admin');
  const older = await pushed(world, { 'src/train.py': 'print(2)\n' });
  const newer = await pushed(world, { 'src/train.py': 'print(3)\n' });
  const [before, now] = [await versionOf(older.id), await versionOf(newer.id)];
  const asked = `/mlp promote churn@${before} to=production`;
  expect(await say(world, 'dan', asked)).toContain('only administrators');
  await say(world, 'root', asked);
  const back = await newest();
  expect(await production()).toBe(before);
  await say(world, 'root', `/mlp promote churn@${now} to=production`);
  await newest();
  const again = await say(world, 'dan', `/mlp rerun from=deploy #${back.number}`);
  expect(again).toContain('is not run again');
  expect(await production()).toBe(now);
});

test('an approval is looked at once more when its turn has come, however long that took', async () => {
  const world = await openPromotion(PIPELINE, OPEN);
  const { repo, host, until, production, row, versionOf } = world;
  host.acts.set('deploy', () => [begun()]);
  const first = await pushed(world, { 'src/train.py': 'print(2)\n' });
  await say(world, 'cat', `/mlp approve #${first.number}`);
  await until(first.id, async () => (await row(first.id, 'deploy'))?.state === 'running');
  const second = await pushed(world, { 'src/train.py': 'print(3)\n' });
  await say(world, 'dan', `/mlp approve #${second.number}`);
  repo.collaborator('dan', 'read');
  host.acts.delete('deploy');
  await host.report({ run: first.id, key: 'deploy', attempt: 1 }, succeeded());
  await until(first.id);
  const reason = async () => (await row(second.id, 'deploy'))?.reason ?? '';
  await until(second.id, async () => (await reason()).includes('counts no more'));
  expect(await production()).toBe(await versionOf(first.id));
});

test('without a step that asks for approval one review by anybody with write access takes the merge over', async () => {
  const world = await openPromotion(FREE);
  const { github, repo, newest, tested, trainings } = world;
  const { pull } = await tested({ 'src/train.py': 'print(2)\n' });
  const before = trainings();
  await github.user('ada').merge(repo, pull);
  expect(await newest()).toMatchObject({ bridge: { type: 'tested', pull } });
  expect(trainings()).toBe(before);
});
