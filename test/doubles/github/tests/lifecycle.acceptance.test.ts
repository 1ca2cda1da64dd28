import { expect, onTestFinished, test } from 'vitest';
import {
  clientOf,
  clientOfToken,
  clientOfUser,
  openTestGitHub,
} from '../testing/open-test-github.ts';
import { openReceiver } from '../testing/webhook-receiver.ts';

const AT = { owner: 'acme', repo: 'model' };
const PERMISSIONS = {
  contents: 'write',
  checks: 'write',
  issues: 'write',
  pull_requests: 'write',
} as const;

async function scene() {
  const github = await openTestGitHub();
  const receiver = await openReceiver();
  onTestFinished(() => receiver.close());
  const repo = github.repository('acme/model', { private: true, collaborators: { ann: 'write' } });
  const sha = await repo.commit({ files: { 'a.txt': 'a\n' } });
  const events = ['repository', 'issues', 'pull_request'];
  const app = github.app({ permissions: PERMISSIONS, events, webhookUrl: receiver.url });
  const installation = app.install([repo]);
  const names = async () => {
    await github.settled();
    return receiver.names().slice(1);
  };
  return { github, repo, sha, app, names, receiver, kit: clientOf(github, app, installation) };
}

test('an archived repository is read and not written, until that is taken back', async () => {
  const { repo, sha, names, kit } = await scene();
  repo.archive();
  expect((await kit.rest.repos.get(AT)).data.archived).toBe(true);
  const check = { ...AT, name: 'x', head_sha: sha };
  await expect(kit.rest.checks.create(check)).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('Repository was archived so is read-only.') as string,
  });
  repo.archive(false);
  await kit.rest.checks.create(check);
  expect(await names()).toEqual([
    'repository.archived',
    'repository.unarchived',
    'check_run.created',
  ]);
});

test('another default branch is told of as an edit', async () => {
  const { repo, names, kit } = await scene();
  await repo.commit({ branch: 'next', files: { 'b.txt': 'b\n' } });
  await repo.setDefaultBranch('next');
  expect((await kit.rest.repos.get(AT)).data.default_branch).toBe('next');
  const query = `query($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) { defaultBranchRef { name } object(expression: "HEAD:b.txt") { oid } }
  }`;
  expect(await kit.graphql(query, { owner: 'acme', name: 'model' })).toMatchObject({
    repository: {
      defaultBranchRef: { name: 'next' },
      object: { oid: expect.any(String) as string },
    },
  });
  expect(await names()).toEqual(['check_suite.requested', 'repository.edited']);
});

test('a renamed repository is led on to, whatever is asked, until another one is called so', async () => {
  const { github, repo, sha, names, kit } = await scene();
  repo.rename('better');
  expect((await kit.rest.repos.get(AT)).data.full_name).toBe('acme/better');
  const made = await kit.rest.checks.create({ ...AT, name: 'x', head_sha: sha });
  expect(repo.checkRuns(sha).map(({ id }) => id)).toEqual([made.data.id]);
  const query = `query($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { name } }`;
  expect(await kit.graphql(query, { owner: 'acme', name: 'model' })).toEqual({
    repository: { name: 'better' },
  });
  expect(await names()).toEqual(['repository.renamed', 'check_run.created']);
  github.repository('acme/model', { private: true });
  await expect(kit.rest.repos.get(AT)).rejects.toMatchObject({ status: 404 });
});

test('a repository that goes to another owner leaves the installation, and tells the new owner’s', async () => {
  const { repo, app, names, receiver, kit } = await scene();
  const other = app.install('umbrella');
  repo.transfer('umbrella');
  await expect(kit.rest.repos.get({ owner: 'umbrella', repo: 'model' })).rejects.toMatchObject({
    status: 404,
  });
  expect(await names()).toEqual([
    'installation.created',
    'installation_repositories.removed',
    'repository.transferred',
  ]);
  expect(receiver.received.at(-1)?.payload).toMatchObject({
    installation: { id: other },
    repository: { id: repo.record.id, owner: { login: 'umbrella' } },
    changes: { owner: { from: { organization: { login: 'acme' } } } },
  });
});

test('a removed repository is gone, and said to be', async () => {
  const { repo, names, kit } = await scene();
  repo.remove();
  await expect(kit.rest.repos.get(AT)).rejects.toMatchObject({ status: 404 });
  expect(await names()).toEqual(['repository.deleted', 'installation_repositories.removed']);
});

test('an App does not comment in a locked conversation, whoever may write does', async () => {
  const { github, repo, names, kit } = await scene();
  const ann = github.user('ann');
  const number = ann.openIssue(repo, 'x');
  await ann.setLocked(repo, number, true);
  const comment = { ...AT, issue_number: number, body: 'y' };
  await expect(kit.rest.issues.createComment(comment)).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('issue is locked') as string,
  });
  await clientOfUser(github, 'ann').rest.issues.createComment(comment);
  await ann.setLocked(repo, number, false);
  await kit.rest.issues.createComment(comment);
  expect(await names()).toEqual(['issues.opened', 'issues.locked', 'issues.unlocked']);
});

test('a ruleset that restricts creations refuses a branch with 422', async () => {
  const { repo, sha, kit } = await scene();
  repo.restrictCreations();
  await expect(kit.rest.git.createRef({ ...AT, ref: 'refs/heads/x', sha })).rejects.toMatchObject({
    status: 422,
  });
});

test('an installation that is gone has no tokens, old ones or new', async () => {
  const { github, repo, app } = await scene();
  const id = app.install([repo]);
  const held = clientOfToken(github, app.token(id));
  await held.rest.repos.get(AT);
  app.uninstall(id);
  await expect(held.rest.repos.get(AT)).rejects.toMatchObject({ status: 401 });
  await expect(clientOf(github, app, id).rest.repos.get(AT)).rejects.toMatchObject({ status: 404 });
});
