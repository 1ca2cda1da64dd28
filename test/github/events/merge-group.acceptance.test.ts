import { describe, expect, test } from 'vitest';
import { clientOf } from '../../doubles/github/testing/open-test-github.ts';
import { openStory, PIPELINE } from '../stories/open-story.ts';

const QUEUED = { queue: true, checks: [] };

/** Whose pull request is queued, and what became of its group. */
async function queued(story: Awaited<ReturnType<typeof openStory>>, pull: number) {
  const { github, repo, settle, runs } = story;
  await github.user('ada').enqueue(repo, pull);
  const group = repo.record.queues.get('main')?.at(-1)?.headSha ?? '';
  await settle();
  return { group, runsAt: async () => (await runs()).filter(({ sha }) => sha === group) };
}

/** Somebody else's required check. */
async function judge(
  { github, app, installation, settle }: Awaited<ReturnType<typeof openStory>>,
  sha: string,
  conclusion: 'success' | 'failure',
) {
  const octokit = clientOf(github, app, installation);
  const check = { owner: 'acme', repo: 'churn', name: 'other', head_sha: sha, conclusion };
  await octokit.rest.checks.create(check);
  await settle();
}

/** A pull request of a stranger, from a fork. */
async function fromFork({ github, repo, settle }: Awaited<ReturnType<typeof openStory>>) {
  const fork = await repo.fork('eve');
  const sha = await fork.commit({ branch: 'topic', files: { 'more.csv': '1\n' }, by: 'eve' });
  const pull = await github.user('eve').openPull(repo, { head: 'topic', from: fork });
  await settle();
  return { sha, pull };
}

describe('a group of a merge queue', () => {
  test('runs what pull requests into its branch run, once, on the branch of the group', async () => {
    const story = await openStory('', QUEUED);
    const { github, repo, change } = story;
    await change('topic', '1');
    const pull = await github.user('ada').openPull(repo, { head: 'topic' });
    const { group, runsAt } = await queued(story, pull);
    const base = await repo.sha('main');
    expect(await runsAt()).toMatchObject([
      {
        trigger: 'merge_group',
        ref: `refs/heads/gh-readonly-queue/main/pr-${pull}-${base}`,
        hosted: { trust: 'writer', pull: null },
        options: { deploy: false },
        github: { base_ref: 'main', event: { merge_group: { head_sha: group, base_sha: base } } },
      },
    ]);
    expect(story.troubles).toEqual([]);
  });

  test('holds all that waits before it, so one stranger bars it', async () => {
    const story = await openStory('', { queue: true, checks: ['other'] });
    const { github, repo, change, note, rows } = story;
    const { sha, pull } = await fromFork(story);
    await judge(story, sha, 'success');
    await queued(story, pull);
    await judge(story, await change('other', '2'), 'success');
    const own = await github.user('ada').openPull(repo, { head: 'other' });
    const { group, runsAt } = await queued(story, own);
    expect(await runsAt()).toEqual([]);
    await note('queued', group);
    expect(rows.at(-1)).toContain('failure: 1 failed | blocked');
    const check = repo.checkRuns(group).findLast(({ name }) => name === 'mlpipelines');
    expect(check?.actions).toEqual([]);
    expect(check?.summary).toContain('is in this group, and its head is in a fork');
    expect(check?.summary).toContain(`/mlp ok ${sha} in`);
  });

  test('runs without secrets where somebody let each stranger’s head run', async () => {
    const story = await openStory('', QUEUED);
    const { github, repo, settle } = story;
    const { sha, pull } = await fromFork(story);
    github.user('ada').comment(repo, pull, `/mlp ok ${sha}`);
    await settle();
    const { runsAt } = await queued(story, pull);
    expect(await runsAt()).toMatchObject([{ hosted: { trust: 'untrusted' } }]);
  });

  test('ends with its runs when the queue drops it', async () => {
    const story = await openStory('', { queue: true, checks: ['other'] });
    const { github, repo, change } = story;
    const head = await change('topic', '1');
    const pull = await github.user('ada').openPull(repo, { head: 'topic' });
    const { world, record } = repo;
    await judge(story, head, 'success');
    const { group, runsAt } = await queued(story, pull);
    await judge(story, group, 'failure');
    expect(record.queues.get('main')).toEqual([]);
    expect(await runsAt()).toMatchObject([
      { cancel: { reason: 'the merge queue dropped this group' } },
    ]);
    expect(world.problems.list()).toEqual([]);
  });

  test('is asked for again where GitHub does not show it yet, and barred where it never does', async () => {
    const story = await openStory('', QUEUED);
    const { github, repo, change, settle, clock, note, rows, runs } = story;
    await change('topic', '1');
    const pull = await github.user('ada').openPull(repo, { head: 'topic' });
    await settle();
    await github.user('ada').enqueue(repo, pull);
    const shown = repo.record.queues.get('main') ?? [];
    const group = shown[0]?.headSha ?? '';
    repo.record.queues.set('main', []);
    await settle();
    expect((await runs()).filter(({ sha }) => sha === group)).toEqual([]);
    for (let minutes = 0; minutes < 4; minutes += 1) await note('not shown', group);
    expect(rows.at(-1)).toContain('failure: 1 failed | blocked');
    await change('other', '2');
    const other = await github.user('ada').openPull(repo, { head: 'other' });
    await settle();
    await github.user('ada').enqueue(repo, other);
    const later = repo.record.queues.get('main') ?? [];
    repo.record.queues.set('main', []);
    await settle();
    repo.record.queues.set('main', later);
    clock.advance(60_000);
    await settle();
    expect((await runs()).filter(({ sha }) => sha === later[0]?.headSha)).toHaveLength(1);
  });

  test('is not started by the push that makes its branch, nor by a pipeline that leaves the queue out', async () => {
    const story = await openStory('', QUEUED);
    const { github, repo, change } = story;
    const text = PIPELINE.replace('branches: [main]', 'branches: ["**"]').replace(
      'pull_request: {}',
      'pull_request: {}\n  merge_group: { branches-ignore: ["**"] }',
    );
    await repo.commit({ files: { '.mlpipelines/churn.yml': text }, by: 'ada' });
    await change('topic', '1');
    const pull = await github.user('ada').openPull(repo, { head: 'topic' });
    const { runsAt } = await queued(story, pull);
    expect(await runsAt()).toEqual([]);
  });

  test('is the branch’s commit once it is merged, and trained no second time there', async () => {
    const story = await openStory('', { queue: true });
    const { github, repo, change, carryOut, note, runs } = story;
    const sha = await change('topic', '1');
    const pull = await github.user('ada').openPull(repo, { head: 'topic' });
    await carryOut();
    await note('trained', sha);
    const { group } = await queued(story, pull);
    await carryOut();
    await note('group trained', group);
    expect(await repo.sha('main')).toBe(group);
    await carryOut();
    expect((await runs()).filter((run) => run.sha === group)).toMatchObject([
      { trigger: 'merge_group', status: 'succeeded' },
    ]);
  });
});
