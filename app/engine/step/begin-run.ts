import type { RunChanges } from '../state/run-changes.ts';

/** The first of a run's steps begins, or is taken from the cache: from then on the run takes time. What it waited before does not count. */
export function beginRun(changes: RunChanges): void {
  if (changes.header.startedAt === null)
    changes.putHeader({ ...changes.header, startedAt: changes.at });
}
