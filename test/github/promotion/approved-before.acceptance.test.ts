import { expect, test } from 'vitest';
import { begun, succeeded } from '../../support/script-host.ts';
import { PIPELINE, openPromotion } from './open-promotion.ts';
import { say } from './say.ts';

const CHANGE = { 'src/train.py': 'print(2)\n' };

/** A merge that took over an approval of its pull request, while another deploy holds the alias. */
async function takenOver() {
  const world = await openPromotion(PIPELINE, { approvals: 0, restricted: true });
  const { github, repo, host, runs, until, row, settle, newest } = world;
  await repo.commit({ files: { 'src/train.py': 'print(0)\n' }, by: 'ada' });
  const first = await newest();
  host.acts.set('deploy', () => [begun()]);
  await say(world, 'cat', `/mlp approve #${first.number}`);
  await until(first.id, async () => (await row(first.id, 'deploy'))?.state === 'running');
  const { pull } = await world.tested(CHANGE, false);
  const review = github.user('cat').review(repo, pull, { state: 'APPROVED', body: 'Good.' });
  await settle();
  await github.user('ada').merge(repo, pull);
  await settle();
  const [merged] = await runs();
  if (merged === undefined) throw new Error('Nothing ran.');
  await until(merged.id, async () => (await row(merged.id, 'deploy'))?.state === 'approval');
  await settle();
  const given = async () => (await row(merged.id, 'deploy'))?.approvals ?? [];
  return {
    ...world,
    pull,
    review,
    merged,
    given,
    reason: async () => (await row(merged.id, 'deploy'))?.reason ?? '',
    /** The alias is free, and what waits may start. */
    turn: async () => {
      host.acts.delete('deploy');
      await host.report({ run: first.id, key: 'deploy', attempt: 1 }, succeeded());
      await until(first.id);
    },
  };
}

type Taken = Awaited<ReturnType<typeof takenOver>>;

test('what was taken over of a pull request says on what it rests, and goes on while it holds', async () => {
  const { merged, given, turn, until, pull, review, versionOf, production } = await takenOver();
  const [approval] = await given();
  expect(approval).toMatchObject({
    by: 'cat',
    evidence: {
      surface: 'review',
      review: { pull, id: review },
      tested: expect.any(String),
    },
  });
  await turn();
  expect(await until(merged.id)).toMatchObject({ status: 'succeeded' });
  expect(await production()).toBe(await versionOf(merged.id));
});

test.each<[string, (world: Taken) => unknown, string]>([
  [
    'the review was dismissed',
    ({ github, repo, pull, review }) => github.user('ada').dismissReview(repo, pull, review),
    'the latest review does not approve any more',
  ],
  [
    'the review was edited',
    async ({ github, repo, pull, review }) => {
      await new Promise((resolve) => setTimeout(resolve, 1100));
      github.user('cat').editReview(repo, pull, review, 'Not yet.');
    },
    'the review was edited after it was given',
  ],
  [
    'who approved may write no more',
    ({ repo }) => repo.collaborator('cat', 'read'),
    'may not write to this repository',
  ],
  [
    'another reviewer asks for changes',
    ({ github, repo, pull }) =>
      github.user('dan').review(repo, pull, { state: 'CHANGES_REQUESTED' }),
    'asks for changes in pull request',
  ],
  [
    'the default branch asks for another reviewer',
    ({ repo }) =>
      repo.commit({
        files: {
          '.mlpipelines/churn.yml': PIPELINE.replace(
            '{ environment: production }',
            '{ environment: production, reviewers: [dan] }',
          ),
        },
        by: 'ada',
      }),
    'is not among its reviewers',
  ],
])('it is looked at again when its turn has come: %s', async (_, meanwhile, why) => {
  const world = await takenOver();
  const { merged, until, reason, turn, production, versionOf, given, settle } = world;
  expect(await given()).toHaveLength(1);
  await meanwhile(world);
  await settle();
  await turn();
  await until(merged.id, async () => (await reason()).includes('no longer counts'));
  expect(await reason()).toContain(why);
  expect(await production()).not.toBe(await versionOf(merged.id));
});

test('a review of the tested commit that was edited before the merge counts for nothing', async () => {
  const world = await openPromotion();
  const { github, repo, tested, settle, newest } = world;
  const { pull } = await tested(CHANGE, false);
  const review = github.user('cat').review(repo, pull, { state: 'APPROVED', body: 'Good.' });
  await settle();
  await new Promise((resolve) => setTimeout(resolve, 1100));
  github.user('cat').editReview(repo, pull, review, 'Merge, but do not deploy.');
  await settle();
  await github.user('ada').merge(repo, pull);
  const { bridge } = await newest();
  expect(bridge).toMatchObject({ type: 'again', pull });
  expect(bridge).toMatchObject({
    because: expect.stringContaining('was edited after it was given'),
  });
});
