import { LEASE_MS } from './lease-length.ts';
import type { AttemptId } from './ports.ts';
import type { RuntimeDeps } from './runtime.ts';
import type { AttemptLease } from './store-port.ts';

/**
 * A fresh lease on an attempt. Where attempts live and die with this process it is this process's, and renewed with all
 * it holds; elsewhere the attempt is its own owner, and only its heartbeat renews it.
 */
export function newLease({ host, owner, clock }: RuntimeDeps, of: AttemptId): AttemptLease {
  const { run, key, attempt } = of;
  const holder = host.lifetime === 'process' ? owner.id : `attempt ${run}/${attempt}/${key}`;
  return { run, key, attempt, owner: holder, until: clock.now() + LEASE_MS };
}
