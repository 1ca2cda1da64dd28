import type { RunConclusion, RunStatus } from '../../domain/statuses.ts';

/** Whether a run has ended and changes no more. */
export function isOver(status: RunStatus): status is RunConclusion {
  return status !== 'queued' && status !== 'running' && status !== 'waiting';
}
