import type { ModelVersion } from '../../domain/model.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { RuntimeDeps } from '../runtime.ts';

export type Promoted = {
  /** The register step. */
  readonly from: string;
  readonly alias: string;
  /** Null: that registered none in this run. */
  readonly version: ModelVersion | null;
};

/** What the step of a row promotes, and to which aliases. */
export async function promotedVersions(
  { store }: Pick<RuntimeDeps, 'store'>,
  hot: HotRun,
  stepId: string,
): Promise<readonly Promoted[]> {
  const promoted: Promoted[] = [];
  for (const { from, alias } of hot.plan.step(stepId).promote) {
    promoted.push({ from, alias, version: await registeredBy(store, hot, from) });
  }
  return promoted;
}

/** The version that a register step registered in this run, or in the run that its result was reused from. */
async function registeredBy(
  { registry }: RuntimeDeps['store'],
  hot: HotRun,
  key: string,
): Promise<ModelVersion | null> {
  const { run, key: source } = hot.step(key)?.takenFrom ?? { run: hot.header.id, key };
  const registered = await registry.ofRun(run);
  return registered.find((each) => each.key === source)?.version ?? null;
}
