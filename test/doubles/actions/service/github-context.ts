import type { RunOrder } from '../../github/actions-backend.ts';
import type { Json, JsonMap } from '../json.ts';

/** The `github` context of a run, without what only the runner knows. */
export function githubContext(order: RunOrder): JsonMap {
  const { repository, workflow, ref, urls } = order;
  return {
    actor: order.actor.login,
    actor_id: String(order.actor.id),
    triggering_actor: order.actor.login,
    api_url: urls.api,
    graphql_url: urls.graphql,
    server_url: urls.server,
    base_ref: '',
    head_ref: '',
    event: order.eventPayload as JsonMap,
    event_name: order.event,
    ref,
    ref_name: ref.replace(/^refs\/(heads|tags)\//, ''),
    ref_protected: order.refProtected,
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository: repository.fullName,
    repository_id: String(repository.id),
    repository_owner: repository.owner.login,
    repository_owner_id: String(repository.owner.id),
    repository_visibility: repository.visibility,
    repositoryUrl: repository.cloneUrl,
    retention_days: '90',
    run_id: String(order.runId),
    run_number: String(order.runNumber),
    run_attempt: String(order.runAttempt),
    secret_source: 'Actions',
    sha: order.sha,
    workflow: workflow.name,
    workflow_ref: `${repository.fullName}/${workflow.path}@${ref}`,
    workflow_sha: order.sha,
  } satisfies Record<string, Json>;
}
