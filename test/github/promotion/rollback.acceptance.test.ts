import { expect, test } from 'vitest';
import { openPromotion } from './open-promotion.ts';
import { say } from './say.ts';

/** Two versions that were approved and promoted, one after the other. */
async function openTwice() {
  const world = await openPromotion();
  const { github, repo, tested, newest } = world;
  const first = await tested({ 'src/train.py': 'print(2)\n' });
  await github.user('ada').merge(repo, first.pull);
  await newest();
  const second = await tested({ 'src/train.py': 'print(3)\n' });
  await github.user('ada').merge(repo, second.pull);
  await newest();
  return world;
}

test('a rollback runs the deploy step alone, with its approval, for a version that the alias has held', async () => {
  const world = await openTwice();
  const { production, newest, row, trainings, host } = world;
  const now = (await production()) ?? 0;
  const before = trainings();
  expect(await say(world, 'ada', '/mlp rollback churn@production to=99')).toContain(
    'has never held v99',
  );
  expect(await say(world, 'ada', '/mlp rollback churn@production')).toContain('promotes');
  const run = await newest();
  expect(run).toMatchObject({ status: 'waiting', trigger: 'promotion', actor: 'ada' });
  expect(await production()).toBe(now);
  await say(world, 'dan', `/mlp approve #${run.number}`);
  await newest();
  const back = await production();
  expect(back).not.toBe(now);
  expect(trainings()).toBe(before);
  expect(await row(run.id, 'train')).toBe(undefined);
  const deployed = host.started.findLast(({ run: of }) => of === run.id);
  expect(deployed?.key).toBe('deploy');
  expect(await say(world, 'ada', `/mlp promote churn@${now} to=production`)).toContain('promotes');
  const again = await newest();
  await say(world, 'dan', `/mlp approve #${again.number}`);
  await newest();
  expect(await production()).toBe(now);
});

test('a rerun of what deployed before does not undo a rollback; a run that began after it may deploy', async () => {
  const world = await openTwice();
  const { production, newest, runs, row, until } = world;
  const now = await production();
  const [merged] = await runs();
  await say(world, 'ada', '/mlp rollback churn@production');
  const rollback = await newest();
  await say(world, 'dan', `/mlp approve #${rollback.number}`);
  await newest();
  const back = await production();
  expect(back).not.toBe(now);
  await say(world, 'ada', `/mlp rerun from=deploy #${merged?.number}`);
  const again = await newest();
  expect(again).toMatchObject({ rerunOf: merged?.id, sha: rollback.sha });
  await say(world, 'dan', `/mlp approve #${again.number}`);
  await until(again.id);
  expect(await production()).toBe(back);
  expect((await row(again.id, 'deploy'))?.reason).toContain(
    `churn@production was set to v${back} by run #${rollback.number} since; to move it from there, write \`/mlp promote\``,
  );
});
