import { LEASE_MS, OWN_LEASE_MS } from './lease-length.ts';
import type { AttemptId } from '../ports/attempts.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { AttemptLease } from '../ports/leases.ts';

/**
 * A fresh lease on an attempt. Where attempts live and die with this process it is this process's, and renewed with all
 * it holds; elsewhere the attempt is its own owner, and only its heartbeat renews it.
 */
export function newLease({ host, owner, clock }: RuntimeDeps, of: AttemptId): AttemptLease {
  const { run, key, attempt } = of;
  const now = clock.now();
  return host.lifetime === 'process'
    ? { run, key, attempt, owner: owner.id, until: now + LEASE_MS }
    : { run, key, attempt, owner: `attempt ${run}/${attempt}/${key}`, until: now + OWN_LEASE_MS };
}
