import { listed, ok, type Handlers } from '../http/handlers.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { environmentView } from '../views/environment-view.ts';
import { apiUrlOf } from '../views/repository-view.ts';
import { subjectPrefix } from '../views/subject-prefix.ts';

export const actionSettingsHandlers = {
  'actions/get-github-actions-permissions-repository': ({ world, repository }) =>
    ok(permissionsOf(world, repository)),

  'actions/get-github-actions-default-workflow-permissions-repository': ({ repository }) => {
    const { defaultPermissions, mayApprove } = repository.actions;
    return ok({
      default_workflow_permissions: defaultPermissions,
      can_approve_pull_request_reviews: mayApprove,
    });
  },

  // https://docs.github.com/rest/actions/oidc#get-the-customization-template-for-an-oidc-subject-claim-for-a-repository
  'actions/get-custom-oidc-sub-claim-for-repo': ({ repository }) => {
    const { hasImmutableSubject, subjectClaims } = repository.actions;
    return ok({
      use_default: subjectClaims === null,
      ...(subjectClaims !== null && { include_claim_keys: [...subjectClaims] }),
      use_immutable_subject: hasImmutableSubject,
      sub_claim_prefix: subjectPrefix(repository, hasImmutableSubject),
    });
  },

  // Those with protection rules, and those with secrets.
  'repos/get-all-environments': ({ world, repository }) => {
    const { environments, environmentSecrets } = repository;
    const names = [...new Set([...environments.keys(), ...environmentSecrets.keys()])];
    return listed(names, (name) => environmentView(world, repository, name), {
      key: 'environments',
    });
  },
} satisfies Handlers;

/** Who lets some actions alone is told of an address for them: https://docs.github.com/rest/actions/permissions */
function permissionsOf(world: World, repository: Repository) {
  const { enabled, allowed } = repository.actions;
  if (!enabled) return { enabled };
  const place = `${apiUrlOf(world, repository)}/actions/permissions/selected-actions`;
  return {
    enabled,
    allowed_actions: allowed,
    sha_pinning_required: false,
    ...(allowed === 'selected' && { selected_actions_url: place }),
  };
}
