import type { RunCost } from '../../costs/run-cost.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { CostQuery } from '../ports/costs.ts';
import type { Store } from '../ports/store.ts';
import { loadCost } from './load-cost.ts';

/** At most so many runs that are not over, or just were, are looked at. */
const MOST_OPEN = 200;

export type ListedCosts = {
  /** Newest first. */
  readonly runs: readonly RunCost[];
  /** There were more than were asked for. */
  readonly isCut: boolean;
};

/** What the runs of a repository have cost that were started since, those at work until now. */
export async function listCosts(
  store: Pick<Store, 'runs' | 'machines' | 'costs'>,
  { repository, since, limit }: CostQuery,
  now: Instant,
): Promise<ListedCosts> {
  const kept = await store.costs.list({ repository, since, limit: limit + 1 });
  const open = await store.runs.list({
    pipeline: null,
    open: true,
    limit: MOST_OPEN + 1,
    ...(repository !== 0 && { repository }),
  });
  const moving = [
    ...open
      .filter(({ createdAt, hosted }) => {
        return createdAt >= since && (hosted?.repository.id ?? 0) === repository;
      })
      .map(({ id }) => id),
    ...kept.flatMap(({ run, cost }) => (cost === null ? [run] : [])),
  ];
  const runs = kept.flatMap(({ cost }) => cost ?? []);
  for (const run of moving.slice(0, MOST_OPEN)) {
    const cost = await loadCost(store, run, now);
    if (cost !== null) runs.push(cost);
  }
  return {
    runs: runs.toSorted((a, b) => b.at - a.at || (a.run < b.run ? 1 : -1)).slice(0, limit),
    isCut: runs.length > limit || moving.length > MOST_OPEN,
  };
}
