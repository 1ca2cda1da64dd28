import { asksOf } from '../../domain/asks.ts';
import type { Digest } from '../../domain/digest.ts';
import type { CacheHit } from '../../domain/run/event.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { storedProducts } from '../../domain/run/products-of.ts';
import { readsCache } from '../../domain/run/reads-cache.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { StoredWork } from '../../runtime/facts/stored-work.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { WorkSource } from './rehearse-run.ts';

type Looking = {
  readonly store: Pick<StoreReads, 'cache'>;
  readonly stored: StoredWork;
  readonly clock: Clock;
};

/** What the cache of this machine would answer a run. */
export function cachedWork(looking: Looking): WorkSource {
  return ({ step, made, header }) => lookFor(looking, { step, cacheKey: made.cacheKey, header });
}

/** Work of this key that a step of a run would be given; `lost`: there is some, and bytes of it are gone or damaged. */
export async function lookFor(
  { store, stored, clock }: Looking,
  {
    step,
    cacheKey,
    header,
  }: { readonly step: PlanStep; readonly cacheKey: Digest; readonly header: RunHeader },
): Promise<CacheHit | 'lost' | null> {
  if (!readsCache(header.options, step.id)) return null;
  const maxAgeMs = step.cache?.maxAgeMs ?? null;
  const notBefore = maxAgeMs === null ? 0 : clock.now() - maxAgeMs;
  const hit = await store.cache.look({ cacheKey, asks: asksOf(step), notBefore });
  if (hit === null) return null;
  return (await stored.isWhole(header.id, storedProducts(hit))) ? hit : 'lost';
}
