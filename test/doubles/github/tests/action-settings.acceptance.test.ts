import { expect, test } from 'vitest';
import { clientOf, openTestGitHub } from '../testing/open-test-github.ts';
import type { Permissions } from '../state/accounts.ts';

const AT = { owner: 'acme', repo: 'model' };
const PATH = '.github/workflows/w.yml';

async function open(permissions: Permissions) {
  const github = await openTestGitHub();
  const repository = github.repository('acme/model');
  const app = github.app({ permissions });
  return { repository, kit: clientOf(github, app, app.install([repository])) };
}

test('settings of Actions are shown to who may read the administration', async () => {
  const { repository, kit } = await open({ administration: 'read' });
  const { actions } = kit.rest;
  expect((await actions.getGithubActionsPermissionsRepository(AT)).data).toEqual({
    enabled: true,
    allowed_actions: 'all',
    sha_pinning_required: false,
  });
  repository.setActions({ allowed: 'selected', defaultPermissions: 'write', mayApprove: true });
  const selected = (await actions.getGithubActionsPermissionsRepository(AT)).data;
  expect(selected.selected_actions_url).toContain('/acme/model/actions/permissions/selected');
  expect((await actions.getGithubActionsDefaultWorkflowPermissionsRepository(AT)).data).toEqual({
    default_workflow_permissions: 'write',
    can_approve_pull_request_reviews: true,
  });
  repository.setActions({ enabled: false });
  const off = (await actions.getGithubActionsPermissionsRepository(AT)).data;
  expect(off).toEqual({ enabled: false });
  await expect(actions.getCustomOidcSubClaimForRepo(AT)).rejects.toMatchObject({ status: 403 });
});

test('how `sub` begins and which environments there are is shown to who may read Actions', async () => {
  const { repository, kit } = await open({ actions: 'read', metadata: 'read' });
  const { actions, repos } = kit.rest;
  const { id, owner } = repository.record;
  const usual = (await actions.getCustomOidcSubClaimForRepo(AT)).data;
  expect(usual).toMatchObject({
    use_default: true,
    sub_claim_prefix: `repo:acme@${owner.id}/model@${id}`,
  });
  repository.setActions({ hasImmutableSubject: false, subjectClaims: ['repo', 'context'] });
  expect((await actions.getCustomOidcSubClaimForRepo(AT)).data).toMatchObject({
    use_default: false,
    include_claim_keys: ['repo', 'context'],
    sub_claim_prefix: 'repo:acme/model',
  });
  repository.environment('production', { reviewers: ['acme'] }).secret('K', 'v', 'staging');
  repository.environment('later', { waitMs: 120_000 });
  const { data } = await repos.getAllEnvironments(AT);
  const rules = data.environments?.map(({ name, protection_rules: all = [] }) => [
    name,
    all.map(({ type }) => type),
  ]);
  expect(rules).toEqual([
    ['production', ['required_reviewers']],
    ['later', ['wait_timer']],
    ['staging', []],
  ]);
});

test('a workflow that somebody switched off says so, and is not started', async () => {
  const { repository, kit } = await open({ actions: 'write', metadata: 'read' });
  await repository.commit({ files: { [PATH]: 'on: workflow_dispatch\njobs: {}\n' } });
  repository.record.actions.disabledWorkflows.add(PATH);
  const workflow = { ...AT, workflow_id: 'w.yml' };
  expect((await kit.rest.actions.getWorkflow(workflow)).data.state).toBe('disabled_manually');
  const started = kit.rest.actions.createWorkflowDispatch({ ...workflow, ref: 'main' });
  await expect(started).rejects.toMatchObject({ status: 422 });
});
