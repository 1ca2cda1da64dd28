import { processesOfRun } from '../../local/run-processes.ts';
import type { Owner } from '../../runtime/ports/ids.ts';
import type { Store } from '../../runtime/ports/store.ts';

/**
 * Whether anything may still work in a run's workspace. Its lease does not tell: a process that was stopped, or whose
 * machine slept, renews none and goes on all the same, and steps go on where both their CLI and supervisor were killed.
 */
export async function isLive(
  store: Pick<Store, 'leases'>,
  owner: Owner,
  run: string,
): Promise<boolean> {
  const lease = await store.leases.driver(run);
  if (lease !== null && !owner.isKnownDead(lease.owner)) return true;
  return (await processesOfRun(run)).length > 0;
}
