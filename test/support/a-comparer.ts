import type { BlobStore } from '../../content/blob-store.ts';
import { openComparing } from '../../app/comparing/open-comparing.ts';
import { Comparer, type ComparerDeps } from '../../app/runtime/comparing/comparer.ts';
import { freshFolder } from './fresh-folder.ts';
import { realClock } from './real-clock.ts';

/** What compares examples, really: in a process that is started once it is asked something, and soon ends again. */
export function aComparer(store: ComparerDeps['store'], blobs: BlobStore): Comparer {
  return new Comparer({
    store,
    compare: openComparing(blobs, freshFolder()).compare,
    clock: realClock,
  });
}
