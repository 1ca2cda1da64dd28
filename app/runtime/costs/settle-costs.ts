import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { loadCost } from './load-cost.ts';

const AT_ONCE = 100;

/** Writes down what runs cost that are over and left no machine: nothing of it changes any more. */
export async function settleCosts({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'runs' | 'machines' | 'costs'>;
  readonly clock: Pick<Clock, 'now'>;
}): Promise<void> {
  for (;;) {
    const due = await store.costs.due(AT_ONCE);
    for (const run of due) await store.costs.keep(run, await loadCost(store, run, clock.now()));
    if (due.length < AT_ONCE) return;
  }
}
