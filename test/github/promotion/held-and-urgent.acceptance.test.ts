import { expect, test } from 'vitest';
import { realClock } from '../../support/real-clock.ts';
import { openPromotion, PIPELINE } from './open-promotion.ts';
import { say } from './say.ts';

const OPEN = { approvals: 0, restricted: true };
const DAY_MS = 24 * 60 * 60_000;

test('a frozen model gets new versions, and the alias that registering would move stays', async () => {
  const named = PIPELINE.replace('metrics: train }', 'metrics: train, alias: candidate }');
  const world = await openPromotion(named, OPEN);
  const { repo, newest, store, versionOf, row } = world;
  const scope = `${repo.record.id}`;
  const candidate = async () => (await store.registry.alias('churn', 'candidate', scope))?.version;
  const push = async (text: string) => {
    await repo.commit({ files: { 'src/train.py': text }, by: 'ada' });
    return newest();
  };
  const first = await push('print(2)\n');
  const before = await versionOf(first.id);
  expect(await candidate()).toBe(before);
  await say(world, 'dan', '/mlp freeze churn until=3d reason="holidays"');
  const second = await push('print(3)\n');
  expect(await versionOf(second.id)).toBe((before ?? 0) + 1);
  expect(await row(second.id, 'register')).toMatchObject({ result: 'success' });
  expect(await candidate()).toBe(before);
  const of = { repository: repo.record.id, of: { model: 'churn' } } as const;
  const audits = await store.audits.list({ ...of, first: 'newest', limit: 20 });
  expect(audits.find(({ about }) => about.type === 'alias.move')).toMatchObject({
    decision: 'refused',
    reason: expect.stringContaining('churn is frozen until'),
  });
  await say(world, 'dan', '/mlp unfreeze churn');
  const third = await push('print(4)\n');
  expect(await candidate()).toBe(await versionOf(third.id));
});

test('an emergency that nobody else reviews within a day turns the check of the default branch red, until somebody does', async () => {
  let shift = 0;
  const clock = { ...realClock, now: () => Date.now() + shift };
  const world = await openPromotion(PIPELINE, OPEN, { clock });
  const { repo, newest, publish, settle, versionOf } = world;
  repo.collaborator('root', 'admin');
  await repo.commit({ files: { 'src/train.py': 'print(2)\n' }, by: 'ada' });
  const made = await newest();
  await say(world, 'cat', `/mlp reject #${made.number}`);
  const version = await versionOf(made.id);
  await say(world, 'root', `/mlp promote churn@${version} to=production emergency="sold out"`);
  const loud = await newest();
  expect(loud.status).toBe('succeeded');
  const check = () => repo.checkRuns(loud.sha ?? '').findLast(({ name }) => name === 'mlpipelines');
  const later = async (ms: number) => {
    shift += ms;
    await settle();
    await publish();
  };
  await later(60_000);
  expect(check()).toMatchObject({ conclusion: 'success' });
  await later(DAY_MS);
  expect(check()?.conclusion).toBe('failure');
  expect(check()?.summary).toContain('nobody else has reviewed it within a day');
  // Not by `say`, which takes what is to be published.
  const issue = world.github.user('ada').openIssue(repo, 'x');
  world.github.user('cat').comment(repo, issue, `/mlp approve #${loud.number}`);
  await later(60_000);
  expect(check()?.conclusion).toBe('success');
});
