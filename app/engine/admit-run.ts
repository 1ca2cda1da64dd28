import type { StepRow } from '../domain/run.ts';
import { arrive } from './arrive.ts';
import type { Draft } from './draft.ts';

/** The run may begin: its concurrency group let it, or it has none. */
export function admitRun(draft: Draft): void {
  if (draft.header.status !== 'queued') return;
  draft.putHeader({ ...draft.header, status: 'running', startedAt: draft.at });
  arriveAtFrontier(draft);
}

/** Takes on every step whose needs were over before the run began: the roots, and what lies behind steps taken over or left out. */
export function arriveAtFrontier(draft: Draft): void {
  for (const row of frontier(draft)) arrive(draft, row);
}

function frontier(draft: Draft): readonly StepRow[] {
  const found: StepRow[] = [];
  const ids = [...draft.plan.roots];
  const seen = new Set(ids);
  for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
    const row = draft.step(id);
    if (row?.state === 'waiting' && row.unmet === 0) found.push(row);
    if (row?.state !== 'over') continue;
    for (const dependent of draft.plan.dependentsOf(id)) {
      if (!seen.has(dependent)) ids.push(dependent);
      seen.add(dependent);
    }
  }
  return found.sort((a, b) => a.order - b.order);
}
