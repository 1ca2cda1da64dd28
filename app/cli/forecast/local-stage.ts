import type { BlobStore } from '../../../content/blob-store.ts';
import { localClock } from '../../local/local-clock.ts';
import { createLocalPython } from '../../local/local-python.ts';
import { createLocalRepository } from '../../local/local-repository.ts';
import { knownComparisons } from '../../runtime/comparing/comparer.ts';
import type { ComparisonQuestion } from '../../runtime/comparing/comparison-question.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { Io } from '../io.ts';
import type { Stage } from './rehearse-run.ts';

/** What a rehearsal asks on this machine. */
export function localStage<S extends StoreReads, B extends BlobStore>(
  root: string,
  env: Io['env'],
  { store, blobs }: { readonly store: S; readonly blobs: B },
): Stage & { readonly store: S; readonly blobs: B } {
  const repository = createLocalRepository(root);
  const python = createLocalPython(env);
  const comparer = {
    known: (questions: readonly ComparisonQuestion[]) => knownComparisons(store, questions),
  };
  return { store, blobs, comparer, repository, python, clock: localClock, chance: () => 0 };
}
