import { runCost, type NamedRun, type RunCost } from '../../costs/run-cost.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Store } from '../ports/store.ts';

export type CostStore = Pick<Store, 'runs' | 'machines'>;

/** What a run has cost until now; null: the store has forgotten it. */
export async function loadCost(
  store: CostStore,
  run: string,
  now: Instant,
): Promise<RunCost | null> {
  const rows = await store.runs.load(run);
  const plan = rows === null ? null : await store.runs.plan(rows.header.plan);
  if (rows === null || plan === null) return null;
  return runCost({ ...rows, plan, machines: await machinesOf(store, run) }, now);
}

export async function machinesOf(
  { machines }: Pick<Store, 'machines'>,
  run: string,
): Promise<NamedRun['machines']> {
  return (await machines.ofRun(run)).map(({ machine }) => machine);
}
