import { ProbotOctokit, type Probot } from 'probot';
import { expect, onTestFinished, test } from 'vitest';
import { serveProbot } from '../../../support/serve-probot.ts';
import type { GitHub } from '../open-github.ts';
import { openTestGitHub } from '../testing/open-test-github.ts';
import type { SeededApp } from '../people/seeded-app.ts';

// Probot's own throttle, and no other way to turn it off: a write a second, for tests too slow.
const Unthrottled = ProbotOctokit.defaults((options: object) => ({
  ...options,
  throttle: { enabled: false },
  retry: { enabled: false },
}));

/** Starts an App of Probot as its README does, and tells GitHub where it listens. */
async function startApp(github: GitHub, app: SeededApp, load: (probot: Probot) => void) {
  const { id: appId, privateKey, webhookSecret: secret } = app.record;
  const given = { appId, privateKey, secret, baseUrl: github.apiUrl, Octokit: Unthrottled };
  const { url, close } = await serveProbot(load, given, { webhooksPath: '/hook' });
  onTestFinished(close);
  app.deliverTo(`${url}/hook`);
}

test('an App of Probot answers a push with a check, and a comment with a reaction', async () => {
  const github = await openTestGitHub();
  const repo = github.repository('acme/model', { collaborators: { ann: 'write' } });
  await repo.commit({ files: { 'a.txt': 'a\n' } });
  const app = github.app({
    permissions: { checks: 'write', contents: 'read', issues: 'write' },
    events: ['push', 'issue_comment'],
  });
  await startApp(github, app, (probot) => {
    probot.on('push', async (context) => {
      const { after: head_sha } = context.payload;
      await context.octokit.rest.checks.create(context.repo({ name: 'mlpipelines', head_sha }));
    });
    probot.on('issue_comment.created', async (context) => {
      const comment = { comment_id: context.payload.comment.id, content: 'eyes' as const };
      await context.octokit.rest.reactions.createForIssueComment(context.repo(comment));
    });
  });
  app.install([repo]);
  const sha = await repo.commit({ files: { 'a.txt': 'b\n' }, by: 'ann' });
  const number = github.user('ann').openIssue(repo, 'x');
  github.user('ann').comment(repo, number, '/retrain');
  await github.settled();
  expect(repo.checkRuns(sha)).toMatchObject([{ name: 'mlpipelines', status: 'queued' }]);
  const [comment] = repo.comments(number);
  expect([...(comment?.reactions.values() ?? [])]).toMatchObject([
    { content: 'eyes', user: { login: 'mlpipelines[bot]' } },
  ]);
});

test('an App with another secret takes nothing', async () => {
  const github = await openTestGitHub();
  const repo = github.repository('acme/model');
  const app = github.app({ permissions: { contents: 'read' }, events: ['push'] });
  await startApp(github, app, (probot) => {
    probot.onAny(() => expect.fail('It verified a signature of another secret.'));
  });
  app.record.webhookSecret = 'another';
  app.install([repo]);
  await github.settled();
  expect(github.deliveries.attempts()).toMatchObject([{ statusCode: 400 }]);
});
