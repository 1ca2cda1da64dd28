import { createHash } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { openActions } from '../../actions/open-actions.ts';
import { makeRunnerArchive } from '../../actions/testing/runner-archive.ts';
import { clientOf, openTestGitHub } from '../testing/open-test-github.ts';
import type { Permissions } from '../state/accounts.ts';

const AT = { owner: 'acme', repo: 'model' };

async function open(permissions: Permissions) {
  const actions = await openActions();
  onTestFinished(() => actions.close());
  const github = await openTestGitHub({ backend: actions.backend });
  const archive = await makeRunnerArchive();
  onTestFinished(() => archive.remove());
  github.releaseRunner(archive);
  const repository = github.repository('acme/model');
  const app = github.app({ permissions });
  return { github, archive, repository, kit: clientOf(github, app, app.install([repository])) };
}

const JIT = { runner_group_id: 1, labels: ['mlp-1'] };

test('the newest runner is listed for each processor, and anybody can download what the list says', async () => {
  const { kit, archive, github } = await open({ administration: 'read' });
  const listed = await kit.rest.actions.listRunnerApplicationsForRepo(AT);
  expect(listed.data.map(({ os, architecture, filename }) => [os, architecture, filename])).toEqual(
    [
      ['linux', 'x64', `actions-runner-linux-x64-${archive.version}.tar.gz`],
      ['linux', 'arm64', `actions-runner-linux-arm64-${archive.version}.tar.gz`],
    ],
  );
  const address = listed.data[0]?.download_url ?? '';
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(302);
  const bytes = Buffer.from(await (await fetch(address)).arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(listed.data[0]?.sha256_checksum);
  expect((await fetch(`${github.url}/actions/runner/releases/download/v1/x.tar.gz`)).status).toBe(
    404,
  );
  github.releaseRunner({ ...archive, version: '2.999.0' });
  const [newer] = (await kit.rest.actions.listRunnerApplicationsForRepo(AT)).data;
  expect(newer?.filename).toBe('actions-runner-linux-x64-2.999.0.tar.gz');
  expect((await fetch(address)).status).toBe(200);
});

test("an organisation's runners are made, listed and deleted with the narrow permission alone", async () => {
  const { kit } = await open({ organization_self_hosted_runners: 'write' });
  const org = 'acme';
  expect((await kit.rest.actions.listRunnerApplicationsForOrg({ org })).data).toHaveLength(2);
  const made = await kit.rest.actions.generateRunnerJitconfigForOrg({ org, name: 'm', ...JIT });
  const { id } = made.data.runner;
  const again = kit.rest.actions.generateRunnerJitconfigForOrg({ org, name: 'm', ...JIT });
  await expect(again).rejects.toMatchObject({ status: 409 });
  const found = await kit.rest.actions.listSelfHostedRunnersForOrg({ org, name: 'm' });
  expect(found.data.runners.map((each) => each.id)).toEqual([id]);
  await kit.rest.actions.deleteSelfHostedRunnerFromOrg({ org, runner_id: id });
  const gone = kit.rest.actions.deleteSelfHostedRunnerFromOrg({ org, runner_id: id });
  await expect(gone).rejects.toMatchObject({ status: 404 });
  const ofRepository = kit.rest.actions.listRunnerApplicationsForRepo(AT);
  await expect(ofRepository).rejects.toMatchObject({ status: 403 });
});

test('a runner that has a job is not deleted', async () => {
  const { kit, repository } = await open({ administration: 'write' });
  const made = await kit.rest.actions.generateRunnerJitconfigForRepo({ ...AT, name: 'm', ...JIT });
  const runner = repository.record.runners.get(made.data.runner.id);
  if (runner === undefined) throw new Error('It was not registered.');
  runner.busy = true;
  const remove = () =>
    kit.rest.actions.deleteSelfHostedRunnerFromRepo({ ...AT, runner_id: runner.id });
  await expect(remove()).rejects.toMatchObject({
    status: 422,
    message: expect.stringMatching(/^Bad request - Runner "m" is still running a job"/),
  });
  runner.busy = false;
  expect((await remove()).status).toBe(204);
});
