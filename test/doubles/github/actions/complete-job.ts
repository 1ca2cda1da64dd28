import type { JobConclusion } from '../actions-backend.ts';
import { updateCheckRun } from '../acts/check-runs.ts';
import type { Repository } from '../state/repository.ts';
import type { Job } from '../state/runs.ts';
import type { World } from '../state/world.ts';
import { emitJob } from './emit-run.ts';

/** A job is over; it stays so. */
export function completeJob(
  { world, repository }: { readonly world: World; readonly repository: Repository },
  job: Job | null,
  conclusion: JobConclusion,
): void {
  if (job === null || job.status === 'completed') return;
  job.status = 'completed';
  job.conclusion = conclusion;
  job.completedAt = world.clock.now();
  if (job.token !== null) world.tokens.delete(job.token);
  emitJob(world, repository, { job, action: 'completed' });
  updateCheckRun(world, repository, { run: job.checkRun, change: { conclusion } });
}
