import { createHmac } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../clock.ts';
import { clientOf, openTestGitHub } from '../testing/open-test-github.ts';
import { openReceiver } from '../testing/webhook-receiver.ts';

const PERMISSIONS = {
  contents: 'read',
  checks: 'write',
  pull_requests: 'write',
  issues: 'write',
} as const;
const EVENTS = ['push', 'pull_request', 'issue_comment', 'issues', 'pull_request_review'];

async function scene(clock = new VirtualClock(Date.now())) {
  const github = await openTestGitHub({ clock });
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  const repo = github.repository('acme/model', { collaborators: { ann: 'write', bob: 'admin' } });
  await repo.commit({ files: { 'a.txt': 'a\n' } });
  const app = github.app({
    permissions: PERMISSIONS,
    events: EVENTS,
    webhookUrl: receiver.url,
    webhookSecret: 'hush',
  });
  const installation = app.install([repo], 'bob');
  await github.settled();
  return { github, clock, receiver, repo, app, installation, ann: github.user('ann') };
}

test('a push reaches the App signed, with what changed, then the suite of its commit', async () => {
  const { github, receiver, repo, installation } = await scene();
  const sha = await repo.commit({ files: { 'a.txt': null, 'b/c.txt': 'c\n' }, by: 'ann' });
  await github.settled();
  expect(receiver.names()).toEqual(['installation.created', 'push', 'check_suite.requested']);
  const { headers, body, payload } = receiver.received[1] ?? expect.fail();
  const signature = createHmac('sha256', 'hush').update(body).digest('hex');
  expect(headers.get('x-hub-signature-256')).toBe(`sha256=${signature}`);
  expect(payload).toMatchObject({
    ref: 'refs/heads/main',
    after: sha,
    forced: false,
    commits: [{ id: sha, added: ['b/c.txt'], removed: ['a.txt'], author: { username: 'ann' } }],
    sender: { login: 'ann', type: 'User' },
    installation: { id: installation },
  });
});

test('a pull request tells of its life', async () => {
  const { github, receiver, repo, ann } = await scene();
  await repo.commit({ branch: 'topic', files: { 'a.txt': 'b\n' }, by: 'ann' });
  const number = await ann.openPull(repo, { head: 'topic' });
  await repo.commit({ branch: 'topic', files: { 'a.txt': 'c\n' }, by: 'ann' });
  ann.comment(repo, number, '/retrain');
  github.user('bob').review(repo, number, { state: 'APPROVED' });
  await github.user('bob').merge(repo, number);
  await github.settled();
  expect(receiver.names().slice(1)).toEqual([
    'push',
    'check_suite.requested',
    'pull_request.opened',
    'push',
    'pull_request.synchronize',
    'check_suite.requested',
    'issue_comment.created',
    'pull_request_review.submitted',
    'pull_request.closed',
    'push',
    'check_suite.requested',
  ]);
  const closed = receiver.received.find(({ action }) => action === 'closed');
  expect(closed?.payload['pull_request']).toMatchObject({ merged: true, changed_files: 1 });
});

test('buttons and re-runs of a check reach only the App that owns it', async () => {
  const { github, receiver, repo, app, installation, ann } = await scene();
  const other = await openReceiver();
  onTestFinished(() => other.close());
  github.app({ slug: 'other', permissions: PERMISSIONS, webhookUrl: other.url }).install([repo]);
  const { data } = await clientOf(github, app, installation).rest.checks.create({
    owner: 'acme',
    repo: 'model',
    name: 'mlpipelines',
    head_sha: await repo.sha(),
    external_id: 'run-1',
    conclusion: 'failure',
    actions: [{ label: 'Retry', description: 'failed steps', identifier: 'retry' }],
  });
  ann.press(repo, data.id, 'retry');
  ann.rerun(repo, data.id);
  ann.rerunAll(repo, data.id);
  await github.settled();
  expect(receiver.names().slice(1)).toEqual([
    'check_run.created',
    'check_run.completed',
    'check_suite.completed',
    'check_run.requested_action',
    'check_run.rerequested',
    'check_suite.rerequested',
  ]);
  expect(receiver.received[4]?.payload).toMatchObject({
    requested_action: { identifier: 'retry' },
    check_run: { external_id: 'run-1' },
    sender: { login: 'ann' },
  });
  expect(other.names().slice(1)).toEqual([
    'check_run.created',
    'check_run.completed',
    'check_suite.completed',
  ]);
});

test('a lost delivery is listed as failed and redelivered under its GUID', async () => {
  const { github, receiver, repo, app, ann } = await scene();
  const number = ann.openIssue(repo, 'Something');
  github.deliveries.rule({ event: 'issue_comment', times: 1, fate: { kind: 'lose' } });
  ann.comment(repo, number, 'lost');
  await github.settled();
  expect(receiver.names()).not.toContain('issue_comment.created');
  const { apps } = clientOf(github, app).rest;
  const { data: failed } = await apps.listWebhookDeliveries({ status: 'failure' });
  expect(failed).toMatchObject([{ event: 'issue_comment', status_code: 504, redelivery: false }]);
  await apps.redeliverWebhookDelivery({ delivery_id: failed[0]?.id ?? 0 });
  await github.settled();
  expect(receiver.received.at(-1)).toMatchObject({ guid: failed[0]?.guid, action: 'created' });
  const { data: all } = await apps.listWebhookDeliveries();
  expect(all[0]).toMatchObject({ guid: failed[0]?.guid, redelivery: true, status: 'OK' });
  const { data: one } = await apps.getWebhookDelivery({ delivery_id: all[0]?.id ?? 0 });
  expect(one.request.payload).toMatchObject({ comment: { body: 'lost' } });
});

test('deliveries can be doubled, late, out of order and never made', async () => {
  const { github, clock, receiver, repo, ann } = await scene();
  const { deliveries } = github;
  const bodies = () =>
    receiver.received.flatMap(({ payload }) =>
      'comment' in payload ? (payload['comment'] as { body: string }).body : [],
    );
  const number = ann.openIssue(repo, 'Something');
  for (const kind of ['duplicate', 'overtaken', 'vanish'] as const)
    deliveries.rule({ event: 'issue_comment', times: 1, fate: { kind } });
  deliveries.rule({ event: 'issue_comment', times: 1, fate: { kind: 'delay', ms: 60_000 } });
  for (const body of ['doubled', 'overtaken', 'never', 'late', 'usual'])
    ann.comment(repo, number, body);
  await github.settled();
  expect(bodies()).toEqual(['doubled', 'doubled', 'usual', 'overtaken']);
  clock.advance(60_000);
  await expect.poll(() => bodies().at(-1)).toBe('late');
  const doubled = receiver.received.filter(({ event }) => event === 'issue_comment').slice(0, 2);
  expect(new Set(doubled.map(({ guid }) => guid)).size).toBe(1);
});

test('an App that answers 500 is not asked again', async () => {
  const { github, receiver, repo, ann } = await scene();
  receiver.answer(500);
  ann.openIssue(repo, 'Something');
  await github.settled();
  expect(receiver.names().filter((name) => name === 'issues.opened')).toHaveLength(1);
  expect(github.deliveries.attempts().at(-1)).toMatchObject({ statusCode: 500 });
});

test('an App hears of nothing it is not installed on, not subscribed to or not permitted', async () => {
  const { github, receiver, repo, app, installation } = await scene();
  await github.repository('acme/secret').commit({ files: { 'a.txt': 'a' } });
  app.suspend(installation);
  await repo.commit({ files: { 'a.txt': 'unseen' } });
  app.unsuspend(installation);
  app.uninstall(installation);
  await repo.commit({ files: { 'a.txt': 'unseen too' } });
  await github.settled();
  expect(receiver.names()).toEqual([
    'installation.created',
    'installation.suspend',
    'installation.unsuspend',
    'installation.deleted',
  ]);
});

test('an App that asks for more hears when it is granted, and hears of more from then on', async () => {
  const { github, receiver, repo, app, installation } = await scene();
  app.grant(installation, { permissions: { actions: 'read' }, events: ['create'] }, 'bob');
  await repo.commit({ branch: 'topic', files: { 'a.txt': 'b\n' }, by: 'ann' });
  await github.settled();
  expect(receiver.names().slice(1)).toEqual([
    'installation.new_permissions_accepted',
    'push',
    'create',
    'check_suite.requested',
  ]);
  expect(receiver.received[1]?.payload['installation']).toMatchObject({
    permissions: { actions: 'read', checks: 'write' },
  });
});

test('pushes at one time each tell of themselves, and a removed branch closes its pull request', async () => {
  const { github, receiver, repo, ann } = await scene();
  const first = await repo.commit({ branch: 'topic', files: { 'a.txt': 'b\n' } });
  const number = await ann.openPull(repo, { head: 'topic' });
  const second = await repo.commit({ branch: 'topic', files: { 'a.txt': 'c\n' } });
  const third = repo.commit({ branch: 'topic', files: { 'a.txt': 'd\n' } });
  await Promise.all([third, repo.commit({ branch: 'other', files: { 'a.txt': 'e\n' } })]);
  await repo.deleteBranch('topic');
  await github.settled();
  const heads = receiver.received.flatMap(({ action, payload }) =>
    action === 'synchronize' ? [[payload['before'], payload['after']]] : [],
  );
  expect(heads).toEqual([
    [first, second],
    [second, await third],
  ]);
  expect(repo.pulls()).toMatchObject([{ number, state: 'closed', pull: { mergedAt: null } }]);
});

test('an installation tells which repositories it gains and loses', async () => {
  const { github, receiver, app, installation } = await scene();
  const more = github.repository('acme/more');
  app.select(installation, { add: [more] }, 'bob');
  app.select(installation, { remove: [more] }, 'bob');
  await github.settled();
  expect(receiver.names().slice(1)).toEqual([
    'installation_repositories.added',
    'installation_repositories.removed',
  ]);
});
