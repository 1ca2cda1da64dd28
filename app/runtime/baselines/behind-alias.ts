import type { Baseline } from '../../domain/gate.ts';
import { storedExamples } from '../../domain/kept-examples.ts';
import type { ModelVersion } from '../../domain/model.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { readableScopes, registryOf } from '../../domain/scope.ts';
import type { Clock } from '../ports/clock.ts';
import type { StoreReads } from '../ports/store.ts';
import { measuredByVersion } from './measured-by-version.ts';
import { versionLeft, type AliasRef } from './version-left.ts';

export type BehindAliasDeps = {
  readonly store: Pick<StoreReads, 'baselines' | 'registry' | 'runs'>;
  readonly clock: Clock;
};

type Asked = {
  readonly ref: AliasRef;
  readonly stepId: string;
  /** Whether what a run measured may be compared. */
  readonly isComparable: (run: string) => Promise<boolean>;
};

export type BehindAlias = {
  /** Null: it points nowhere, or did before the run moved it. */
  readonly version: number | null;
  readonly baseline: Baseline;
  /** There was nothing behind it before this very run; left out: there was, or is nothing yet. */
  readonly isOwn?: true;
};

/**
 * What a run is held against behind an alias: the version that it does not owe to this run, as it was measured last in
 * the same way. Its first measure stands where there is none, which may be of before there were examples.
 */
export async function behindAlias(
  deps: BehindAliasDeps,
  header: RunHeader,
  { ref, stepId, isComparable }: Asked,
): Promise<BehindAlias> {
  const left = await versionLeft(deps, header, ref);
  if (left === undefined) return standing(deps, header, { ref, stepId, isComparable });
  if (left === null) return { version: null, baseline: { type: 'none' }, isOwn: true };
  const again = await measuredAgain(deps, header, { version: left, stepId, isComparable });
  return {
    version: left.version,
    baseline: again ?? (await measuredByVersion(deps, left, stepId)),
  };
}

async function standing(
  deps: BehindAliasDeps,
  header: RunHeader,
  { ref: { model, alias }, stepId, isComparable }: Asked,
): Promise<BehindAlias> {
  const { registry, baselines } = deps.store;
  const scope = registryOf(header);
  const at = (await registry.alias(model, alias, scope))?.version ?? null;
  const version = at === null ? null : await registry.version(model, at, scope);
  const again =
    version === null ? null : await measuredAgain(deps, header, { version, stepId, isComparable });
  const baseline = again ?? (await baselines.behindAlias(model, alias, stepId, scope));
  return { version: at, baseline };
}

/** Enough to get past runs that measured it otherwise. */
const MOST_LOOKED_AT = 10;

/** By the newest trusted run that measured these very bytes in the same way, one that kept examples first. Null: by none but the first. */
async function measuredAgain(
  { store, clock }: BehindAliasDeps,
  header: RunHeader,
  { version, stepId, isComparable }: Omit<Asked, 'ref'> & { readonly version: ModelVersion },
): Promise<Baseline | null> {
  if (version.metricsStep !== stepId) return null;
  const runs = await store.registry.runsThatRegistered(version, {
    scope: registryOf(header),
    // The last is trusted the farthest: nobody lowers what others are held against from a branch.
    within: readableScopes(header).at(-1) ?? '',
    limit: MOST_LOOKED_AT,
  });
  let plain: Baseline | null = null;
  for (const run of runs) {
    if (run === header.id) continue;
    const found = await store.baselines.inRun(run, { key: stepId, now: clock.now() });
    if (found.type !== 'found' || !(await isComparable(run))) continue;
    if (storedExamples(found.examples) !== null) return found;
    plain ??= found;
  }
  return plain;
}
