import type { Draft } from '../state/draft.ts';

/** The first of a run's steps begins, or is taken from the cache: from then on the run takes time. What it waited before does not count. */
export function beginRun(draft: Draft): void {
  if (draft.header.startedAt === null) draft.putHeader({ ...draft.header, startedAt: draft.at });
}
