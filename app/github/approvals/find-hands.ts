import type { RunHeader } from '../../domain/run/run.ts';
import type { Store } from '../../runtime/ports/store.ts';
import type { GitHubApi } from '../reads/api-port.ts';
import { findChange, type ChangeDeps, type FoundChange } from './find-change.ts';

export type HandsDeps = ChangeDeps & { readonly store: Pick<Store, 'provenance' | 'runs'> };

/**
 * Who had a hand in what a run deploys: in its commit, and where it deploys a version that was there before (`/mlp promote`,
 * `/mlp rollback`) in the commit that made it.
 */
export async function findHands(
  deps: HandsDeps,
  api: GitHubApi,
  run: RunHeader,
): Promise<FoundChange> {
  const own = await findChange(deps, api, run);
  if (run.trigger !== 'promotion') return own;
  const maker = await makerOf(deps.store, run.id);
  if (maker === null) return { ...own, authors: null };
  const made = await findChange(deps, api, maker);
  return {
    pulls: own.pulls,
    authors: together(own.authors, made.authors),
    seen: new Set([...own.seen, ...made.seen]),
    hasPeople: own.hasPeople || made.hasPeople,
    hasUnknown: own.hasUnknown || made.hasUnknown,
  };
}

/** The run that registered the version; null: it is forgotten. */
async function makerOf({ runs }: Pick<Store, 'runs'>, run: string): Promise<RunHeader | null> {
  const rows = await runs.load(run);
  const maker = rows?.steps.find(({ takenFrom }) => takenFrom !== null)?.takenFrom?.run;
  return maker === undefined ? null : runs.header(maker);
}

function together(one: FoundChange['authors'], other: FoundChange['authors']) {
  return one === null || other === null ? null : new Set([...one, ...other]);
}
