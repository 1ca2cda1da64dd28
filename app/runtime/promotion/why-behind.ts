import type { RunHeader } from '../../domain/run/run.ts';
import { registryOf } from '../../domain/scope.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { Moved } from './moved-aliases.ts';

type BehindDeps = Pick<RuntimeDeps, 'repository'> & {
  readonly store: Pick<RuntimeDeps['store'], 'registry' | 'runs'>;
};

/**
 * Why a run may not move these aliases: one of them was moved by a run of a newer commit, so that moving it would be going
 * back without saying so. Null: it may. Throws when version control cannot be asked.
 */
export async function whyBehind(
  { store, repository }: BehindDeps,
  run: RunHeader,
  moved: readonly Moved[],
): Promise<string | null> {
  for (const { model, alias } of moved) {
    const current = await store.registry.alias(model, alias, registryOf(run));
    const other = current === null ? null : await store.runs.header(current.run);
    if (current === null || other === null || other.id === run.id) continue;
    if ((await repository.isBehind?.(run, other)) !== true) continue;
    const name = `${model}@${alias}`;
    return `${name} is at v${current.version} of the newer commit ${(other.sha ?? '').slice(0, 10)} (run #${other.number}); to go back, roll it back`;
  }
  return null;
}
