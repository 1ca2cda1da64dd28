import type { RunOrder } from '../../github/actions-backend.ts';
import type { RunnerEnvironment } from '../runner/job-message.ts';

export type ClaimedJob = {
  readonly checkRunId: number;
  readonly environment: string | null;
  readonly runnerEnvironment: RunnerEnvironment;
};

/**
 * The claims of a job's id-tokens, all texts as on GitHub; `sub` in the immutable form of repositories made since
 * July 2026. https://docs.github.com/actions/reference/security/oidc
 */
export function idTokenClaims(order: RunOrder, job: ClaimedJob): Record<string, string> {
  const { repository, workflow, actor, ref, sha } = order;
  const { owner } = repository;
  const workflowRef = `${repository.fullName}/${workflow.path}@${ref}`;
  const place = `repo:${owner.login}@${owner.id}/${repository.name}@${repository.id}`;
  const what = job.environment === null ? `ref:${ref}` : `environment:${escaped(job.environment)}`;
  return {
    sub: `${place}:${what}`,
    actor: actor.login,
    actor_id: String(actor.id),
    base_ref: '',
    check_run_id: String(job.checkRunId),
    ...(job.environment !== null && { environment: job.environment }),
    event_name: order.event,
    head_ref: '',
    job_workflow_ref: workflowRef,
    job_workflow_sha: sha,
    ref,
    ref_protected: String(order.refProtected),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    repository: repository.fullName,
    repository_id: String(repository.id),
    repository_owner: owner.login,
    repository_owner_id: String(owner.id),
    repository_visibility: repository.visibility,
    run_attempt: String(order.runAttempt),
    run_id: String(order.runId),
    run_number: String(order.runNumber),
    runner_environment: job.runnerEnvironment,
    sha,
    workflow: workflow.name,
    workflow_ref: workflowRef,
    workflow_sha: sha,
  };
}

function escaped(name: string): string {
  return name.replaceAll(':', '%3A');
}
