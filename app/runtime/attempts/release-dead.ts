import { LEASE_MS } from './lease-length.ts';
import type { RuntimeDeps } from '../runtime.ts';

/** Frees at once what processes hold that are known to be gone; what others hold frees itself when it runs out. */
export async function releaseDead({
  store,
  owner,
}: Pick<RuntimeDeps, 'store' | 'owner'>): Promise<void> {
  for (const holder of await store.leases.owners()) {
    if (holder !== owner.id && owner.isKnownDead(holder))
      await store.leases.release(holder, LEASE_MS);
  }
}
