import { changedParts } from '../../compile/cache/changed-parts.ts';
import { partsIn } from '../../compile/cache/parts-in.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { readableScopes } from '../../domain/scope.ts';
import { whyAskedFor, whyNeverCached } from '../../reports/words/why-done.ts';
import type { Store } from '../ports/store.ts';

/** Why a row's work was done or was not. */
export type WhyRan =
  /** An earlier run did it. `unchanged`: nothing that it reads had changed; `asked`: the run was asked to take it over. */
  | { readonly type: 'taken'; readonly from: string; readonly why: 'unchanged' | 'asked' }
  /** Sentences that follow "because"; `since`: the run that it is compared with, null: none. */
  | { readonly type: 'done'; readonly because: readonly string[]; readonly since: string | null }
  | { readonly type: 'not-yet' };

type WhyDeps = { readonly store: Pick<Store, 'cache'> };

/** Compares what a row's cache key was made of with what the newest earlier run's was made of that this run may read. */
export async function whyRan(
  { store }: WhyDeps,
  header: RunHeader,
  { row, step }: { readonly row: StepRow; readonly step: PlanStep },
): Promise<WhyRan> {
  const kept = await store.cache.partsOf(header.id, row.key);
  if (row.takenFrom !== null) {
    const { run: from } = row.takenFrom;
    return { type: 'taken', from, why: kept === null ? 'asked' : 'unchanged' };
  }
  if (row.attempt === 0 || row.role === 'group') return { type: 'not-yet' };
  if (kept === null) return done([whyNeverCached(step)]);
  const asked = whyAskedFor(header.options, step.id);
  if (asked !== null) return done([asked]);
  const { pipeline, key, parts, at } = kept;
  const query = { pipeline, key, except: header.id, before: at, limit: 1 };
  const [earlier] = await store.cache.recentParts(query, readableScopes(header));
  if (earlier === undefined) return done(['it has not run here before']);
  const changes = changedParts(partsIn(earlier.parts), partsIn(parts), {
    changes: null,
    everyFile: step.files === null,
  });
  const same = 'nothing that it reads has changed, and no earlier work could be used';
  return done(changes.length === 0 ? [same] : changes, earlier.run);
}

function done(because: readonly string[], since: string | null = null): WhyRan {
  return { type: 'done', because, since };
}
