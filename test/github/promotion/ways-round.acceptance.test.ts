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

test('a version that only a pull request registered is not promoted by hand, approved or not', async () => {
  const world = await openPromotion();
  const { tested, versionOf, runs, production } = world;
  const { run } = await tested({ 'src/train.py': 'print(2)\n' });
  const asked = `/mlp promote churn@${await versionOf(run.id)} to=production`;
  expect(await say(world, 'dan', asked)).toContain('No run of a protected branch registered');
  expect((await runs()).some(({ trigger }) => trigger === 'promotion')).toBe(false);
  expect(await production()).toBe(null);
});

test('a rollback that a writer asks for waits for its approval; where there is none, it is for administrators', async () => {
  const world = await openPromotion(FREE, { restricted: true });
  const { repo, newest, production, versionOf } = world;
  await pushed(world, { 'src/train.py': 'print(2)\n' });
  const now = await versionOf((await pushed(world, { 'src/train.py': 'print(3)\n' })).id);
  const asked = '/mlp rollback churn@production';
  expect(await say(world, 'dan', asked)).toContain('only administrators');
  expect(await production()).toBe(now);
  await repo.commit({ files: { '.mlpipelines/churn.yml': PIPELINE }, by: 'ada' });
  await newest();
  await say(world, 'dan', asked);
  expect((await promotionOf(world)).status).toBe('waiting');
  expect(await production()).toBe(now);
  expect(await say(world, 'bob', asked)).toContain('needs write access');
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
  await until(second.id, async () => (await reason()).includes('no longer counts'));
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

/** A version behind the alias, and a newer one that waits for its approval. */
async function openTwoVersions() {
  const world = await openPromotion(PIPELINE, OPEN);
  world.repo.collaborator('root', 'admin');
  const first = await pushed(world, { 'src/train.py': 'print(2)\n' });
  await say(world, 'cat', `/mlp approve #${first.number}`);
  await world.until(first.id);
  const second = await pushed(world, { 'src/train.py': 'print(3)\n' });
  return { world, first, second };
}

test('what waits while its model is frozen is approved and starts once that ends, and not before', async () => {
  const { world, first, second } = await openTwoVersions();
  const { production, versionOf, row, until } = world;
  expect(await say(world, 'dan', '/mlp freeze churn until=3d reason="holidays"')).toContain(
    'is frozen until',
  );
  await say(world, 'cat', `/mlp approve #${second.number}`);
  const reason = async () => (await row(second.id, 'deploy'))?.reason ?? '';
  await until(second.id, async () => (await reason()).includes('churn is frozen until'));
  expect(await reason()).toContain('by dan: holidays');
  expect(await production()).toBe(await versionOf(first.id));
  expect(await say(world, 'cat', '/mlp unfreeze churn')).toContain('end that earlier');
  expect(await say(world, 'cat', '/mlp freeze churn until=1h')).toContain('end that earlier');
  expect(await say(world, 'cat', '/mlp freeze churn until=4d')).toContain('is frozen until');
  expect(await say(world, 'cat', '/mlp unfreeze churn')).toContain('dan froze');
  expect(await say(world, 'root', '/mlp unfreeze churn')).toContain('not frozen any more');
  await until(second.id);
  expect(await production()).toBe(await versionOf(second.id));
});

test('what waits for its first approval says that the model is frozen', async () => {
  const { world, second } = await openTwoVersions();
  await say(world, 'dan', '/mlp freeze churn until=3d reason="holidays"');
  await world.publish();
  const summary = world.summaryOf(second.sha);
  expect(summary).toMatch(
    /it waits for an approval\S* churn is frozen until .* by dan\S* holidays/,
  );
});

test('a frozen model goes back and not forth, whoever asks for a rollback', async () => {
  const { world, first, second } = await openTwoVersions();
  const { production, versionOf, newest } = world;
  await say(world, 'cat', `/mlp approve #${second.number}`);
  await world.until(second.id);
  await say(world, 'dan', '/mlp freeze churn until=3d');
  await say(world, 'dan', '/mlp rollback churn@production');
  const back = await newest();
  await say(world, 'cat', `/mlp approve #${back.number}`);
  await world.until(back.id);
  const before = await versionOf(first.id);
  expect(await production()).toBe(before);
  await say(world, 'dan', `/mlp rollback churn@production to=${await versionOf(second.id)}`);
  const forth = await newest();
  expect(forth.trigger).toBe('promotion');
  await say(world, 'cat', `/mlp approve #${forth.number}`);
  const reason = async () => (await world.row(forth.id, 'deploy'))?.reason ?? '';
  await world.until(forth.id, async () => (await reason()).includes('churn is frozen until'));
  expect(await production()).toBe(before);
});

test('a step that asks nobody deploys nothing of a frozen model, and the audit says so', async () => {
  const world = await openPromotion(FREE, { restricted: true });
  const { store, repo, production, row } = world;
  const before = await production();
  await say(world, 'dan', '/mlp freeze churn until=3d reason="holidays"');
  const run = await pushed(world, { 'src/train.py': 'print(2)\n' });
  expect((await row(run.id, 'deploy'))?.reason).toContain('nothing was deployed: churn is frozen');
  expect(await production()).toBe(before);
  const audits = await store.audits.list({
    repository: repo.record.id,
    of: { model: 'churn' },
    first: 'newest',
    limit: 10,
  });
  expect(audits.find(({ about }) => about.type === 'alias.move')).toMatchObject({
    decision: 'refused',
    reason: expect.stringContaining('churn is frozen until'),
  });
  expect(audits.find(({ about }) => about.type === 'model.freeze')).toMatchObject({
    actor: 'dan',
    decision: 'granted',
    reason: 'holidays',
  });
});

test('an emergency waits for no approval and no freeze, and is for administrators alone', async () => {
  const { world, first, second } = await openTwoVersions();
  const { production, versionOf, newest, runs } = world;
  const newer = await versionOf(second.id);
  await say(world, 'dan', '/mlp freeze churn until=3d');
  await say(world, 'cat', `/mlp reject #${second.number}`);
  const asked = `/mlp promote churn@${newer} to=production emergency="sold out"`;
  const count = (await runs()).length;
  expect(await say(world, 'dan', asked)).toContain('Only administrators');
  expect((await runs()).length).toBe(count);
  expect(await production()).toBe(await versionOf(first.id));
  expect(await say(world, 'root', asked)).toContain('as an emergency');
  const loud = await newest();
  expect(loud).toMatchObject({
    status: 'succeeded',
    byHand: { emergency: { reason: 'sold out' } },
  });
  expect(await production()).toBe(newer);
  // Who asked for it, and who made it, reviews nothing; somebody else does, once.
  expect(await say(world, 'root', `/mlp approve #${loud.number}`)).toContain('asked for it');
  expect(await say(world, 'ada', `/mlp approve #${loud.number}`)).toContain('had a hand in');
  const open = () => world.store.registry.emergencies(world.repo.record.id);
  expect(await open()).toMatchObject([{ run: loud.id, by: 'root', reason: 'sold out' }]);
  expect(await say(world, 'cat', `/mlp approve #${loud.number}`)).toContain('reviewed by');
  expect(await open()).toEqual([]);
  await world.publish();
  const summaries = world.repo.checkRuns(loud.sha ?? '').map(({ summary }) => summary ?? '');
  expect(summaries.some((text) => text.includes('root has churn'))).toBe(true);
});

test('gates that the default branch has tightened since hold a promotion by hand too', async () => {
  const world = await openPromotion(GATED.replace('0.95', '0.5'), OPEN);
  const { host, versionOf, runs, repo, newest } = world;
  host.acts.set('evaluate', () => [begun(), succeeded({ metrics: { auc: 0.7 } })]);
  const made = await pushed(world, { 'src/train.py': 'print(9)\n' });
  const version = await versionOf(made.id);
  await repo.commit({ files: { '.mlpipelines/churn.yml': GATED }, by: 'ada' });
  await newest();
  const asked = `/mlp promote churn@${version} to=production`;
  expect(await say(world, 'cat', asked)).toContain('The gates of today do not let');
  expect((await runs()).some(({ trigger }) => trigger === 'promotion')).toBe(false);
});
