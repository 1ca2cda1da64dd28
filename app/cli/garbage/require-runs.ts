import { relative } from 'node:path';
import type { StateFolder } from '../../local/state-folder.ts';
import { count } from '../../reports/words/step-words.ts';
import type { Store } from '../../runtime/ports/store.ts';
import { UsageError } from '../usage-error.ts';
import { runsIn } from './leftover.ts';

/**
 * Throws a `UsageError` where the store knows no run and yet runs have left something: of a store that was moved aside
 * or lost all would be garbage. Each pipeline keeps its newest run, so no store that was used is ever empty again.
 */
export async function requireRuns(
  { state, store }: { readonly state: StateFolder; readonly store: Pick<Store, 'garbage'> },
  blobs: number,
): Promise<void> {
  if (await store.garbage.knowsRuns()) return;
  const logs = (await runsIn(state.logs)).length;
  const left = [
    ...(logs > 0 ? [`logs of ${count(logs, 'run')}`] : []),
    ...(blobs > 0 ? [count(blobs, 'stored blob')] : []),
  ];
  if (left.length === 0) return;
  // Short and without spaces, whatever the repository's folder is called.
  const places = [state.logs, state.objects].map((place) => relative(state.root, place));
  throw new UsageError(
    `${state.store} knows no run, but runs have left ${left.join(' and ')}, which another store may want. Nothing was removed.`,
    `Put the other store back and try again. If it is lost for good, remove what it left, in ${state.root}: rm -r ${places.join(' ')}`,
  );
}
