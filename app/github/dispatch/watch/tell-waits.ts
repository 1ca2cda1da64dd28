import type { AttemptWait } from '../../../domain/run/attempt-wait.ts';
import type { Instant } from '../../../domain/run/run.ts';
import type { LiveAttempt } from '../../../runtime/ports/hosted/dispatches.ts';
import type { ActionsDeps } from '../actions-deps.ts';
import type { ActionsJob } from './list-jobs.ts';

/** An attempt of a dispatch with the job that it became; null: GitHub does not show it. */
export type AttemptJob = {
  readonly attempt: LiveAttempt;
  readonly environment: string;
  /** Whether a machine is started for it. */
  readonly hasMachine: boolean;
  readonly job: ActionsJob | null;
};

/** Tells runs which of their attempts GitHub keeps waiting, and which no more. What they know already costs nothing. */
export async function tellWaits(
  { tell }: ActionsDeps,
  seen: readonly AttemptJob[],
  seenAt: Instant,
): Promise<void> {
  for (const one of seen) {
    const { run, key, attempt, status } = one.attempt;
    const isOver = one.job !== null && one.job.conclusion !== null;
    if (status !== 'starting' || isOver) continue;
    // It is its machine that it waits for, and whoever starts that says how far it is.
    if (one.hasMachine && isQueued(one)) continue;
    await tell(run, { type: 'attempt.waits', key, attempt, on: waitOf(one), seenAt });
  }
}

/** What protects its environment is passed: what is still to pass has the status `waiting`. */
export function isQueued({ job }: AttemptJob): boolean {
  return job?.status === 'queued';
}

// Both kinds of wait are told apart by the job's status: https://docs.github.com/rest/actions/workflow-jobs
function waitOf({ job, environment }: AttemptJob): AttemptWait | null {
  switch (job?.status) {
    case 'queued':
    case 'pending':
    case 'requested':
      return { for: 'queue', url: job.url };
    case 'waiting':
      return { for: 'environment', environment, url: job.url };
    default:
      return null;
  }
}
