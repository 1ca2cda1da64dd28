import { expect, test } from 'vitest';
import { clientOf, openTestGitHub } from '../testing/open-test-github.ts';

const AT = { owner: 'acme', repo: 'model' };
const PLAIN = { ...AT, auto_merge: false, required_contexts: [] as string[] };

async function scene(permissions: Readonly<Record<string, 'read' | 'write'>> = {}) {
  const github = await openTestGitHub();
  const repo = github.repository('acme/model', { private: true });
  const sha = await repo.commit({ files: { 'a.txt': 'a\n' } });
  const app = github.app({
    permissions: { deployments: 'write', checks: 'write', contents: 'read', ...permissions },
  });
  const kit = clientOf(github, app, app.install([repo]));
  const { repos } = kit.rest;
  const deploy = async (more: object = {}) => {
    const { data } = await repos.createDeployment({ ...PLAIN, ref: sha, ...more });
    if (!('id' in data)) throw new Error('It was merged.');
    return data;
  };
  const say = (deployment_id: number, state: 'queued' | 'in_progress' | 'success' | 'inactive') =>
    repos.createDeploymentStatus({ ...AT, deployment_id, state });
  const states = (id: number) => repo.record.deployments.get(id)?.statuses.map((s) => s.state);
  return { github, repo, sha, kit, repos, deploy, say, states };
}

test('a deployment is made, found by what it is of, and stands as was said last', async () => {
  const { repos, deploy, say, sha } = await scene();
  const payload = { mlp: { model: 'churn' } };
  const made = await deploy({ environment: 'staging', payload });
  expect(made).toMatchObject({ sha, payload, production_environment: false, task: 'deploy' });
  await deploy();
  await say(made.id, 'queued');
  await say(made.id, 'success');
  const { data } = await repos.listDeployments({ ...AT, sha, environment: 'staging' });
  expect(data.map(({ id }) => id)).toEqual([made.id]);
  const told = await repos.listDeploymentStatuses({ ...AT, deployment_id: made.id });
  expect(told.data.map(({ state }) => state)).toEqual(['success', 'queued']);
});

test('a success makes those before it inactive, but none of production', async () => {
  const { deploy, say, states } = await scene();
  const ids: number[] = [];
  for (const environment of ['staging', 'staging', 'production', 'production']) {
    const { id } = await deploy({ environment });
    await say(id, 'success');
    ids.push(id);
  }
  expect(ids.map((id) => states(id))).toEqual([
    ['success', 'inactive'],
    ['success'],
    ['success'],
    ['success'],
  ]);
});

test('what is over does not begin again', async () => {
  const { deploy, say } = await scene();
  const { id } = await deploy();
  await say(id, 'in_progress');
  await expect(say(id, 'queued')).rejects.toMatchObject({ status: 422 });
  await say(id, 'success');
  await expect(say(id, 'in_progress')).rejects.toMatchObject({ status: 422 });
  await say(id, 'inactive');
  await expect(say(id, 'success')).rejects.toMatchObject({ status: 422 });
});

test('a commit whose checks have not passed is refused, unless none is asked for', async () => {
  const { repos, kit, deploy, sha } = await scene();
  await kit.rest.checks.create({ ...AT, head_sha: sha, name: 'ci', status: 'in_progress' });
  const asked = { ...AT, ref: sha, auto_merge: false };
  await expect(repos.createDeployment(asked)).rejects.toMatchObject({
    status: 409,
    message: expect.stringContaining('Commit status checks failed'),
  });
  await deploy();
});

test('what is behind the default branch is refused, unless nothing is to be merged', async () => {
  const { repos, repo, sha, deploy } = await scene();
  await repo.commit({ files: { 'b.txt': 'b\n' } });
  const asked = { ...AT, ref: sha, required_contexts: [] };
  await expect(repos.createDeployment(asked)).rejects.toMatchObject({ status: 409 });
  await deploy();
});

test('an unknown ref, a long description and a missing permission are refused', async () => {
  const { repos, deploy } = await scene();
  const unknown = repos.createDeployment({ ...PLAIN, ref: 'nowhere' });
  await expect(unknown).rejects.toMatchObject({ status: 422 });
  const { id } = await deploy();
  const long = { ...AT, deployment_id: id, state: 'queued', description: 'x'.repeat(141) } as const;
  await expect(repos.createDeploymentStatus(long)).rejects.toMatchObject({ status: 422 });
  const reader = await scene({ deployments: 'read' });
  await expect(reader.deploy()).rejects.toMatchObject({
    status: 403,
    response: { headers: { 'x-accepted-github-permissions': 'deployments=write' } },
  });
});
