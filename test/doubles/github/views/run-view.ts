import type { Repository } from '../state/repository.ts';
import type { EnvironmentReview, Job, Runner, Workflow, WorkflowRun } from '../state/runs.ts';
import type { World } from '../state/world.ts';
import { accountView } from './account-view.ts';
import { simpleCommitView } from './commit-view.ts';
import { pullLinks } from './pull-links.ts';
import { apiUrlOf, repositoryView, webUrlOf } from './repository-view.ts';
import { iso, isoOrNull, nodeId, type View } from './scalars.ts';

export function workflowView(world: World, repository: Repository, workflow: Workflow): View {
  const file = workflow.path.split('/').pop() ?? '';
  const branch = repository.defaultBranch;
  return {
    id: workflow.id,
    node_id: nodeId('Workflow', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: repository.actions.disabledWorkflows.has(workflow.path) ? 'disabled_manually' : 'active',
    created_at: iso(workflow.createdAt),
    updated_at: iso(workflow.createdAt),
    url: `${apiUrlOf(world, repository)}/actions/workflows/${workflow.id}`,
    html_url: `${webUrlOf(world, repository)}/blob/${branch}/${workflow.path}`,
    badge_url: `${webUrlOf(world, repository)}/actions/workflows/${file}/badge.svg`,
  };
}

export function workflowRunView(world: World, repository: Repository, run: WorkflowRun): View {
  const url = runUrl(world, repository, run);
  return {
    id: run.id,
    name: run.workflow.name,
    node_id: nodeId('WorkflowRun', run.id),
    check_suite_id: run.suite.id,
    check_suite_node_id: nodeId('CheckSuite', run.suite.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflow.path,
    run_number: run.runNumber,
    run_attempt: run.attempt,
    referenced_workflows: [],
    event: run.event,
    display_title: run.displayTitle,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflow.id,
    url,
    html_url: runWebUrl(world, repository, run),
    pull_requests: pullLinks(world, repository, run.headSha),
    created_at: iso(run.createdAt),
    updated_at: iso(run.updatedAt),
    actor: accountView(world, run.actor.account),
    triggering_actor: accountView(world, run.actor.account),
    run_started_at: iso(run.startedAt),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${apiUrlOf(world, repository)}/check-suites/${run.suite.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${apiUrlOf(world, repository)}/actions/workflows/${run.workflow.id}`,
    head_commit: simpleCommitView(run.suite.headCommit),
    repository: repositoryView(world, repository),
    head_repository: repositoryView(world, repository),
  };
}

export function jobView(world: World, repository: Repository, job: Job): View {
  return {
    id: job.id,
    run_id: job.run.id,
    run_url: runUrl(world, repository, job.run),
    run_attempt: job.run.attempt,
    node_id: nodeId('WorkflowJob', job.id),
    head_sha: job.run.headSha,
    head_branch: job.run.headBranch,
    workflow_name: job.run.workflow.name,
    url: `${apiUrlOf(world, repository)}/actions/jobs/${job.id}`,
    html_url: `${runWebUrl(world, repository, job.run)}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: iso(job.createdAt),
    started_at: iso(job.startedAt ?? job.createdAt),
    completed_at: isoOrNull(job.completedAt),
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      number: step.number,
      status: step.status,
      conclusion: step.conclusion,
      started_at: isoOrNull(step.startedAt),
      completed_at: isoOrNull(step.completedAt),
    })),
    check_run_url: `${apiUrlOf(world, repository)}/check-runs/${job.checkRun.id}`,
    labels: job.labels,
    runner_id: job.runner?.id ?? null,
    runner_name: job.runner?.name ?? null,
    runner_group_id: job.runner?.groupId ?? null,
    runner_group_name: job.runner?.groupName ?? null,
  };
}

export function environmentReviewView(
  world: World,
  { environment, state, by, comment }: EnvironmentReview,
): View {
  return { environments: [{ name: environment }], state, user: accountView(world, by), comment };
}

export function runnerView(runner: Runner): View {
  return {
    id: runner.id,
    name: runner.name,
    os: 'linux',
    status: runner.status,
    busy: runner.busy,
    ephemeral: true,
    runner_group_id: runner.groupId,
    labels: runner.labels.map((name, index) => ({ id: index + 1, name, type: 'custom' })),
  };
}

export function runUrl(world: World, repository: Repository, run: WorkflowRun): string {
  return `${apiUrlOf(world, repository)}/actions/runs/${run.id}`;
}

export function runWebUrl(world: World, repository: Repository, run: WorkflowRun): string {
  return `${webUrlOf(world, repository)}/actions/runs/${run.id}`;
}
