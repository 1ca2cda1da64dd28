import { onNeedsMet } from './on-needs-met.ts';
import type { Draft } from './state/draft.ts';

/** The run may begin: its concurrency group let it, or it has none. */
export function admitRun(draft: Draft): void {
  if (draft.header.status !== 'queued') return;
  draft.putHeader({ ...draft.header, status: 'running' });
  arriveAtFrontier(draft);
}

/** Takes on every step whose needs were over before the run began: the roots, and what lies behind steps taken over or left out. */
export function arriveAtFrontier(draft: Draft): void {
  for (const row of draft.unblocked()) onNeedsMet(draft, row);
}
