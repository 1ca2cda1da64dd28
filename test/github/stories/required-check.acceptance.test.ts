import { expect, test } from 'vitest';
import { openStory } from './open-story.ts';

/*
 * How the required check stands at every webhook of ten stories, and what branch protection makes of it:
 * what was done | the webhooks that told of it | the newest check `mlpipelines` of the commit | whether GitHub merges.
 */

test('a push to a side branch, and the pull request later', async () => {
  const { github, repo, rows, note, carryOut, change } = await openStory();
  const sha = await change('topic', '1');
  await note('pushed', sha);
  await github.user('ada').openPull(repo, { head: 'topic' });
  await note('pull request opened', sha);
  await carryOut();
  await note('trained', sha);
  expect(rows).toMatchInlineSnapshot(`
    [
      "pushed | push | queued: Waits for its pull request: churn | blocked",
      "pull request opened | pull_request.opened + issue_comment.created | in_progress: 1 under way | blocked",
      "trained | issue_comment.edited | success: 1 succeeded | may merge",
    ]
  `);
});

test('a retrain of what was green', async () => {
  const { github, repo, rows, note, carryOut, change } = await openStory();
  const sha = await change('topic', '1');
  const pull = await github.user('ada').openPull(repo, { head: 'topic' });
  await carryOut();
  await note('trained', sha);
  github.user('ada').comment(repo, pull, '/retrain');
  await note('asked to train again', sha);
  await carryOut('fails');
  await note('trained worse', sha);
  expect(rows).toMatchInlineSnapshot(`
    [
      "trained | push + pull_request.opened + issue_comment.created | success: 1 succeeded | may merge",
      "asked to train again | issue_comment.created + issue_comment.created + issue_comment.edited | in_progress: 1 under way | blocked",
      "trained worse | issue_comment.edited + issue_comment.edited | failure: 1 failed | blocked",
    ]
  `);
});

test('a failed run, run again', async () => {
  const { github, repo, rows, note, carryOut, change } = await openStory();
  const sha = await change('topic', '1');
  await github.user('ada').openPull(repo, { head: 'topic' });
  await carryOut('fails');
  await note('failed', sha);
  const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines: churn');
  github.user('ada').press(repo, check?.id ?? 0, 'rerun-failed');
  await note('Re-run failed pressed', sha);
  await carryOut();
  await note('trained', sha);
  expect(rows).toMatchInlineSnapshot(`
    [
      "failed | push + pull_request.opened + issue_comment.created | failure: 1 failed | blocked",
      "Re-run failed pressed | check_run.requested_action + issue_comment.edited | in_progress: 1 under way | blocked",
      "trained | issue_comment.edited | success: 1 succeeded | may merge",
    ]
  `);
});

test('GitHub’s own “Re-run all checks” of what was green', async () => {
  const { github, repo, rows, note, carryOut, change } = await openStory();
  const sha = await change('topic', '1');
  await github.user('ada').openPull(repo, { head: 'topic' });
  await carryOut();
  await note('trained', sha);
  const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines');
  github.user('ada').rerunAll(repo, check?.id ?? 0);
  await note('Re-run all pressed', sha);
  await carryOut();
  await note('trained', sha);
  expect(rows).toMatchInlineSnapshot(`
    [
      "trained | push + pull_request.opened + issue_comment.created | success: 1 succeeded | may merge",
      "Re-run all pressed | check_suite.rerequested + issue_comment.edited | in_progress: 1 under way | blocked",
      "trained | issue_comment.edited | success: 1 succeeded | may merge",
    ]
  `);
});

test('a step of main that waits for an approval', async () => {
  const deploy = '  deploy: { needs: [train], approval: {}, run: echo deploy }\n';
  const story = await openStory(deploy, { restricted: true });
  const { github, repo, rows, note, carryOut, change } = story;
  const sha = await change('main', '1');
  await carryOut();
  await note('waits', sha);
  const check = repo.checkRuns(sha).findLast(({ name }) => name === 'mlpipelines: churn');
  const approve = check?.actions.find(({ label }) => label === 'Approve')?.identifier ?? '';
  github.user('cat').press(repo, check?.id ?? 0, approve);
  await note('approved', sha);
  await carryOut();
  await note('looked at once more', sha);
  await carryOut();
  await note('deployed', sha);
  expect(rows).toMatchInlineSnapshot(`
    [
      "waits | push | action_required: 1 waiting for approval | blocked",
      "approved | check_run.requested_action | action_required: 1 waiting for approval | blocked",
      "looked at once more | - | in_progress: 1 under way | blocked",
      "deployed | - | success: 1 succeeded | may merge",
    ]
  `);
});

test('a force-push over a green head', async () => {
  const { github, repo, rows, note, carryOut, change } = await openStory();
  const sha = await change('topic', '1');
  await github.user('ada').openPull(repo, { head: 'topic' });
  await carryOut();
  await note('trained', sha);
  const other = await repo.commit({
    branch: 'topic',
    files: { 'data.csv': '2\n' },
    force: true,
    by: 'ada',
  });
  await note('pushed over', other);
  await carryOut('fails');
  await note('failed', other);
  await note('and the head before', sha);
  expect(rows).toMatchInlineSnapshot(`
    [
      "trained | push + pull_request.opened + issue_comment.created | success: 1 succeeded | may merge",
      "pushed over | push + pull_request.synchronize + issue_comment.edited | in_progress: 1 under way | blocked",
      "failed | issue_comment.edited | failure: 1 failed | blocked",
      "and the head before | - | success: 1 succeeded | may merge",
    ]
  `);
});

test('a merge queue, one group that passes and one that does not', async () => {
  const story = await openStory('', { queue: true });
  const { github, repo, rows, note, carryOut, change } = story;
  const head = await change('topic', '1');
  const pull = await github.user('ada').openPull(repo, { head: 'topic' });
  await carryOut();
  await note('trained', head);
  await github.user('ada').enqueue(repo, pull);
  const group = repo.record.queues.get('main')?.[0]?.headSha ?? '';
  await note('queued', group);
  await carryOut();
  await note('group trained', group);
  const second = await change('other', '2');
  const failing = await github.user('ada').openPull(repo, { head: 'other' });
  await carryOut();
  await note('second trained', second);
  await github.user('ada').enqueue(repo, failing);
  const red = repo.record.queues.get('main')?.[0]?.headSha ?? '';
  await carryOut('fails');
  await note('second group failed', red);
  expect(await repo.sha('main')).toBe(group);
  expect(rows).toMatchInlineSnapshot(`
    [
      "trained | push + pull_request.opened + issue_comment.created | success: 1 succeeded | may merge",
      "queued | pull_request.enqueued + push + merge_group.checks_requested | in_progress: 1 under way | blocked",
      "group trained | pull_request.closed + push + push + merge_group.destroyed | success: 1 succeeded | may merge",
      "second trained | push + pull_request.opened + issue_comment.created | success: 1 succeeded | may merge",
      "second group failed | pull_request.enqueued + push + merge_group.checks_requested + push + merge_group.destroyed + pull_request.dequeued | failure: 1 failed | blocked",
    ]
  `);
});

test('an annotated tag', async () => {
  const { repo, rows, note, carryOut } = await openStory();
  const sha = await repo.sha('main');
  await repo.annotatedTag('v1', sha, 'ada');
  await note('tagged', sha);
  await carryOut();
  await note('trained', sha);
  expect(rows).toMatchInlineSnapshot(`
    [
      "tagged | push | in_progress: 1 under way | blocked",
      "trained | - | success: 1 succeeded | may merge",
    ]
  `);
});

test('a fork’s pull request that somebody lets run', async () => {
  const { github, repo, rows, note, carryOut } = await openStory();
  const fork = await repo.fork('eve');
  const sha = await fork.commit({ branch: 'topic', files: { 'data.csv': '1\n' }, by: 'eve' });
  const pull = await github.user('eve').openPull(repo, { head: 'topic', from: fork });
  await note('pull request opened', sha);
  github.user('ada').comment(repo, pull, `/mlp ok ${sha}`);
  await note('let run', sha);
  await carryOut();
  await note('trained', sha);
  expect(rows).toMatchInlineSnapshot(`
    [
      "pull request opened | pull_request.opened | action_required: 1 held back | blocked",
      "let run | issue_comment.created + issue_comment.created + issue_comment.created | in_progress: 1 under way | blocked",
      "trained | issue_comment.edited + issue_comment.edited | success: 1 succeeded | may merge",
    ]
  `);
});

test('a push that nothing of it concerns', async () => {
  const paths = `on: { pull_request: { paths: ["src/**"] } }`;
  const { github, repo, rows, note } = await openStory();
  const text = `name: churn\n${paths}\nsteps: { train: { run: echo train } }\n`;
  await repo.commit({ files: { '.mlpipelines/churn.yml': text }, by: 'ada' });
  const sha = await repo.commit({ branch: 'topic', files: { 'README.md': 'x\n' }, by: 'ada' });
  await note('pushed', sha);
  await github.user('ada').openPull(repo, { head: 'topic' });
  await note('pull request opened', sha);
  expect(rows).toMatchInlineSnapshot(`
    [
      "pushed | push + push | success: Nothing affected | may merge",
      "pull request opened | pull_request.opened | success: Nothing affected | may merge",
    ]
  `);
});
