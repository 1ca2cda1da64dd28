import { emit } from '../hooks/emit.ts';
import type { Repository } from '../state/repository.ts';
import type { Job, WorkflowRun } from '../state/runs.ts';
import type { World } from '../state/world.ts';
import { jobView, workflowRunView, workflowView } from '../views/run-view.ts';

export function emitRun(
  world: World,
  repository: Repository,
  {
    run,
    action,
  }: { readonly run: WorkflowRun; readonly action: 'requested' | 'in_progress' | 'completed' },
): void {
  emit(world, {
    event: 'workflow_run',
    action,
    repository,
    sender: run.actor,
    about: {
      workflow_run: workflowRunView(world, repository, run),
      workflow: workflowView(world, repository, run.workflow),
    },
  });
}

export function emitJob(
  world: World,
  repository: Repository,
  {
    job,
    action,
  }: { readonly job: Job; readonly action: 'queued' | 'waiting' | 'in_progress' | 'completed' },
): void {
  emit(world, {
    event: 'workflow_job',
    action,
    repository,
    sender: job.run.actor,
    about: { workflow_job: jobView(world, repository, job) },
  });
}
