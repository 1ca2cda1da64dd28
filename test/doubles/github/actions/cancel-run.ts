import type { Repository } from '../state/repository.ts';
import type { WorkflowRun } from '../state/runs.ts';
import type { World } from '../state/world.ts';
import { reporterFor } from './reporter.ts';

/** Asks the backend to end a run; without one it ends at once. */
export function cancelRun(
  world: World,
  repository: Repository,
  { run, how }: { readonly run: WorkflowRun; readonly how: 'cancel' | 'force' },
): void {
  if (world.backend !== null) return world.backend.cancelRun(run.id, how);
  const reporter = reporterFor(world, repository, run);
  for (const job of repository.jobs.values())
    if (job.run === run) reporter.jobCompleted(job.id, 'cancelled');
  reporter.runCompleted('cancelled');
}
