import { expect, onTestFinished, test } from 'vitest';
import { clientOf, openTestGitHub } from '../testing/open-test-github.ts';
import { openReceiver } from '../testing/webhook-receiver.ts';

const PERMISSIONS = { contents: 'read', checks: 'write', pull_requests: 'read' } as const;

async function scene(permissions: Readonly<Record<string, 'read' | 'write'>>) {
  const github = await openTestGitHub();
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  const repo = github.repository('acme/model', { collaborators: { ann: 'write' } });
  await repo.commit({ files: { 'a.txt': 'a\n' } });
  repo.protect('main', { checks: ['judge'], restricted: false, queue: true });
  const events = ['push', 'pull_request', 'merge_group'];
  const app = github.app({ permissions, events, webhookUrl: receiver.url });
  const installation = app.install([repo], 'ann');
  const octokit = clientOf(github, app, installation);
  const ann = github.user('ann');
  const judge = async (head_sha: string, conclusion: 'success' | 'failure') => {
    const check = { owner: 'acme', repo: 'model', name: 'judge', head_sha, conclusion };
    await octokit.rest.checks.create(check);
    await github.settled();
  };
  const enqueue = async (branch: string) => {
    const sha = await repo.commit({ branch, files: { [`${branch}.txt`]: 'x\n' }, by: 'ann' });
    const number = await ann.openPull(repo, { head: branch });
    await judge(sha, 'success');
    await ann.enqueue(repo, number);
    await github.settled();
    return number;
  };
  const groups = () =>
    receiver.received
      .filter(({ event }) => event === 'merge_group')
      .map(({ action, payload }) => ({ action, payload }));
  return { github, receiver, repo, ann, octokit, judge, enqueue, groups };
}

const QUEUE = `{ repository(owner: "acme", name: "model") { mergeQueue(branch: "main") {
  entries(first: 10) { nodes { position headCommit { oid } pullRequest { number } } } } } }`;

test('what is enqueued gets a group on what waits before it, and green groups become the branch', async () => {
  const { repo, octokit, judge, enqueue, groups } = await scene({
    ...PERMISSIONS,
    merge_queues: 'read',
  });
  await enqueue('one');
  await enqueue('two');
  const asked = groups();
  expect(asked.map(({ action }) => action)).toEqual(['checks_requested', 'checks_requested']);
  const [first, second] = asked.map(({ payload }) => payload['merge_group']) as {
    head_sha: string;
    base_sha: string;
    head_ref: string;
  }[];
  if (first === undefined || second === undefined) expect.fail();
  expect(second.base_sha).toBe(first.head_sha);
  expect(first.head_ref).toBe(`refs/heads/gh-readonly-queue/main/pr-1-${first.base_sha}`);
  expect(await octokit.graphql(QUEUE)).toMatchObject({
    repository: {
      mergeQueue: {
        entries: {
          nodes: [
            { position: 1, headCommit: { oid: first.head_sha }, pullRequest: { number: 1 } },
            { position: 2, headCommit: { oid: second.head_sha }, pullRequest: { number: 2 } },
          ],
        },
      },
    },
  });
  // The second alone is green: it waits for the one before it.
  await judge(second.head_sha, 'success');
  expect(await repo.sha()).not.toBe(second.head_sha);
  await judge(first.head_sha, 'success');
  expect(await repo.sha()).toBe(second.head_sha);
  expect(repo.pulls().map(({ pull }) => pull.mergedBy?.login)).toEqual([
    'github-merge-queue[bot]',
    'github-merge-queue[bot]',
  ]);
  expect([...(await repo.branches()).keys()].some((name) => name.includes('queue'))).toBe(false);
});

test('a red group is dropped, and what stood on it is tested anew', async () => {
  const { judge, enqueue, groups } = await scene({ ...PERMISSIONS, merge_queues: 'read' });
  await enqueue('one');
  await enqueue('two');
  const [first] = groups().map(({ payload }) => payload['merge_group']) as { head_sha: string }[];
  await judge(first?.head_sha ?? '', 'failure');
  const told = groups().map(({ action, payload }) => payload['reason'] ?? action);
  expect(told.slice(2)).toEqual(['dequeued', 'invalidated', 'checks_requested']);
});

test('an App without the permission for merge queues hears of no group', async () => {
  const { enqueue, groups } = await scene(PERMISSIONS);
  await enqueue('one');
  expect(groups()).toEqual([]);
});
