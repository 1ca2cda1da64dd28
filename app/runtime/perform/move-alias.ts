import type { ModelVersion } from '../../domain/model.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { registryOf } from '../../domain/scope.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { Change } from '../ports/store.ts';

/** The change that lets an alias of the run's registry point to a version, guarded by where it stands now; none if it points there already. */
export async function moveAlias(
  { store, clock }: Pick<RuntimeDeps, 'store' | 'clock'>,
  run: RunHeader,
  { version, alias }: { readonly version: ModelVersion; readonly alias: string },
): Promise<Change[]> {
  const { model } = version;
  const scope = registryOf(run);
  const current = await store.registry.alias(model, alias, scope);
  if (current?.version === version.version) return [];
  const movedBy = run.actor ?? run.trigger;
  const moved = { movedAt: clock.now(), movedBy, run: run.id };
  return [
    {
      type: 'alias.move',
      scope,
      alias: { model, alias, version: version.version, ...moved },
      from: current?.version ?? null,
    },
  ];
}
