import { onNeedsMet } from './on-needs-met.ts';
import type { RunChanges } from './state/run-changes.ts';

/** The run may begin: its concurrency group let it, or it has none. */
export function admitRun(changes: RunChanges): void {
  if (changes.header.status !== 'queued') return;
  changes.putHeader({ ...changes.header, status: 'running' });
  beginFrontier(changes);
}

/** Takes on every step whose needs were over before the run began: the roots, and what lies behind steps reused or left out. */
export function beginFrontier(changes: RunChanges): void {
  for (const row of changes.unblocked()) onNeedsMet(changes, row);
}
