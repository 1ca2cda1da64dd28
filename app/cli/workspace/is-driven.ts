import type { Owner } from '../../runtime/ports/ids.ts';
import type { Store } from '../../runtime/ports/store.ts';

/** Whether a living process looks after a run: one that nobody drives goes on with `resume` only. */
export async function isDriven(
  store: Pick<Store, 'leases'>,
  owner: Owner,
  run: string,
): Promise<boolean> {
  const lease = await store.leases.driver(run);
  return lease !== null && lease.until > Date.now() && !owner.isKnownDead(lease.owner);
}
