import type { ModelVersion } from '../../domain/model.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { RuntimeDeps } from '../runtime.ts';
import { registeredBy } from './registered-by.ts';

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
    const source = { run: hot.header.id, key: from, row: hot.step(from) ?? null };
    promoted.push({ from, alias, version: await registeredBy(store.registry, source) });
  }
  return promoted;
}
