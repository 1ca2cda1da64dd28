import type { BaselineRef } from '../../domain/gate-spec.ts';
import type { ModelVersion } from '../../domain/model.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { registryOf } from '../../domain/scope.ts';
import type { StoreReads } from '../ports/store.ts';

export type AliasRef = Extract<BaselineRef, { type: 'alias' }>;

type Deps = { readonly store: Pick<StoreReads, 'registry' | 'runs'> };

/**
 * Where an alias stood before it was moved by a run or an earlier attempt of it, or by anybody to what these made: it would
 * be compared with itself else. Null: nowhere. Undefined: it points to what another run made, and was moved by another one,
 * or by none.
 */
export async function versionLeft(
  { store: { registry, runs } }: Deps,
  header: RunHeader,
  { model, alias }: AliasRef,
): Promise<ModelVersion | null | undefined> {
  const scope = registryOf(header);
  const own = new Set(await attemptsOf(runs, header));
  const registered = (await Promise.all([...own].map((run) => registry.ofRun(run)))).flat();
  // A version that it only found is what another run measured.
  const made = new Set(
    registered
      .filter(({ version }) => version.model === model && own.has(version.run))
      .map(({ version }) => version.version),
  );
  const moves = await registry.history(model, scope, { alias });
  const others = moves.findIndex(({ run, version }) => !own.has(run) && !made.has(version));
  const first = moves.slice(0, others === -1 ? moves.length : others).at(-1);
  if (first === undefined) return undefined;
  return first.from === null ? null : registry.version(model, first.from, scope);
}

/** Who reruns more often is held against his own earlier ones. */
const MOST_ATTEMPTS = 20;

/** Ids of a run and of those that it is a rerun of. */
async function attemptsOf(
  runs: Deps['store']['runs'],
  { id, rerunOf }: RunHeader,
): Promise<readonly string[]> {
  const found = [id];
  let next = rerunOf;
  while (next !== null && !found.includes(next) && found.length < MOST_ATTEMPTS) {
    found.push(next);
    next = (await runs.header(next))?.rerunOf ?? null;
  }
  return found;
}
